/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-command.h"
#include "guard-input.h"
#include "guard-judge-outgoing.h"
#include "guard-judge.h"

#include "core/guard-text.h"

#include <glib/gi18n-lib.h>

/* purple-guard message: what would be said of a message in HTML, as a client receives it; with --outgoing, what would be done about one that is
 * about to leave. */

#define MAX_SHOWN_CHARACTERS 1000

static gboolean as_json;
static gboolean by_lines;
static gboolean show;
static char *from;
static char *sender;
static char *name;
static gboolean is_outgoing;
static gboolean is_plain;
static char *encryption;
static char *to;

static const GOptionEntry entries[] = {
  { "from", 0, 0, G_OPTION_ARG_STRING, &from, N_("who sent it: stranger, contact (the default), trusted or self"), N_("KIND") },
  { "sender", 0, 0, G_OPTION_ARG_FILENAME, &sender, N_("the sender's address"), N_("ADDRESS") },
  { "name", 0, 0, G_OPTION_ARG_FILENAME, &name, N_("the name that the sender has chosen"), N_("NAME") },
  { "outgoing", 0, 0, G_OPTION_ARG_NONE, &is_outgoing, N_("judge it as a message that is about to leave"), NULL },
  { "encryption", 0, 0, G_OPTION_ARG_STRING, &encryption, N_("with --outgoing: what protects the chat: none (the default), transport, unverified or end-to-end"), N_("HOW") },
  { "to", 0, 0, G_OPTION_ARG_STRING, &to, N_("with --outgoing: to whom: stranger, contact (the default), trusted or self"), N_("KIND") },
  { "text", 0, 0, G_OPTION_ARG_NONE, &is_plain, N_("with --outgoing: it is plain text, not HTML"), NULL },
  { "lines", 0, 0, G_OPTION_ARG_NONE, &by_lines, N_("a message a line, each answered by a line of JSON"), NULL },
  { "show", 0, 0, G_OPTION_ARG_NONE, &show, N_("also what a client would show of it"), NULL },
  { "json", 0, 0, G_OPTION_ARG_NONE, &as_json, N_("one JSON object a line"), NULL },
  { 0 }
};

static void
write_json (const GuardMessage *message, const GuardHtml *html, const GuardReport *report, int code)
{
  g_autoptr(GuardJson) json = guard_json_new ();

  guard_judge_add_json (json, report, code, TRUE);
  guard_json_open_list (json, "links");
  for (guint i = 0; i < message->links->len; i++)
    {
      guard_json_open_object (json);
      guard_judge_add_link_json (json, message->links->pdata[i]);
      guard_json_close_object (json);
    }
  guard_json_close_list (json);
  if (show)
    {
      g_autofree char *shown = guard_html_serialise (html, GUARD_HTML_PEOPLE);

      guard_json_add_string (json, "shown", shown);
    }
  guard_json_write (json);
}

static void
print_words (const GuardMessage *message, const GuardHtml *html, const GuardReport *report, int code)
{
  for (guint i = 0; i < message->links->len; i++)
    {
      const GuardLink *link = message->links->pdata[i];
      g_autofree char *address = guard_text_one_line (link->spoken, MAX_SHOWN_CHARACTERS);
      g_autofree char *host = guard_text_one_line (link->url != NULL ? guard_url_get_host (link->url) : "", MAX_SHOWN_CHARACTERS);

      g_print ("%s → %s\n", address, *host != '\0' ? host : "-");
    }
  guard_judge_print_findings (report, code);
  if (show)
    {
      g_autofree char *shown = guard_html_serialise (html, GUARD_HTML_PEOPLE);
      g_autofree char *line = guard_text_one_line (shown, GUARD_HTML_MAX_BYTES);

      g_print ("%s\n", line);
    }
}

static int
judge_incoming (const GuardKnowledge *knowledge, const char *text, gsize n_bytes, gpointer user_data)
{
  const GuardSenderKind kind = *(const GuardSenderKind *) user_data;
  g_autoptr(GuardHtml) html = guard_html_new (text, n_bytes);
  GuardMessage message = guard_message_from_html (html, kind);
  g_autoptr(GuardReport) report = NULL;
  int code;

  message.sender_address = sender;
  message.sender_name = name;
  message.is_first = TRUE;
  report = guard_engine_judge (knowledge, &message);
  code = guard_judge_weigh (report, kind);
  if (as_json || by_lines)
    write_json (&message, html, report, code);
  else
    print_words (&message, html, report, code);
  return code;
}

static int
run_incoming (void)
{
  g_autoptr(GuardKnowledge) knowledge = NULL;
  GuardSenderKind kind;

  if (encryption != NULL || to != NULL || is_plain)
    return guard_command_misuse (_("--encryption, --to and --text are for --outgoing"));
  if (!guard_judge_read_kind ("--from", from, &kind))
    return GUARD_EXIT_USAGE;

  knowledge = guard_judge_load_knowledge ();
  return guard_input_judge (knowledge, by_lines, judge_incoming, &kind);
}

static int
run_outgoing (void)
{
  g_autoptr(GuardKnowledge) knowledge = NULL;
  GuardSending sending = { .is_plain = is_plain, .as_json = as_json || by_lines };

  if (from != NULL || sender != NULL || name != NULL || show)
    return guard_command_misuse (_("--from, --sender, --name and --show are for received messages, not for --outgoing"));
  if (!guard_judge_read_kind ("--to", to, &sending.recipient))
    return GUARD_EXIT_USAGE;
  if (encryption != NULL && !guard_protection_from_string (encryption, &sending.protection))
    return guard_command_misuse (_("--encryption must be none, transport, unverified or end-to-end"));

  guard_judge_load_policy (&sending.policy);
  knowledge = guard_judge_load_knowledge ();
  return guard_input_judge (knowledge, by_lines, guard_judge_outgoing, &sending);
}

int
guard_command_message (int argc, char **argv)
{
  if (!guard_command_parse ("message", NULL, N_("Judges a message in HTML, read from the input, as a client would receive it, or with --outgoing as it would "
                                                "leave. Exit code: 0 nothing to say (it would go), 1 a warning (you would be asked), 2 forbidden, "
                                                "3 not checked, 4 wrong usage."), entries, argc, argv))
    return GUARD_EXIT_USAGE;
  return is_outgoing ? run_outgoing () : run_incoming ();
}
