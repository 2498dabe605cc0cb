/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-command.h"
#include "guard-judge.h"

#include "core/guard-text.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* purple-guard message: what would be said of a message in HTML, as a client receives it. */

#define MAX_SHOWN_CHARACTERS 1000
#define MAX_LINE_BYTES (1024 * 1024) /* of a longer one the rest is passed over: it is "not checked" long before */
#define BLOCK_BYTES (64 * 1024)

static gboolean as_json;
static gboolean by_lines;
static gboolean show;
static char *from;
static char *sender;
static char *name;

static const GOptionEntry entries[] = {
  { "from", 0, 0, G_OPTION_ARG_STRING, &from, N_("who sent it: stranger, contact (the default), trusted or self"), N_("KIND") },
  { "sender", 0, 0, G_OPTION_ARG_FILENAME, &sender, N_("the sender's address"), N_("ADDRESS") },
  { "name", 0, 0, G_OPTION_ARG_FILENAME, &name, N_("the name that the sender has chosen"), N_("NAME") },
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
judge (const GuardKnowledge *knowledge, const char *text, gsize n_bytes, GuardSenderKind kind)
{
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

/* One more block of the input. Whoever waits for answers gets them before this waits for him.
 * Returns: FALSE at the end, with *@failed set if that is not a good one */
static gboolean
read_block (GString *input, gboolean *failed)
{
  struct pollfd ready = { .fd = STDIN_FILENO, .events = POLLIN };
  char block[BLOCK_BYTES];
  ssize_t n_read;

  if (poll (&ready, 1, 0) == 0)
    fflush (stdout);
  do
    n_read = read (STDIN_FILENO, block, sizeof block);
  while (n_read < 0 && errno == EINTR);

  *failed = n_read < 0;
  if (n_read > 0)
    g_string_append_len (input, block, n_read);
  return n_read > 0;
}

/* Judges the whole lines in @input and takes them out of it. @is_cut: its beginning belongs to a line that was judged already */
static int
judge_lines (const GuardKnowledge *knowledge, GString *input, GuardSenderKind kind, gboolean *is_cut)
{
  int code = GUARD_EXIT_NOTHING_TO_SAY;
  gsize start = 0;
  const char *newline;

  while ((newline = memchr (input->str + start, '\n', input->len - start)) != NULL)
    {
      const gsize end = newline - input->str;

      if (!*is_cut)
        code = guard_judge_worse_code (code, judge (knowledge, input->str + start, end - start, kind));
      *is_cut = FALSE;
      start = end + 1;
    }
  g_string_erase (input, 0, start);

  if (input->len <= MAX_LINE_BYTES)
    return code;
  if (!*is_cut)
    code = guard_judge_worse_code (code, judge (knowledge, input->str, input->len, kind));
  *is_cut = TRUE;
  g_string_truncate (input, 0);
  return code;
}

static int
judge_input (const GuardKnowledge *knowledge, GuardSenderKind kind)
{
  g_autoptr(GString) input = g_string_new (NULL);
  gboolean is_cut = FALSE, failed = FALSE;
  int code = GUARD_EXIT_NOTHING_TO_SAY;

  while (read_block (input, &failed))
    if (by_lines)
      code = guard_judge_worse_code (code, judge_lines (knowledge, input, kind, &is_cut));
    else if (input->len > MAX_LINE_BYTES)
      g_string_truncate (input, MAX_LINE_BYTES);

  if (!by_lines || (input->len > 0 && !is_cut))
    code = guard_judge_worse_code (code, judge (knowledge, input->str, input->len, kind));
  return failed ? guard_judge_worse_code (code, GUARD_EXIT_NOT_CHECKED) : code;
}

int
guard_command_message (int argc, char **argv)
{
  g_autoptr(GuardKnowledge) knowledge = NULL;
  GuardSenderKind kind;

  if (!guard_command_parse ("message", NULL, N_("Judges a message in HTML, read from the input, as a client would receive it. Exit code: 0 "
                                                "nothing to say, 1 a warning, 2 forbidden, 3 not checked, 4 wrong usage."), entries, argc, argv))
    return GUARD_EXIT_USAGE;
  if (!guard_judge_read_kind (from, &kind))
    return GUARD_EXIT_USAGE;

  knowledge = guard_judge_load_knowledge ();
  return judge_input (knowledge, kind);
}
