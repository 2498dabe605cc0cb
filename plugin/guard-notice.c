/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-notice.h"

#include "core/guard-html.h"
#include "core/guard-text.h"
#include "guard-contacts.h"

#include <glib/gi18n-lib.h>

#include <string.h>
#include <time.h>

#define MAX_NAME_CHARACTERS 80
#define MAX_ADDRESS_CHARACTERS 80
#define MAX_PATH_CHARACTERS 200
#define MAX_ANSWER_CHARACTERS 200

/* How many conversations may be opened in a minute only to show a line in them; a flood of offers must not become a flood
 * of windows. */
#define MAX_NEW_CONVERSATIONS_A_MINUTE 3

/* ---- where words appear ---- */

static const char *own_line; /* that is being written now; another plugin may write of its own meanwhile */
static guint n_showing;

void
guard_notice_write (PurpleConversation *conversation, const char *text)
{
  g_autofree char *escaped = g_markup_escape_text (text, -1);
  g_autoptr(GuardHtml) html = guard_html_new (escaped, strlen (escaped));
  /* A host that is named in a warning must not become what one can click on. */
  g_autofree char *line = guard_html_serialise (html, GUARD_HTML_PLAIN | GUARD_HTML_NO_LINKS | GUARD_HTML_OWN);
  const char *outer_line = own_line;

  own_line = line;
  purple_conversation_write (conversation, NULL, line, PURPLE_MESSAGE_SYSTEM | PURPLE_MESSAGE_NO_LOG, time (NULL));
  own_line = outer_line;
}

void
guard_notice_say (PurpleConversation *conversation, const char *text)
{
  g_autofree char *line = g_strdup_printf (_("purple-guard: %s"), text);

  guard_notice_write (conversation, line);
}

void
guard_notice_show (Guard *guard, PurpleNotifyMsgType type, const char *title, const char *primary, const char *secondary)
{
  n_showing++;
  purple_notify_message (guard->plugin, type, title, primary, secondary, NULL, NULL);
  n_showing--;
}

gboolean
guard_notice_is_own_line (const char *text)
{
  return own_line != NULL && g_strcmp0 (text, own_line) == 0;
}

gboolean
guard_notice_is_showing (void)
{
  return n_showing > 0;
}

static gboolean
may_open_conversation (void)
{
  static gint64 minute_began_us;
  static guint n_opened;
  gint64 now_us = g_get_monotonic_time ();

  if (now_us - minute_began_us > G_USEC_PER_SEC * 60)
    {
      minute_began_us = now_us;
      n_opened = 0;
    }
  return n_opened++ < MAX_NEW_CONVERSATIONS_A_MINUTE;
}

/* Writes @text (plain) below what was said with @who. Opens a conversation if there is none and @must_show, within bounds. */
static void
write_line (PurpleAccount *account, const char *who, gboolean must_show, const char *text)
{
  PurpleConversation *conversation;

  if (account == NULL)
    return;

  conversation = purple_find_conversation_with_account (PURPLE_CONV_TYPE_IM, who, account);
  if (conversation == NULL && must_show && may_open_conversation ())
    conversation = purple_conversation_new (PURPLE_CONV_TYPE_IM, account, who);
  if (conversation != NULL)
    guard_notice_say (conversation, text);
}

static PurpleAccount *
find_account (const GuardHeld *held)
{
  return held->account != NULL && held->protocol != NULL ? purple_accounts_find (held->account, held->protocol) : NULL;
}

static void
write_held_line (const GuardHeld *held, gboolean must_show, const char *text)
{
  write_line (find_account (held), held->sender, must_show, text);
}

static char *
dup_shown_name (const char *spoken)
{
  g_autoptr(GuardFilename) name = guard_filename_new (spoken);

  return g_strdup (name->shown);
}

static char *
dup_shown_path (const char *path)
{
  g_autofree char *utf8 = path != NULL ? g_filename_display_name (path) : NULL;

  return guard_text_one_line (utf8, MAX_PATH_CHARACTERS);
}

static char *
dup_size (guint64 size_bytes)
{
  return size_bytes > 0 ? g_format_size (size_bytes) : g_strdup (_("size not told"));
}

/* ---- offers ---- */

GuardQuestion *
guard_notice_ask_offer (Guard *guard, const GuardOfferFacts *facts, GuardAnswerFunc func, gpointer user_data)
{
  const char * const labels[] = { _("_Refuse"), _("Ask the _sender first"), _("_Accept…"), NULL };
  g_autofree char *who = guard_contacts_dup_shown (facts->account, facts->who);
  g_autofree char *primary = g_strdup_printf (_("%s wants to send you a file."), who);
  const char *name = facts->name->shown; /* one line already */
  g_autofree char *size = dup_size (facts->size_bytes);
  g_autoptr(GString) lines = g_string_new (NULL);
  const char *trick = guard_filename_describe_tricks (facts->name->tricks);

  /* Translators: %s is "a stranger", "a contact of yours", ... */
  g_string_append_printf (lines, _("The sender is %s."), guard_sender_kind_to_words (facts->kind));
  g_string_append_c (lines, '\n');
  /* Translators: file name, size, kind of file */
  g_string_append_printf (lines, _("“%s”, %s: %s."), name, size, guard_risk_to_words (facts->risk));
  if (trick != NULL)
    g_string_append_printf (lines, "\n%s", trick);
  if (facts->remote_address != NULL)
    {
      g_autofree char *address = guard_text_one_line (facts->remote_address, MAX_ADDRESS_CHARACTERS);

      g_string_append_c (lines, '\n');
      g_string_append_printf (lines, _("It would come straight from the computer %s."), address);
    }
  g_string_append_c (lines, '\n');
  if (facts->is_too_big)
    g_string_append (lines, _("It is too big to be scanned: it would be held back until you open it deliberately."));
  else
    g_string_append (lines, _("It will be scanned before it can be opened. Did you expect it?"));
  if (facts->answer != NULL)
    {
      g_autofree char *stripped = purple_markup_strip_html (facts->answer);
      g_autofree char *answer = guard_text_one_line (stripped, MAX_ANSWER_CHARACTERS);

      g_string_append_c (lines, '\n');
      g_string_append_printf (lines, _("You asked; the answer: “%s”"), answer);
    }
  else if (facts->was_asked)
    {
      g_string_append_c (lines, '\n');
      g_string_append (lines, _("You asked; there is no answer yet."));
    }

  return guard_question_ask (guard->plugin, _("File offer"), primary, lines->str, labels, facts->account, facts->who, func, user_data);
}

GuardQuestion *
guard_notice_ask_place (Guard *guard, PurpleAccount *account, const char *who, const char *name, GuardAnswerFunc func, gpointer user_data)
{
  return guard_question_ask_place (guard->plugin, _("Where should the file appear when nothing is found in it?"), name, account, who, func, user_data);
}

GuardQuestion *
guard_notice_ask_replace (Guard *guard, PurpleAccount *account, const char *who, const char *path, GuardAnswerFunc func, gpointer user_data)
{
  const char * const labels[] = { _("Choose another _name"), _("_Replace it"), NULL };
  g_autofree char *shown = dup_shown_path (path);
  g_autofree char *secondary = g_strdup_printf (_("%s\nIf you replace it, what is in it now is gone as soon as nothing was found in the new one."), shown);

  return guard_question_ask (guard->plugin, _("File offer"), _("There is a file of that name already."), secondary, labels, account, who, func, user_data);
}

/* The name is the sender's choice and travels through encrypting plugins, other clients and our own checks: nothing of it but
 * letters, digits and the plainest punctuation goes out. */
static char *
dup_plain_name (const GuardFilename *name)
{
  GString *plain = g_string_new (NULL);
  guint n_digits = 0;

  for (const char *at = name->safe; *at != '\0' && plain->len < 60; at = g_utf8_next_char (at))
    {
      gunichar character = g_utf8_get_char (at);

      n_digits = g_unichar_isdigit (character) ? n_digits + 1 : 0;
      if (n_digits > 8)
        continue;
      if (g_unichar_isalnum (character) || character == '.' || character == '-' || character == ' ')
        g_string_append_unichar (plain, character);
      else
        g_string_append_c (plain, '_');
    }
  return g_string_free (plain, FALSE);
}

char *
guard_notice_dup_question_to_sender (const GuardFilename *name)
{
  g_autofree char *plain = dup_plain_name (name);
  g_autofree char *sentence = g_strdup_printf (_("Did you mean to send me the file \"%s\" just now? I ask before I accept a file."), plain);

  return g_markup_escape_text (sentence, -1);
}

void
guard_notice_offer_refused (Guard *guard, const GuardOfferFacts *facts, guint n_more)
{
  const char *name = facts->name->shown; /* one line already */
  g_autofree char *line = NULL;

  if (n_more > 0)
    line = g_strdup_printf (_("“%s” was refused without asking: too many offers at once from this sender."), name);
  else
    line = g_strdup_printf (_("“%s” was refused without asking: a program offered by a stranger. "
                              "(The setting refuse-programs-from-strangers changes that.)"), name);
  write_line (facts->account, facts->who, TRUE, line);
}

void
guard_notice_offer_withdrawn (Guard *guard, const GuardOfferFacts *facts)
{
  const char *name = facts->name->shown; /* one line already */
  g_autofree char *line = g_strdup_printf (_("The offer of “%s” was withdrawn; nothing was received."), name);

  write_line (facts->account, facts->who, TRUE, line);
}

void
guard_notice_offer_forced (Guard *guard, const GuardOfferFacts *facts)
{
  const char *name = facts->name->shown; /* one line already */
  g_autofree char *line = g_strdup_printf (_("The sender began to send “%s” without your answer. It was broken off; nothing was stored."), name);

  write_line (facts->account, facts->who, TRUE, line);
}

void
guard_notice_offer_interfered (Guard *guard, const GuardOfferFacts *facts)
{
  const char *name = facts->name->shown; /* one line already */
  g_autofree char *line = g_strdup_printf (_("Another plugin tried to accept “%s” for you. You are asked all the same."), name);

  write_line (facts->account, facts->who, FALSE, line);
}

void
guard_notice_sender_asked (Guard *guard, const GuardOfferFacts *facts)
{
  const char *name = facts->name->shown; /* one line already */
  g_autofree char *line = g_strdup_printf (_("The offer of “%s” stays open; you are asked again when there is an answer, or with /guard offers."), name);

  write_line (facts->account, facts->who, TRUE, line);
}

void
guard_notice_not_accepted (Guard *guard, const GuardOfferFacts *facts, const char *reason)
{
  const char *name = facts->name->shown; /* one line already */
  g_autofree char *line = g_strdup_printf (_("“%s” could not be accepted: %s."), name, reason);

  write_line (facts->account, facts->who, TRUE, line);
}

void
guard_notice_broken_off (Guard *guard, const GuardOfferFacts *facts, const char *reason)
{
  const char *name = facts->name->shown; /* one line already */
  g_autofree char *line = g_strdup_printf (_("The transfer of “%s” was broken off: %s. Nothing was kept."), name, reason);

  write_line (facts->account, facts->who, TRUE, line);
}

/* ---- held files ---- */

void
guard_notice_scanning (Guard *guard, const GuardHeld *held, const GuardEngineStatus *status)
{
  g_autofree char *name = dup_shown_name (held->name);
  g_autofree char *line = NULL;

  if (status->state == GUARD_ENGINE_READY)
    line = g_strdup_printf (_("“%s” has arrived and is being scanned. It can be opened when nothing is found."), name);
  else
    line = g_strdup_printf (_("“%s” has arrived and will be scanned as soon as the signatures are loaded. It can be opened when nothing is found."), name);
  write_held_line (held, FALSE, line);
}

void
guard_notice_released (Guard *guard, const GuardHeld *held, gboolean is_contradiction, const char *true_type_words)
{
  g_autofree char *name = dup_shown_name (held->name);
  g_autofree char *place = dup_shown_path (held->destination);
  g_autofree char *line = NULL;

  if (held->verdict == GUARD_VERDICT_NOTHING_FOUND)
    line = g_strdup_printf (_("“%s”: nothing known found. It is now %s"), name, place);
  else
    line = g_strdup_printf (_("“%s” was released because you said so (%s). It is now %s"), name, guard_verdict_to_words (held->verdict), place);
  write_held_line (held, TRUE, line);

  if (is_contradiction)
    {
      g_autofree char *type = guard_text_one_line (true_type_words, MAX_NAME_CHARACTERS);
      g_autofree char *warning = g_strdup_printf (_("Careful: “%s” is really %s, whatever its name says."), name, type);

      write_held_line (held, TRUE, warning);
    }
}

void
guard_notice_infected (Guard *guard, const GuardHeld *held)
{
  g_autofree char *name = dup_shown_name (held->name);
  g_autofree char *sender = guard_text_one_line (held->sender, MAX_ADDRESS_CHARACTERS);
  g_autofree char *finding = guard_text_one_line (held->finding, MAX_NAME_CHARACTERS);
  g_autofree char *line = g_strdup_printf (_("“%s” is infected (%s). It was put into quarantine and cannot be opened. (id %.8s)"), name, finding, held->token);
  g_autofree char *primary = g_strdup_printf (_("The file “%s” is infected."), name);
  g_autofree char *secondary = g_strdup_printf (_("%s sent it; the scanner found %s.\n"
                                                  "It is in quarantine, where it can do no harm. Tell the sender by another way: the account may be misused.\n"
                                                  "“purple-guard quarantine” in a terminal lists and deletes it."), sender, finding);

  write_held_line (held, FALSE, line);
  guard_notice_show (guard, PURPLE_NOTIFY_MSG_WARNING, _("Infected file"), primary, secondary);
}

GuardQuestion *
guard_notice_ask_held (Guard *guard, const GuardHeld *held, gboolean is_retried, GuardAnswerFunc func, gpointer user_data)
{
  const char * const labels[] = { _("_Keep it"), _("_Scan again"), _("_Open anyway…"), NULL };
  g_autofree char *name = dup_shown_name (held->name);
  g_autofree char *sender = guard_text_one_line (held->sender, MAX_ADDRESS_CHARACTERS);
  g_autofree char *primary = NULL;
  g_autofree char *line = NULL;
  g_autoptr(GString) secondary = g_string_new (NULL);

  if (held->verdict == GUARD_VERDICT_CANNOT_BE_SCANNED)
    primary = g_strdup_printf (_("The file “%s” cannot be scanned: %s."), name, guard_reason_to_words (held->reason));
  else
    primary = g_strdup_printf (_("The file “%s” is not checked: %s."), name, guard_reason_to_words (held->reason));

  /* Translators: %s is an address, then "a stranger", "a contact of yours", ... */
  g_string_append_printf (secondary, _("It came from %s, %s."), sender, guard_sender_kind_to_words (held->sender_kind));
  g_string_append_c (secondary, '\n');
  g_string_append (secondary, _("It is held back, because nobody knows what is in it. Ask the sender what it is before you open it."));
  if (is_retried)
    {
      g_string_append_c (secondary, '\n');
      g_string_append (secondary, _("It is scanned by itself as soon as that is possible."));
    }

  /* Translators: the first part is a sentence: "The file ... cannot be scanned: it is encrypted." */
  line = g_strdup_printf (_("%s It is held back. (id %.8s; /guard held lists what is held)"), primary, held->token);
  write_held_line (held, FALSE, line);
  return guard_question_ask (guard->plugin, _("File held back"), primary, secondary->str, labels, find_account (held), held->sender, func, user_data);
}

GuardQuestion *
guard_notice_ask_address (Guard *guard, const GuardHeld *held, gboolean is_again, GuardAnswerFunc func, gpointer user_data)
{
  g_autofree char *name = dup_shown_name (held->name);
  g_autofree char *sender = guard_text_one_line (held->sender, MAX_ADDRESS_CHARACTERS);
  g_autofree char *primary = g_strdup_printf (_("Open “%s” although it was not found harmless?"), name);
  g_autofree char *secondary = g_strdup_printf (_("%sIf it is bad, it can read and change everything that you can.\nTo go on, type the sender's address: %s"),
                                                is_again ? _("That was not the sender's address. ") : "", sender);

  return guard_question_ask_text (guard->plugin, _("Open anyway"), primary, secondary, _("_Release it"), find_account (held), held->sender, func, user_data);
}

GuardQuestion *
guard_notice_ask_other_place (Guard *guard, const GuardHeld *held, const char *reason, GuardAnswerFunc func, gpointer user_data)
{
  const char * const labels[] = { _("_Keep it held"), _("Choose another _place…"), NULL };
  g_autofree char *name = dup_shown_name (held->name);
  g_autofree char *place = dup_shown_path (held->destination);
  g_autofree char *why = guard_text_one_line (reason, MAX_PATH_CHARACTERS);
  g_autofree char *primary = g_strdup_printf (_("“%s” could not be put where you wanted it."), name);
  g_autofree char *secondary = held->verdict == GUARD_VERDICT_NOTHING_FOUND
                                 ? g_strdup_printf (_("%s\n%s\nNothing known was found in it. It is kept until you choose another place."), place, why)
                                 : g_strdup_printf (_("%s\n%s\nIt is kept until you choose another place."), place, why);
  g_autofree char *line = g_strdup_printf (_("%s It is held back. (id %.8s)"), primary, held->token);

  write_held_line (held, FALSE, line);
  return guard_question_ask (guard->plugin, _("File held back"), primary, secondary, labels, find_account (held), held->sender, func, user_data);
}

void
guard_notice_trouble (Guard *guard, const GuardHeld *held, const char *what)
{
  g_autofree char *name = dup_shown_name (held->name);
  g_autofree char *why = guard_text_one_line (what, MAX_PATH_CHARACTERS);
  g_autofree char *line = g_strdup_printf (_("“%s” is held back: %s (id %.8s)"), name, why, held->token);

  write_held_line (held, TRUE, line);
}

void
guard_notice_not_opened (Guard *guard, const char *path)
{
  g_autofree char *shown = dup_shown_path (path);
  g_autofree char *secondary = g_strdup_printf (_("%s\nOnly files that were received, scanned and not changed since are opened from here. "
                                                  "If you know the file, open it with your file manager."), shown);

  guard_notice_show (guard, PURPLE_NOTIFY_MSG_INFO, _("Not opened"), _("This file was not opened."), secondary);
}

char *
guard_notice_dup_held_line (const GuardHeld *held)
{
  g_autofree char *name = dup_shown_name (held->name);
  g_autofree char *sender = guard_text_one_line (held->sender, MAX_ADDRESS_CHARACTERS);

  if (held->reason != GUARD_REASON_NONE)
    return g_strdup_printf ("%.8s  “%s”, %s: %s (%s)", held->token, name, sender, guard_verdict_to_words (held->verdict), guard_reason_to_words (held->reason));
  return g_strdup_printf ("%.8s  “%s”, %s: %s", held->token, name, sender, guard_verdict_to_words (held->verdict));
}
