/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-outgoing-private.h"

#include "guard-contacts.h"
#include "guard-outgoing-entry.h"
#include "guard-outgoing-spoken.h"

#include <glib/gi18n-lib.h>

/* The question about the first that is held in a chat, and what becomes of it:
 *
 * asked -> given back | edited (looked at anew) | masked (looked at anew) | encrypted first (looked at anew, and verified as it leaves)
 *       -> sent as it is, once, with what was found in it and with the protection that was shown */

/* Encryption that was asked for. The answer may come when everything else is gone. */
typedef struct
{
  GuardOutgoing *outgoing; /* %NULL: gone */
  GuardChat *chat;
} Start;

static GuardHeldWords *
get_first (GuardChat *chat)
{
  return g_queue_peek_head (&chat->held);
}

/* ---- what is offered ---- */

static guint
get_choices (const GuardHeldWords *words)
{
  const GuardLook *look = &words->look;
  const gboolean has_findings = guard_report_get_findings (look->report)->len > 0;
  const gboolean may_go = look->action != GUARD_SENDING_FORBID;
  guint choices = GUARD_SENDING_DONT;

  if (has_findings)
    choices |= GUARD_SENDING_EDIT;
  if (has_findings && look->may_mask)
    choices |= GUARD_SENDING_MASK;
  if (look->state.can_start && !words->was_tried && words->send == NULL && look->would_encryption_help)
    choices |= GUARD_SENDING_ENCRYPT;
  if (may_go)
    choices |= GUARD_SENDING_ANYWAY;
  if (may_go && has_findings && look->may_remember && !look->is_news && !look->is_uncovered)
    choices |= GUARD_SENDING_REMEMBER;
  return choices;
}

/* A name that is easily mixed up with the recipient's. Returns: (nullable) (transfer none) */
static const char *
find_near_contact (GuardChat *chat, PurpleAccount *account)
{
  const GuardKnowledge *knowledge = chat->outgoing->guard->knowledge;
  g_autofree char *address = NULL;
  PurpleBuddy *buddy;

  if (chat->is_room || *chat->who == '\0' || knowledge == NULL)
    return NULL;
  address = guard_contacts_dup_address (account, chat->who);
  buddy = purple_find_buddy (account, address);
  return guard_knowledge_find_near_contact (knowledge, address, buddy != NULL ? purple_buddy_get_alias (buddy) : NULL);
}

/* ---- answers ---- */

static GuardHeldWords *
take_first (GuardChat *chat)
{
  return g_queue_pop_head (&chat->held);
}

/* The words are others now: they are looked at as if they had just been typed. */
static void
look_anew (GuardHeldWords *words, char *text)
{
  if (text != NULL)
    {
      g_free (words->text);
      words->text = text;
    }
  guard_look_clear (&words->look);
  words->has_look = FALSE;
}

static void
send_masked (GuardChat *chat)
{
  GuardHeldWords *words = get_first (chat);

  words->choice = "mask";
  look_anew (words, guard_words_dup_masked (words->look.read, words->look.report, words->is_html));
}

static char *
dup_html (const char *plain, gboolean is_html)
{
  g_autofree char *escaped = NULL;
  g_auto(GStrv) lines = NULL;

  if (!is_html)
    return g_strdup (plain);
  escaped = g_markup_escape_text (plain, -1);
  lines = g_strsplit (escaped, "\n", -1);
  return g_strjoinv ("<br>", lines);
}

static void
on_edited (guint answer, const char *text, gpointer user_data)
{
  GuardChat *chat = user_data;
  GuardHeldWords *words = get_first (chat);

  chat->question = NULL;
  if (answer == GUARD_ANSWER_OK && text != NULL && *text != '\0')
    look_anew (words, dup_html (text, words->is_html));
  else
    guard_outgoing_give_back (chat, take_first (chat), _("you did not want to"), "dont-send");
  guard_outgoing_go_on (chat);
}

/* Into the entry box where there is one and nothing waits behind; otherwise what waits would overtake it. */
static void
edit (GuardChat *chat)
{
  GuardHeldWords *words = get_first (chat);
  PurpleConversation *conversation = guard_chat_find_conversation (chat);
  g_autoptr(GuardWordsRead) read = guard_words_read (NULL, words->text, words->is_html);
  g_autofree char *plain = guard_words_dup_own (read);

  if (words->send == NULL && conversation != NULL && g_queue_get_length (&chat->held) == 1 && guard_outgoing_fill_entry (conversation, plain))
    {
      guard_outgoing_note (chat, words, "sending-given-back", "held", "edit");
      guard_held_words_free (take_first (chat));
      return;
    }
  chat->question = guard_notice_ask_other_words (chat->outgoing->guard, guard_chat_find_account (chat), chat->who, plain, on_edited, chat);
}

static void
send_anyway (GuardChat *chat, const char *choice, gboolean is_remembered)
{
  GuardHeldWords *words = take_first (chat);
  const GuardLook *look = &words->look;
  g_autoptr(GHashTable) data = guard_words_collect_data (look->read, look->report);
  PurpleAccount *account = guard_chat_find_account (chat);
  GuardApproval approval = {
    .is_approved = TRUE,
    .data = data,
    .may_be_unread = guard_report_is_not_checked (look->report),
    /* What was shown as encrypted must leave encrypted. */
    .required = look->protection >= GUARD_PROTECTION_UNVERIFIED ? GUARD_PROTECTION_UNVERIFIED : GUARD_PROTECTION_NONE,
  };

  if (look->is_news && account != NULL)
    guard_encryption_news_was_told (chat->outgoing->guard->encryption, account, chat->who);
  if (is_remembered && account != NULL)
    guard_data_memory_remember (chat->outgoing->memory, look->report, account, chat->who);
  guard_outgoing_release (chat, words, &approval, choice);
}

/* ---- encrypting first ---- */

static void
on_started (gboolean is_encrypted, gpointer user_data)
{
  Start *start = user_data;
  GuardChat *chat = start->chat;
  GuardOutgoing *outgoing = start->outgoing;
  PurpleAccount *account;
  GuardHeldWords *words;

  if (outgoing != NULL)
    outgoing->starting = g_list_remove (outgoing->starting, start);
  g_free (start);
  if (outgoing == NULL)
    return;
  chat->is_encrypting = FALSE;
  words = get_first (chat);
  account = guard_chat_find_account (chat);
  if (words == NULL || account == NULL)
    return;
  /* The user has asked for it: that nobody has compared the key yet is told in a line, not in a second question. */
  if (is_encrypted && !chat->outgoing->guard->is_quitting)
    guard_encryption_news_was_told (outgoing->guard->encryption, account, chat->who);
  words->was_tried = !is_encrypted;
  words->choice = is_encrypted ? "encrypt-first" : NULL;
  look_anew (words, NULL);
  guard_outgoing_say (chat, words, is_encrypted ? _("This chat is encrypted now; your message leaves.") : _("This chat could not be encrypted; your message still waits."));
  guard_outgoing_go_on (chat);
}

static void
encrypt_first (GuardChat *chat)
{
  GuardOutgoing *outgoing = chat->outgoing;
  Start *start = g_new0 (Start, 1);

  start->outgoing = outgoing;
  start->chat = chat;
  outgoing->starting = g_list_prepend (outgoing->starting, start);
  chat->is_encrypting = TRUE;
  guard_outgoing_say (chat, get_first (chat), _("Encryption is being started; your message leaves as soon as it stands."));
  guard_encryption_start (outgoing->guard->encryption, guard_chat_find_account (chat), chat->who, on_started, start);
}

void
guard_outgoing_forget_starting (GuardOutgoing *self)
{
  for (GList *item = self->starting; item != NULL; item = item->next)
    ((Start *) item->data)->outgoing = NULL;
  g_clear_list (&self->starting, NULL);
}

/* ---- the question ---- */

static void
on_answered (guint answer, const char *text, gpointer user_data)
{
  GuardChat *chat = user_data;

  chat->question = NULL;
  if (guard_chat_find_account (chat) == NULL)
    answer = 0;
  switch (guard_sending_choice_at (chat->choices, answer))
    {
    case GUARD_SENDING_EDIT:
      edit (chat);
      break;
    case GUARD_SENDING_MASK:
      send_masked (chat);
      break;
    case GUARD_SENDING_ENCRYPT:
      encrypt_first (chat);
      break;
    case GUARD_SENDING_ANYWAY:
      send_anyway (chat, "send-anyway", FALSE);
      break;
    case GUARD_SENDING_REMEMBER:
      send_anyway (chat, "remember", TRUE);
      break;
    case GUARD_SENDING_DONT:
    default:
      guard_outgoing_give_back (chat, take_first (chat), _("you did not want to"), "dont-send");
      break;
    }
  guard_outgoing_go_on (chat);
}

GuardSendingFacts
guard_outgoing_lend_facts (GuardChat *chat, const GuardHeldWords *words)
{
  return (GuardSendingFacts) {
    .account = guard_chat_find_account (chat),
    .who = *chat->who != '\0' ? chat->who : NULL,
    .is_room = chat->is_room,
    .path = words->path,
    .report = words->look.report,
    .protection = words->look.protection,
    .news = words->look.is_news ? words->look.state.news : GUARD_ENCRYPTION_NO_NEWS,
    .is_uncovered = words->look.is_uncovered,
    .was_tried = words->was_tried,
  };
}

void
guard_outgoing_ask (GuardChat *chat)
{
  GuardHeldWords *words = get_first (chat);
  GuardSendingFacts facts = guard_outgoing_lend_facts (chat, words);
  GuardPolicy policy;

  facts.near_contact = find_near_contact (chat, facts.account);
  facts.is_stranger = facts.who != NULL && !chat->is_room && guard_contacts_get_kind (facts.account, facts.who) == GUARD_SENDER_STRANGER;
  facts.n_silent_days = !chat->is_room && facts.who != NULL ? guard_spoken_count_days (facts.account, facts.who) : 0;
  facts.choices = chat->choices = get_choices (words);
  guard_get_policy (chat->outgoing->guard, &policy);
  facts.n_remember_days = policy.data_remember_days;
  guard_data_memory_read (chat->outgoing->memory);
  guard_outgoing_note (chat, words, "sending-held", "asked", NULL);
  chat->question = guard_notice_ask_sending (chat->outgoing->guard, &facts, on_answered, chat);
}
