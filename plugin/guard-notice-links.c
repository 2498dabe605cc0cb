/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-notice.h"

#include "core/guard-domain.h"
#include "core/guard-text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* What is said and asked about links and the messages they stand in. */

#define MAX_ADDRESS_CHARACTERS 200
#define MAX_PLACE_CHARACTERS 80
#define OWN_NAME "purple-guard"

/* Where a link leads, in as few words as name it: the host, or, without one, the address. */
static char *
dup_place (const GuardLinkFacts *facts)
{
  return *facts->host != '\0' ? guard_domain_dup_shown (facts->host) : guard_text_one_line (facts->address, MAX_PLACE_CHARACTERS);
}

/* Most reasons name the place themselves. */
static char *
dup_sentence (const GuardLinkFacts *facts)
{
  g_autofree char *place = dup_place (facts);
  const gboolean is_named = strstr (facts->why, place) != NULL;

  /* Translators: %s are a reason, and the host or address that the link leads to */
  if (facts->level == GUARD_LEVEL_FORBIDDEN)
    return is_named ? g_strdup_printf (_("A link here is never opened: %s."), facts->why)
                    : g_strdup_printf (_("A link here is never opened: %s. It leads to %s."), facts->why, place);
  if (facts->level >= GUARD_LEVEL_WARNING)
    return is_named ? g_strdup_printf (_("Careful with the link: %s."), facts->why)
                    : g_strdup_printf (_("Careful with the link: %s. It really opens %s."), facts->why, place);
  return is_named ? g_strdup_printf (_("About the link: %s."), facts->why)
                  : g_strdup_printf (_("About the link: %s. It opens %s."), facts->why, place);
}

char *
guard_notice_dup_link_line (const GuardLinkFacts *facts, guint n_more)
{
  g_autofree char *sentence = facts->why != NULL ? dup_sentence (facts) : NULL;
  g_autofree char *more = NULL;

  if (sentence == NULL)
    return g_strdup (_("Not everything in this message was checked: its links are asked about before they open."));
  if (n_more == 0)
    return g_steal_pointer (&sentence);
  more = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "(%u more link is like that.)", "(%u more links are like that.)", n_more), n_more);
  return g_strdup_printf ("%s %s", sentence, more);
}

char *
guard_notice_dup_message_line (const GuardFinding *finding)
{
  /* Translators: %s is a sentence without its full stop */
  return g_strdup_printf (_("Careful: %s."), finding->why);
}

char *
guard_notice_dup_enough_line (void)
{
  return g_strdup (_("There are too many links here to say something about each; you are still asked before one opens."));
}

static void
append_reason (GString *lines, const GuardLinkFacts *facts)
{
  if (facts->why != NULL)
    g_string_append_printf (lines, _("Why you are asked: %s."), facts->why);
  else if (facts->is_not_checked)
    g_string_append (lines, _("Why you are asked: it could not be checked."));
  else
    g_string_append (lines, _("Why you are asked: it was not seen in a message of a contact."));
  g_string_append_c (lines, '\n');
}

static char *
dup_details (const GuardLinkFacts *facts)
{
  g_autofree char *address = guard_text_one_line (facts->address, MAX_ADDRESS_CHARACTERS);
  GString *lines = g_string_new (NULL);

  append_reason (lines, facts);
  if (facts->sender != NULL)
    {
      g_autofree char *sender = guard_text_one_line (facts->sender, MAX_PLACE_CHARACTERS);

      g_string_append_printf (lines, _("Sent by %s."), sender);
      g_string_append_c (lines, ' ');
    }
  g_string_append_printf (lines, _("The whole address: %s"), address);
  g_string_append_c (lines, '\n');
  g_string_append (lines, _("If it is bad, the page can look like one that you know, and take what you type there."));
  return g_string_free (lines, FALSE);
}

static char *
dup_headline (const GuardLinkFacts *facts)
{
  return *facts->domain != '\0' ? guard_domain_dup_shown (facts->domain) : dup_place (facts);
}

GuardQuestion *
guard_notice_ask_link (Guard *guard, const GuardLinkFacts *facts, gboolean may_remember, GuardAnswerFunc func, gpointer user_data)
{
  const char * const anyway[] = { _("_Don't open"), _("_Open anyway…"), NULL };
  const char * const plain[] = { _("_Don't open"), _("_Open"), may_remember ? _("Open and _remember") : NULL, NULL };
  g_autofree char *headline = dup_headline (facts);
  g_autofree char *details = dup_details (facts);

  return guard_question_ask_careful (guard->plugin, _("Open this link?"), headline, details,
                                     facts->level >= GUARD_LEVEL_WARNING ? anyway : plain, func, user_data);
}

GuardQuestion *
guard_notice_ask_domain (Guard *guard, const GuardLinkFacts *facts, gboolean is_again, GuardAnswerFunc func, gpointer user_data)
{
  g_autofree char *headline = dup_headline (facts);
  g_autofree char *primary = g_strdup_printf (_("Open %s although something speaks against it?"), headline);
  g_autofree char *secondary = g_strdup_printf (_("%sIf this is not the site that you mean, it can take what you type there.\n"
                                                  "To go on, type the name of the site: %s"),
                                                is_again ? _("That was not the name of the site. ") : "", facts->domain);

  return guard_question_ask_text (guard->plugin, _("Open anyway"), primary, secondary, _("_Open it"), NULL, NULL, func, user_data);
}

void
guard_notice_link_refused (Guard *guard, const GuardLinkFacts *facts)
{
  g_autofree char *address = guard_text_one_line (facts->address, MAX_ADDRESS_CHARACTERS);
  g_autofree char *secondary = g_strdup_printf (_("Why: %s.\nThe address: %s\nIf you know what it is, copy it and open it yourself."),
                                                facts->why != NULL ? facts->why : _("it cannot be read as an address"), address);

  guard_notice_show (guard, PURPLE_NOTIFY_MSG_WARNING, _("Link not opened"), _("This link was not opened."), secondary);
}

GuardQuestion *
guard_notice_ask_handed_over (Guard *guard, const char *protocol, const char *command, GuardAnswerFunc func, gpointer user_data)
{
  const char * const labels[] = { _("_Ignore it"), _("_Go on"), NULL };
  g_autofree char *joined = g_strconcat (protocol, ":", command, NULL);
  g_autofree char *address = guard_text_one_line (joined, MAX_PLACE_CHARACTERS);

  return guard_question_ask_careful (guard->plugin, _("Address from another program"), address,
                                     _("A web page or another program wants this client to open the address: to start a conversation, to join a room "
                                       "or to add a contact. Go on only if you have just clicked on such a link yourself."), labels, func, user_data);
}

char *
guard_notice_dup_foreign_heading (const char *text)
{
  g_autofree char *line = text != NULL ? guard_text_one_line (text, MAX_ADDRESS_CHARACTERS) : NULL;

  if (line == NULL || g_ascii_strncasecmp (line, OWN_NAME, strlen (OWN_NAME)) != 0)
    return g_steal_pointer (&line);
  /* Translators: only the quotation marks of your language */
  return g_strdup_printf (_("“%s”"), line);
}

void
guard_notice_popups_withheld (Guard *guard, const char *kind, guint n_withheld)
{
  g_autofree char *shown = guard_text_one_line (kind, MAX_PLACE_CHARACTERS);
  g_autofree char *secondary = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u more window of this kind was not shown: %s",
                                                             "%u more windows of this kind were not shown: %s", n_withheld), n_withheld, shown);

  guard_notice_show (guard, PURPLE_NOTIFY_MSG_INFO, _("Windows held back"), _("Somebody sends more notices than one can read."), secondary);
}

char *
guard_notice_dup_remembered_line (const char *host, gint64 until_us)
{
  g_autoptr(GDateTime) until = g_date_time_new_from_unix_local (until_us / G_USEC_PER_SEC);
  g_autofree char *date = until != NULL ? g_date_time_format (until, "%x") : g_strdup ("?");

  /* Translators: a host, then a date */
  return g_strdup_printf (_("%s, until %s"), host, date);
}
