/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-notice.h"

#include "core/guard-text.h"
#include "guard-contacts.h"

#include <glib/gi18n-lib.h>

/* What is said and asked about files that are about to be offered, and about lists of contacts. */

#define MAX_NAME_CHARACTERS 80
#define MAX_FINDINGS_SHOWN 4
#define MAX_GIVEN_BACK_CHARACTERS 4000

/* Writes below what was said with @who; the user's own doing may open the conversation. */
static void
write_line (PurpleAccount *account, const char *who, gboolean may_open, const char *text)
{
  g_autofree char *address = guard_contacts_dup_address (account, who);
  PurpleConversation *conversation = purple_find_conversation_with_account (PURPLE_CONV_TYPE_ANY, who, account);

  if (conversation == NULL && may_open)
    conversation = purple_conversation_new (PURPLE_CONV_TYPE_IM, account, address);
  if (conversation != NULL)
    guard_notice_say (conversation, text);
}

static char *
dup_name (const GuardFileOutFacts *facts)
{
  return guard_text_one_line (facts->name, MAX_NAME_CHARACTERS);
}

/* ---- the question ---- */

static gboolean
is_worth_a_line (const GuardFinding *finding)
{
  return finding->level > GUARD_LEVEL_NONE;
}

static void
append_finding (GString *lines, const GuardFinding *finding)
{
  g_string_append_printf (lines, "• %s", finding->why);
  if (finding->excerpt != NULL && *finding->excerpt != '\0')
    g_string_append_printf (lines, ": %s", finding->excerpt);
  g_string_append_c (lines, '\n');
}

static void
append_findings (GString *lines, const GPtrArray *findings)
{
  guint n_shown = 0;
  guint n_more = 0;

  for (guint i = 0; i < findings->len; i++)
    {
      const GuardFinding *finding = g_ptr_array_index (findings, i);

      if (!is_worth_a_line (finding))
        continue;
      if (n_shown++ < MAX_FINDINGS_SHOWN)
        append_finding (lines, finding);
      else
        n_more += MAX (finding->n_items, 1);
    }
  if (n_more > 0)
    {
      g_string_append_printf (lines, g_dngettext (GETTEXT_PACKAGE, "and %u more place", "and %u more places", n_more), n_more);
      g_string_append_c (lines, '\n');
    }
}

static void
append_unread (GString *lines, const GuardFileOutFacts *facts)
{
  if (!guard_report_is_not_checked (facts->report))
    return;
  if (facts->unread != NULL)
    g_string_append_printf (lines, _("Not checked: %s."), facts->unread);
  else
    g_string_append (lines, _("It could not be checked."));
  g_string_append_c (lines, '\n');
}

static char *
dup_details (const GuardFileOutFacts *facts)
{
  GString *lines = g_string_new (NULL);

  append_findings (lines, guard_report_get_findings (facts->report));
  append_unread (lines, facts);
  guard_notice_append_doubts (lines, facts->near_contact, facts->n_silent_days);
  if (facts->is_chat_encrypted)
    g_string_append (lines, _("This file is not covered by the chat's encryption: whoever carries it can read it."));
  else
    g_string_append (lines, _("This file is not encrypted: whoever carries it can read it."));
  return g_string_free (lines, FALSE);
}

GuardQuestion *
guard_notice_ask_file_out (Guard *guard, const GuardFileOutFacts *facts, gboolean may_send, GuardAnswerFunc func, gpointer user_data)
{
  const char * const labels[] = { _("_Don't send"), may_send ? _("_Send anyway") : NULL, NULL };
  g_autofree char *name = dup_name (facts);
  g_autofree char *person = guard_contacts_dup_shown (facts->account, facts->who);
  /* Translators: the name of a file, and a person */
  g_autofree char *primary = g_strdup_printf (_("“%s” to %s"), name, person);
  g_autofree char *details = dup_details (facts);

  return guard_question_ask_careful (guard->plugin, _("Send this file?"), primary, details, labels, func, user_data);
}

/* ---- lines ---- */

void
guard_notice_looking_at_file (Guard *guard, const GuardFileOutFacts *facts)
{
  g_autofree char *name = dup_name (facts);
  g_autofree char *line = g_strdup_printf (_("“%s” is being looked at before it is offered; cancel the transfer to stop that."), name);

  write_line (facts->account, facts->who, TRUE, line);
}

void
guard_notice_file_not_covered (Guard *guard, const GuardFileOutFacts *facts)
{
  write_line (facts->account, facts->who, TRUE, _("Files are not covered by the chat's encryption: whoever carries them can read them."));
}

void
guard_notice_file_not_sent (Guard *guard, const GuardFileOutFacts *facts)
{
  g_autofree char *name = dup_name (facts);
  g_autofree char *line = g_strdup_printf (_("“%s” was not sent; nobody was told of it."), name);

  write_line (facts->account, facts->who, TRUE, line);
}

void
guard_notice_file_changed (Guard *guard, const GuardFileOutFacts *facts)
{
  g_autofree char *name = dup_name (facts);
  g_autofree char *line = g_strdup_printf (_("“%s” has changed since it was looked at, and is not sent. Send it again, so that it is looked at anew."), name);

  write_line (facts->account, facts->who, TRUE, line);
}

void
guard_notice_not_encrypted (Guard *guard, PurpleAccount *account, const char *who, const char *words)
{
  g_autofree char *shown = guard_text_one_line (words, MAX_GIVEN_BACK_CHARACTERS);
  g_autofree char *line = g_strdup_printf (_("Not sent, because it would have left unencrypted: %s"), shown);

  write_line (account, who, TRUE, line);
}

/* Strangers open no window by this: nothing happened. */
void
guard_notice_contacts_offered (Guard *guard, PurpleAccount *account, const char *who, guint n_contacts)
{
  g_autofree char *person = guard_contacts_dup_shown (account, who);
  g_autofree char *line = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%s has sent a list of %u contact; nobody was added.",
                                                        "%s has sent a list of %u contacts; nobody was added.", n_contacts), person, n_contacts);

  write_line (account, who, guard_contacts_get_kind (account, who) != GUARD_SENDER_STRANGER, line);
}
