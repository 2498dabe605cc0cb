/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-sending-private.h"

#include "guard-contacts.h"

/* libpurple gives a transfer to the client, and right after that calls its init, which makes the offer: so init is kept back here.
 *
 * States of a file: looking -> waiting (for the question about another file to the same person) -> asked -> offered | not sent. Where nothing speaks against
 * it: looking -> offered. What is offered is remembered until the transfer is gone: the other side may accept hours later, and what it then gets must still
 * be the file that was looked at. */

#define SAY_SO_AFTER_MS 1000

static void look_at (GuardFileOut *file);

/* ---- the end of a look ---- */

/* Takes everything away that could still call back. */
static void
come_to_rest (GuardFileOut *file)
{
  if (file->say_so_timer != 0)
    g_source_remove (file->say_so_timer);
  file->say_so_timer = 0;
  if (file->question != NULL)
    guard_question_withdraw (file->question);
  file->question = NULL;
  if (file->state != GUARD_FILE_OUT_OFFERED)
    g_clear_pointer (&file->look, guard_sending_look_free);
}

static void
free_file (gpointer data)
{
  GuardFileOut *file = data;

  come_to_rest (file);
  guard_sending_look_free (file->look);
  guard_report_free (file->report);
  g_free (file->unread);
  g_free (file);
}

/* Forgets it, with init as it was. The reference goes last: the transfer may go with it. */
static void
let_go (GuardFileOut *file)
{
  PurpleXfer *xfer = file->xfer;
  const gboolean has_reference = file->state != GUARD_FILE_OUT_OFFERED && file->is_released;

  if (file->state != GUARD_FILE_OUT_OFFERED)
    xfer->ops.init = file->init;
  g_hash_table_remove (file->sending->files, xfer);
  if (has_reference)
    purple_xfer_unref (xfer);
}

static gboolean
is_same_person (const GuardFileOut *file, const GuardFileOut *other)
{
  return guard_file_out_get_account (file) == guard_file_out_get_account (other)
         && guard_contacts_are_same (guard_file_out_get_account (file), purple_xfer_get_remote_user (file->xfer), purple_xfer_get_remote_user (other->xfer));
}

static gboolean
is_asked_about_another (const GuardFileOut *file)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, file->sending->files);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (value != file && ((const GuardFileOut *) value)->state == GUARD_FILE_OUT_ASKED && is_same_person (file, value))
      return TRUE;
  return FALSE;
}

static void ask (GuardFileOut *file);

/* One question at a time for one person: the next, if one waits. */
static void
ask_next (GuardSending *self)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->files);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (((GuardFileOut *) value)->state == GUARD_FILE_OUT_WAITING && !is_asked_about_another (value))
      {
        ask (value);
        return;
      }
}

static void
give_up (GuardFileOut *file)
{
  GuardSending *self = file->sending;
  PurpleXfer *xfer = file->xfer;
  const GuardFileOutFacts facts = guard_file_out_lend_facts (file);

  come_to_rest (file);
  guard_notice_file_not_sent (self->guard, &facts);
  /* With its own init again, and ours no more, before libpurple and the client hear of it. */
  purple_xfer_ref (xfer);
  let_go (file);
  if (!purple_xfer_is_canceled (xfer))
    purple_xfer_cancel_local (xfer);
  purple_xfer_unref (xfer);
  ask_next (self);
}

/* Once for each conversation: the next file is no other news. */
static void
say_not_covered (GuardFileOut *file)
{
  const GuardFileOutFacts facts = guard_file_out_lend_facts (file);
  PurpleConversation *conversation;

  if (!facts.is_chat_encrypted)
    return;
  conversation = purple_find_conversation_with_account (PURPLE_CONV_TYPE_IM, facts.who, facts.account);
  if (conversation != NULL && purple_conversation_get_data (conversation, "purple-guard-file-not-covered") != NULL)
    return;
  guard_notice_file_not_covered (file->sending->guard, &facts);
  conversation = purple_find_conversation_with_account (PURPLE_CONV_TYPE_IM, facts.who, facts.account);
  if (conversation != NULL)
    purple_conversation_set_data (conversation, "purple-guard-file-not-covered", GINT_TO_POINTER (TRUE));
}

/* @is_said: the question has said what protects it */
static void
offer (GuardFileOut *file, gboolean is_said)
{
  GuardSending *self = file->sending;
  PurpleXfer *xfer = file->xfer;

  if (!guard_sending_look_still_holds (file->look))
    {
      look_at (file);
      return;
    }
  if (!is_said)
    say_not_covered (file);
  /* libpurple has measured it before the look; it may have been another one then. */
  purple_xfer_set_size (xfer, guard_sending_look_get_size (file->look, purple_xfer_get_size (xfer)));
  file->state = GUARD_FILE_OUT_OFFERED;
  come_to_rest (file);
  xfer->ops.init = file->init;
  xfer->ops.init (xfer);
  purple_xfer_unref (xfer);
  ask_next (self);
}

/* ---- the question ---- */

static void
on_answer (guint answer, const char *text, gpointer user_data)
{
  GuardFileOut *file = user_data;

  file->question = NULL;
  if (answer == GUARD_FILE_OUT_ANSWER_SEND)
    {
      guard_file_out_write_journal (file, "file-sending-sent-anyway", "asked", "send");
      offer (file, TRUE);
      return;
    }
  guard_file_out_write_journal (file, "file-sending-refused", "asked", "leave");
  give_up (file);
}

static void
ask (GuardFileOut *file)
{
  const GuardFileOutFacts facts = guard_file_out_lend_facts (file);
  GuardPolicy policy;

  file->state = GUARD_FILE_OUT_WAITING;
  if (is_asked_about_another (file))
    return;
  guard_get_policy (file->sending->guard, &policy);
  file->state = GUARD_FILE_OUT_ASKED;
  guard_file_out_write_journal (file, "file-sending-held", "held", NULL);
  file->question = guard_notice_ask_file_out (file->sending->guard, &facts,
                                              guard_policy_for_sending (&policy, file->report, GUARD_PROTECTION_NONE, guard_file_out_get_recipient_kind (file), FALSE)
                                                != GUARD_SENDING_FORBID,
                                              on_answer, file);
}

/* ---- the look ---- */

static void
on_looked (GuardReport *report, const char *unread, gpointer user_data)
{
  GuardFileOut *file = user_data;
  GuardPolicy policy;

  if (file->say_so_timer != 0)
    g_source_remove (file->say_so_timer);
  file->say_so_timer = 0;
  file->report = report;
  file->unread = g_strdup (unread);
  guard_get_policy (file->sending->guard, &policy);
  guard_file_out_write_journal (file, "file-sending-looked-at", "looked-at", NULL);
  if (guard_policy_for_sending (&policy, report, GUARD_PROTECTION_NONE, guard_file_out_get_recipient_kind (file), FALSE) == GUARD_SENDING_GO)
    offer (file, FALSE);
  else
    ask (file);
}

static gboolean
on_slow (gpointer user_data)
{
  GuardFileOut *file = user_data;
  const GuardFileOutFacts facts = guard_file_out_lend_facts (file);

  file->say_so_timer = 0;
  guard_notice_looking_at_file (file->sending->guard, &facts);
  return G_SOURCE_REMOVE;
}

static void
look_at (GuardFileOut *file)
{
  Guard *guard = file->sending->guard;
  const char *path = purple_xfer_get_local_filename (file->xfer);
  GuardPolicy policy;

  come_to_rest (file);
  guard_sending_look_free (file->look);
  g_clear_pointer (&file->report, guard_report_free);
  g_clear_pointer (&file->unread, g_free);
  guard_get_policy (guard, &policy);
  file->state = GUARD_FILE_OUT_LOOKING;
  file->say_so_timer = g_timeout_add (SAY_SO_AFTER_MS, on_slow, file);
  file->look = guard_sending_look_start (guard, path != NULL ? path : "", purple_xfer_get_filename (file->xfer), policy.max_scan_bytes, on_looked, file);
}

/* What libpurple calls instead of the protocol's init. */
static void
on_init (PurpleXfer *xfer)
{
  Guard *guard = guard_plugin_get ();
  GuardFileOut *file = guard != NULL ? g_hash_table_lookup (guard->sending->files, xfer) : NULL;

  if (file == NULL || file->is_released)
    return;
  file->is_released = TRUE;
  purple_xfer_ref (xfer);
  look_at (file);
}

/* ---- listeners ---- */

void
guard_sending_on_add (GuardSending *self, PurpleXfer *xfer)
{
  GuardPolicy policy;
  GuardFileOut *file;

  guard_get_policy (self->guard, &policy);
  if (!policy.check_sending || g_hash_table_contains (self->files, xfer))
    return;
  file = g_new0 (GuardFileOut, 1);
  file->sending = self;
  file->xfer = xfer;
  file->init = xfer->ops.init;
  xfer->ops.init = on_init;
  g_hash_table_insert (self->files, xfer, file);
}

static void
say_changed (const GuardFileOut *file)
{
  const GuardFileOutFacts facts = guard_file_out_lend_facts (file);

  guard_notice_file_changed (file->sending->guard, &facts);
}

void
guard_sending_on_start (PurpleXfer *xfer, gpointer user_data)
{
  Guard *guard = user_data;
  GuardFileOut *file = g_hash_table_lookup (guard->sending->files, xfer);

  if (file == NULL || file->state != GUARD_FILE_OUT_OFFERED || guard_sending_look_still_holds (file->look))
    return;
  say_changed (file);
  /* libpurple opens the file after this; what it cannot open it cancels by itself, cleanly, which nobody else may do from here. */
  purple_xfer_set_local_filename (xfer, "/nonexistent/changed");
}

void
guard_sending_on_cancel (PurpleXfer *xfer, gpointer user_data)
{
  Guard *guard = user_data;
  GuardFileOut *file = g_hash_table_lookup (guard->sending->files, xfer);

  if (file == NULL || file->state == GUARD_FILE_OUT_OFFERED)
    return;
  come_to_rest (file);
  let_go (file);
  ask_next (guard->sending);
}

void
guard_sending_on_destroyed (GuardSending *self, PurpleXfer *xfer)
{
  g_hash_table_remove (self->files, xfer);
}

void
guard_sending_on_signing_off (PurpleConnection *connection, gpointer user_data)
{
  Guard *guard = user_data;
  g_autoptr(GList) files = g_hash_table_get_values (guard->sending->files);

  for (GList *l = files; l != NULL; l = l->next)
    if (g_hash_table_lookup (guard->sending->files, ((GuardFileOut *) l->data)->xfer) == l->data
        && guard_file_out_get_account (l->data) == purple_connection_get_account (connection) && ((GuardFileOut *) l->data)->state != GUARD_FILE_OUT_OFFERED)
      give_up (l->data);
}

gboolean
guard_sending_is_running (GuardSending *self)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->files);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (((const GuardFileOut *) value)->state != GUARD_FILE_OUT_OFFERED)
      return TRUE;
  return FALSE;
}

void
guard_sending_stop (GuardSending *self)
{
  g_autoptr(GList) files = g_hash_table_get_values (self->files);

  for (GList *l = files; l != NULL; l = l->next)
    {
      come_to_rest (l->data);
      let_go (l->data);
    }
}

GuardSending *
guard_sending_new (Guard *guard)
{
  GuardSending *self = g_new0 (GuardSending, 1);

  self->guard = guard;
  self->files = g_hash_table_new_full (NULL, NULL, NULL, free_file);
  return self;
}

void
guard_sending_free (GuardSending *self)
{
  g_hash_table_unref (self->files);
  g_free (self);
}
