/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-notice.h"

#include "core/guard-text.h"
#include "guard-contacts.h"
#include "guard-question-finch.h"

#include <glib/gi18n-lib.h>

/* What is said and asked about words that are about to leave. */

#define MAX_NAME_CHARACTERS 80
#define MAX_SHOWN_FINDINGS 3
#define MAX_WINDOW_CHARACTERS 2000
#define LONG_SILENCE_DAYS 90

/* ---- the choices ---- */

/* The short ones are for a terminal, and have no keys. */
static const struct
{
  GuardSendingChoices choice;
  const char *label;
  const char *short_label;
} choices[] = {
  { GUARD_SENDING_DONT,     N_("_Don't send"),         N_("Don't send") },
  { GUARD_SENDING_EDIT,     N_("_Edit"),               N_("Edit") },
  { GUARD_SENDING_MASK,     N_("Send _masked"),        N_("Mask") },
  { GUARD_SENDING_ENCRYPT,  N_("Encrypt _first"),      N_("Encrypt") },
  { GUARD_SENDING_ANYWAY,   N_("Send _anyway"),        N_("Send") },
  { GUARD_SENDING_REMEMBER, N_("Send and _remember"),  N_("Send, remember") },
};

GuardSendingChoices
guard_sending_choice_at (guint offered, guint answer)
{
  for (gsize i = 0; i < G_N_ELEMENTS (choices); i++)
    if ((offered & choices[i].choice) && answer-- == 0)
      return choices[i].choice;
  return GUARD_SENDING_DONT;
}

/* Whether the buttons, each with its frame, stand side by side in Finch; its windows cut off what does not. */
static gboolean
have_room (const GuardSendingFacts *facts)
{
  guint n_columns = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (choices); i++)
    if (facts->choices & choices[i].choice)
      {
        g_autofree char *label = guard_question_dup_label (_(choices[i].label));

        n_columns += guard_finch_count_columns (label) + 4 /* the frame */ + (n_columns > 0 ? 1 : 0);
      }
  return !guard_finch_is_client () || n_columns <= GUARD_FINCH_COLUMNS;
}

/* Returns: (transfer full): in the order of guard_sending_choice_at() */
static char **
dup_labels (const GuardSendingFacts *facts)
{
  GPtrArray *labels = g_ptr_array_new ();
  const gboolean are_long = have_room (facts);

  for (gsize i = 0; i < G_N_ELEMENTS (choices); i++)
    if (facts->choices & choices[i].choice)
      g_ptr_array_add (labels, g_strdup (are_long ? _(choices[i].label) : _(choices[i].short_label)));
  g_ptr_array_add (labels, NULL);
  return (char **) g_ptr_array_free (labels, FALSE);
}

/* ---- the question ---- */

static char *
dup_who (const GuardSendingFacts *facts)
{
  if (facts->who == NULL)
    return g_strdup (_("everybody who sees it"));
  return facts->is_room ? guard_text_one_line (facts->who, MAX_NAME_CHARACTERS) : guard_contacts_dup_shown (facts->account, facts->who);
}

static char *
dup_headline (const GuardSendingFacts *facts)
{
  g_autofree char *who = dup_who (facts);

  switch (facts->path)
    {
    case GUARD_PATH_ROOM:
      return g_strdup_printf (_("Send this to everybody in the room %s?"), who);
    case GUARD_PATH_STATUS:
      return g_strdup (_("Show this as your status to everybody who may see it?"));
    case GUARD_PATH_TOPIC:
      return g_strdup_printf (_("Set this as the topic of the room %s?"), who);
    case GUARD_PATH_PROFILE:
      return g_strdup (_("Publish this in your profile?"));
    case GUARD_PATH_INVITATION:
      return g_strdup_printf (_("Send this invitation: %s?"), who);
    case GUARD_PATH_OTHER:
      return g_strdup_printf (_("A plugin or the client itself wants to send a message to %s. Let it?"), who);
    case GUARD_PATH_MESSAGE:
    case GUARD_PATH_COMMAND:
    default:
      return g_strdup_printf (_("Send this to %s?"), who);
    }
}

static void
append_finding (GString *lines, const GuardFinding *finding)
{
  if (finding->kind == NULL)
    g_string_append_printf (lines, _("Not all of it could be checked: %s."), finding->why);
  else if (finding->excerpt != NULL && *finding->excerpt != '\0')
    /* Translators: "the number of a payment card", and a masked part of it */
    g_string_append_printf (lines, _("It holds %s: %s"), finding->why, finding->excerpt);
  else
    g_string_append_printf (lines, _("It holds %s."), finding->why);
  g_string_append_c (lines, '\n');
}

static void
append_findings (GString *lines, const GuardReport *report)
{
  const GPtrArray *findings = guard_report_get_findings (report);
  const guint n_more = findings->len > MAX_SHOWN_FINDINGS ? findings->len - MAX_SHOWN_FINDINGS : 0;

  for (guint i = 0; i < findings->len - n_more; i++)
    append_finding (lines, g_ptr_array_index (findings, i));
  if (n_more > 0)
    {
      g_string_append_printf (lines, g_dngettext (GETTEXT_PACKAGE, "and %u more", "and %u more", n_more), n_more);
      g_string_append_c (lines, '\n');
    }
}

static const char *
describe_news (const GuardSendingFacts *facts)
{
  if (facts->is_uncovered)
    return _("This chat is encrypted, but this message would leave unencrypted.");
  switch (facts->news)
    {
    case GUARD_ENCRYPTION_LOST:
      return _("This chat was encrypted and is not any more.");
    case GUARD_ENCRYPTION_UNVERIFIED:
      return _("This chat is encrypted, but nobody has compared the other person's key: it could be somebody else's.");
    case GUARD_ENCRYPTION_NEW_KEY:
      return _("The other person's key is not the one that it was: it is a new device, or somebody else.");
    case GUARD_ENCRYPTION_NO_NEWS:
    default:
      return NULL;
    }
}

static void
append_protection (GString *lines, const GuardSendingFacts *facts)
{
  const char *news = describe_news (facts);

  if (facts->was_tried)
    g_string_append_printf (lines, "%s ", _("It could not be encrypted."));
  if (news != NULL)
    g_string_append (lines, news);
  else
    /* Translators: %s is the end of the sentence: "is not encrypted" */
    g_string_append_printf (lines, _("This chat %s."), guard_protection_to_words (facts->protection));
  g_string_append_c (lines, '\n');
}

void
guard_notice_append_doubts (GString *lines, const char *near_contact, guint n_silent_days)
{
  g_autofree char *near = guard_text_one_line (near_contact, MAX_NAME_CHARACTERS);

  if (near_contact != NULL)
    {
      g_string_append_printf (lines, _("Is it the right person? Another of your contacts has nearly the same name: %s."), near);
      g_string_append_c (lines, '\n');
    }
  if (n_silent_days >= LONG_SILENCE_DAYS)
    {
      g_string_append_printf (lines, g_dngettext (GETTEXT_PACKAGE, "You last exchanged messages %u day ago.", "You last exchanged messages %u days ago.",
                                                  n_silent_days), n_silent_days);
      g_string_append_c (lines, '\n');
    }
}

static void
append_days (GString *lines, guint n_days)
{
  g_string_append_c (lines, '\n');
  g_string_append_printf (lines, g_dngettext (GETTEXT_PACKAGE, "“Remember”: for %u day you are not asked about this kind of data to this person.",
                                              "“Remember”: for %u days you are not asked about this kind of data to this person.", n_days), n_days);
}

GuardQuestion *
guard_notice_ask_sending (Guard *guard, const GuardSendingFacts *facts, GuardAnswerFunc func, gpointer user_data)
{
  g_auto(GStrv) labels = dup_labels (facts);
  g_autofree char *headline = dup_headline (facts);
  g_autoptr(GString) lines = g_string_new (NULL);

  append_findings (lines, facts->report);
  append_protection (lines, facts);
  if (facts->is_stranger)
    g_string_append_printf (lines, "%s\n", _("The recipient is a stranger to you: not in your contact list, or where anybody can take any name."));
  guard_notice_append_doubts (lines, facts->near_contact, facts->n_silent_days);
  if (facts->protection >= GUARD_PROTECTION_UNVERIFIED && !facts->is_uncovered)
    g_string_append (lines, _("Once it is sent you cannot take it back."));
  else
    g_string_append (lines, _("Once it is sent, others on its way can read and keep it."));
  if (facts->choices & GUARD_SENDING_REMEMBER)
    append_days (lines, facts->n_remember_days);
  return guard_question_ask_careful (guard->plugin, _("Not sent yet"), headline, lines->str, (const char * const *) labels, func, user_data);
}

GuardQuestion *
guard_notice_ask_other_words (Guard *guard, PurpleAccount *account, const char *who, const char *text, GuardAnswerFunc func, gpointer user_data)
{
  g_autofree char *shown = guard_contacts_dup_shown (account, who);
  g_autofree char *primary = g_strdup_printf (_("What do you want to send to %s?"), shown);

  return guard_question_ask_long_text (guard->plugin, _("Edit"), primary, _("It is looked at again before it is sent."), text, _("_Send"), func, user_data);
}

/* ---- lines ---- */

char *
guard_notice_dup_held_words_line (const GuardSendingFacts *facts)
{
  const GuardFinding *worst = guard_report_get_worst (facts->report, -1);
  const char *news = describe_news (facts);

  if (worst != NULL && worst->kind != NULL)
    /* Translators: %s is what was found: "the number of a payment card" */
    return g_strdup_printf (_("Not sent yet: it holds %s."), worst->why);
  if (news != NULL)
    return g_strdup_printf (_("Not sent yet. %s"), news);
  return g_strdup (_("Not sent yet: not all of it could be checked."));
}

char *
guard_notice_dup_not_sent_line (const char *why, const char *text)
{
  if (text != NULL)
    /* Translators: a sentence without its full stop, then what was written */
    return g_strdup_printf (_("Not sent: %s. You wrote: %s"), why, text);
  /* Translators: %s is a sentence without its full stop */
  return g_strdup_printf (_("Not sent: %s. “/guard unsent” shows what you wrote."), why);
}

void
guard_notice_not_sent (Guard *guard, const char *why, const char *text)
{
  g_autofree char *primary = g_strdup_printf (_("What you wrote was not sent: %s."), why);
  g_autofree char *cut = g_utf8_strlen (text, -1) > MAX_WINDOW_CHARACTERS ? g_utf8_substring (text, 0, MAX_WINDOW_CHARACTERS) : g_strdup (text);

  guard_notice_show (guard, PURPLE_NOTIFY_MSG_WARNING, _("Not sent"), primary, cut);
}
