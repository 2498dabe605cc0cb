/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-notice-calls.h"

#include "guard-contacts.h"
#include "guard-notice.h"

#include <glib/gi18n-lib.h>

/* How many conversations may be opened in a minute only to show a line in them. */
#define MAX_NEW_CONVERSATIONS_A_MINUTE 3

static PurpleConversation *
open_conversation (PurpleAccount *account, const char *address)
{
  static gint64 minute_began_us;
  static guint n_opened;
  gint64 now_us = g_get_monotonic_time ();

  if (now_us - minute_began_us > G_USEC_PER_SEC * 60)
    {
      minute_began_us = now_us;
      n_opened = 0;
    }
  return n_opened++ < MAX_NEW_CONVERSATIONS_A_MINUTE ? purple_conversation_new (PURPLE_CONV_TYPE_IM, account, address) : NULL;
}

/* Returns: whether it can be seen */
static gboolean
write_line (const GuardCallFacts *facts, const char *text)
{
  g_autofree char *address = guard_contacts_dup_address (facts->account, facts->who);
  PurpleConversation *conversation = purple_find_conversation_with_account (PURPLE_CONV_TYPE_IM, facts->who, facts->account);

  if (conversation == NULL)
    conversation = purple_find_conversation_with_account (PURPLE_CONV_TYPE_IM, address, facts->account);
  if (conversation == NULL)
    conversation = open_conversation (facts->account, address);
  if (conversation != NULL)
    guard_notice_say (conversation, text);
  return conversation != NULL;
}

GuardQuestion *
guard_notice_ask_call (Guard *guard, const GuardCallFacts *facts, GuardAnswerFunc func, gpointer user_data)
{
  const char * const labels[] = { _("_Refuse"), _("_Take the call"), NULL };
  g_autofree char *who = guard_contacts_dup_shown (facts->account, facts->who);
  g_autofree char *primary = g_strdup_printf (facts->has_video ? _("%s calls you, with video.") : _("%s calls you."), who);
  g_autoptr(GString) lines = g_string_new (NULL);

  /* Translators: %s is "a stranger", "a contact of yours", ... */
  g_string_append_printf (lines, _("The caller is %s."), guard_sender_kind_to_words (facts->kind));
  g_string_append_c (lines, '\n');
  g_string_append (lines, _("Until you say yes, your microphone and camera stay off, and your network address is not told."));
  g_string_append_c (lines, '\n');
  g_string_append (lines, facts->has_video ? _("If you take it, the caller hears and sees you, and learns your network address.")
                                           : _("If you take it, the caller hears you, and learns your network address."));
  return guard_question_ask_careful (guard->plugin, _("Incoming call"), primary, lines->str, labels, func, user_data);
}

/* ---- what there was instead ---- */

static const char *
describe (GuardNoCall why)
{
  switch (why)
    {
    case GUARD_NO_CALL_STRANGER:
      return _("A call was refused: strangers' calls are never taken.");
    case GUARD_NO_CALL_SETTING:
      return _("A call was refused without asking. (The settings calls-from-contacts and calls-from-trusted change that.)");
    case GUARD_NO_CALL_BUSY:
      return _("A call was refused: another one is waiting for your answer.");
    case GUARD_NO_CALL_UNSOUND:
      return _("A call was refused: it was malformed.");
    case GUARD_NO_CALL_NOT_HELD:
      return _("A call was refused, because it could not be made to wait for your answer.");
    case GUARD_NO_CALL_MISSED:
      return _("A call was missed: the caller hung up before you answered.");
    case GUARD_NO_CALL_OFFLINE:
      return _("A call was missed: the connection ended before you answered.");
    case GUARD_NO_CALL_FAILED:
      return _("The call could not be taken: this client could not start it. Perhaps there is no microphone or camera.");
    case GUARD_NO_CALL_TAKEN_OVER:
      return _("The other side tried to answer its own call for you. That was refused.");
    case GUARD_NO_CALL_WIDENED:
    default:
      return _("More was wanted in the running call than you had agreed to. That was refused.");
    }
}

gboolean
guard_notice_no_call (Guard *guard, const GuardCallFacts *facts, GuardNoCall why)
{
  return write_line (facts, describe (why));
}

void
guard_notice_more_calls (Guard *guard, const GuardCallFacts *facts, guint n_more)
{
  g_autofree char *line = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u more call was refused.", "%u more calls were refused.", n_more), n_more);

  write_line (facts, line);
}

GuardQuestion *
guard_notice_ask_call_back (Guard *guard, const GuardCallFacts *facts, GuardNoCall why, GuardAnswerFunc func, gpointer user_data)
{
  gboolean is_running = why == GUARD_NO_CALL_WIDENED;
  const char * const labels[] = { is_running ? _("_Leave it") : _("_Close"), is_running ? _("Call again _with that") : _("Call _back"), NULL };
  g_autofree char *who = guard_contacts_dup_shown (facts->account, facts->who);
  g_autofree char *primary = NULL;
  g_autofree char *secondary = NULL;

  if (is_running)
    primary = g_strdup_printf (facts->has_video ? _("%s wants your call to have video.") : _("%s wants to add to your call."), who);
  else
    primary = g_strdup_printf (_("%s has called you."), who);
  if (is_running)
    secondary = g_strdup (_("Your microphone and camera stay as they are. This client cannot add to a running call; you can call anew, with what is wanted."));
  else
    secondary = g_strdup_printf ("%s\n%s", describe (why), _("If you call back, you are heard, and your network address is told."));
  return guard_question_ask_careful (guard->plugin, is_running ? _("Running call") : _("Missed call"), primary, secondary, labels, func, user_data);
}

void
guard_notice_cannot_call (Guard *guard, const GuardCallFacts *facts)
{
  write_line (facts, _("The call could not be made: the other side is not there, or takes no such calls."));
}

void
guard_notice_activity_refused (Guard *guard, PurpleAccount *account, const char *who, const char *what)
{
  const GuardCallFacts facts = { .account = account, .who = who, .kind = guard_contacts_get_kind (account, who) };
  /* Translators: %s is "a whiteboard" and the like */
  g_autofree char *line = g_strdup_printf (_("Refused: %s. (The setting allow-shared-activities changes that.)"), what);

  write_line (&facts, line);
}
