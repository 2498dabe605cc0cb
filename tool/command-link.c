/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-command.h"
#include "guard-judge.h"

#include "core/guard-linkify.h"
#include "core/guard-text.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* purple-guard link: where an address leads, and what is to be said of it. Nothing is ever fetched. */

#define MAX_SHOWN_CHARACTERS 1000

static gboolean as_json;
static char *from;
static char *shown;
static char **addresses;

static const GOptionEntry entries[] = {
  { "from", 0, 0, G_OPTION_ARG_STRING, &from, N_("who sent it: stranger, contact (the default), trusted or self"), N_("KIND") },
  { "shown", 0, 0, G_OPTION_ARG_FILENAME, &shown, N_("the text that the link shows"), N_("TEXT") },
  { "json", 0, 0, G_OPTION_ARG_NONE, &as_json, N_("one JSON object a line"), NULL },
  { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &addresses, NULL, N_("ADDRESS…") },
  { 0 }
};

/* As a client would open it: "www.example.org" gets its "http://". */
static char *
dup_spoken (const char *text)
{
  const gsize n_bytes = strlen (text);
  GuardLinkify linkify;
  GuardSpokenLink link;

  if (!g_utf8_validate (text, n_bytes, NULL))
    return g_strdup (text);
  guard_linkify_init (&linkify, text, n_bytes, 0);
  if (guard_linkify_next (&linkify, &link) && link.offset == 0 && link.n_bytes == n_bytes)
    return g_strconcat (link.prefix, text, NULL);
  return g_strdup (text);
}

static void
print_words (const GuardLink *link, const GuardReport *report, int code)
{
  g_autofree char *address = guard_text_one_line (link->spoken, MAX_SHOWN_CHARACTERS);
  g_autofree char *host = guard_text_one_line (link->url != NULL ? guard_url_get_host (link->url) : "", MAX_SHOWN_CHARACTERS);
  g_autofree char *domain = guard_text_one_line (link->domain, MAX_SHOWN_CHARACTERS);

  g_print ("%s\n", address);
  if (*host != '\0')
    g_print (_("  host: %s\n  domain: %s\n"), host, domain);
  guard_judge_print_findings (report, code);
}

static void
print_json (const GuardLink *link, const GuardReport *report, int code)
{
  g_autoptr(GuardJson) json = guard_json_new ();

  guard_judge_add_link_json (json, link);
  guard_judge_add_json (json, report, code, FALSE);
  guard_json_print (json);
}

static int
judge (const GuardKnowledge *knowledge, const char *text, GuardSenderKind kind)
{
  g_autofree char *spoken = dup_spoken (text);
  g_autoptr(GPtrArray) links = g_ptr_array_new_with_free_func ((GDestroyNotify) guard_link_free);
  GuardLink *link = guard_link_new (shown != NULL ? GUARD_LINK_ANCHOR : GUARD_LINK_ADDRESS, spoken, shown, 0);
  GuardMessage message = guard_message_from_links (links, kind);
  g_autoptr(GuardReport) report = NULL;
  int code;

  g_ptr_array_add (links, link);
  report = guard_engine_judge (knowledge, &message);
  code = guard_judge_weigh (report, kind);
  if (as_json)
    print_json (link, report, code);
  else
    print_words (link, report, code);
  return code;
}

static int
judge_input (const GuardKnowledge *knowledge, GuardSenderKind kind)
{
  char *line = NULL;
  size_t size = 0;
  ssize_t length;
  int code = GUARD_EXIT_NOTHING_TO_SAY;

  while ((length = getline (&line, &size, stdin)) >= 0)
    {
      /* What stands behind a NUL byte would not be looked at. */
      for (ssize_t i = 0; i < length; i++)
        if (line[i] == '\0')
          line[i] = ' ';
      line[strcspn (line, "\r\n")] = '\0';
      if (*line != '\0')
        code = guard_judge_worse_code (code, judge (knowledge, line, kind));
    }
  if (ferror (stdin))
    code = guard_judge_worse_code (code, GUARD_EXIT_NOT_CHECKED);
  free (line);
  return code;
}

int
guard_command_link (int argc, char **argv)
{
  g_autoptr(GuardKnowledge) knowledge = NULL;
  GuardSenderKind kind;
  int code = GUARD_EXIT_NOTHING_TO_SAY;

  if (!guard_command_parse ("link", NULL, N_("Judges web addresses and shows where they lead. Nothing is fetched. “-” reads them from the "
                                             "input, one a line. Exit code: 0 nothing to say, 1 a warning, 2 forbidden, 3 not checked, "
                                             "4 wrong usage."), entries, argc, argv))
    return GUARD_EXIT_USAGE;
  if (addresses == NULL)
    return guard_command_misuse (_("which address?"));
  if (!guard_judge_read_kind ("--from", from, &kind))
    return GUARD_EXIT_USAGE;

  knowledge = guard_judge_load_knowledge ();
  for (gsize i = 0; addresses[i] != NULL; i++)
    code = guard_judge_worse_code (code, g_str_equal (addresses[i], "-") ? judge_input (knowledge, kind) : judge (knowledge, addresses[i], kind));
  return code;
}
