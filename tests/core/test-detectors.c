/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/guard-engine.h"
#include "core/guard-mask.h"
#include "tests/core/cases.h"
#include "tests/core/shipped.h"

/* Every row of the table of detectors with its examples, tests/cases/detect-ID.tsv. Columns:
 *
 *   kind of sender  stranger, contact, trusted, self; "stranger,later": not the sender's first message; of what leaves: to whom
 *   address|name    of the sender, or to whom; "-": not known
 *   way             message: a received message in HTML; address: an address that is about to be opened; outgoing: a message in HTML that is about to
 *                   leave, after those before it that left already, parted by "⏎"; file: text of one that is about to leave
 *   text            the message, or the address
 *   level           the worst that this detector said (none, note, caution, warning, forbidden); not-checked: it said that something
 *                   could not be looked at
 *   why             a part of what the worst finding says, behind its kind and its excerpt if it is data: "payment-card ••11: …"; "-": anything
 *
 * All shipped rules are known, and the contacts below. Other detectors may say what they like. */

static const char * const addresses[] = { "alice@example.org", "bob@gmail.com", "carol.singer@intern.example.net", "chan@example.hk", NULL };
static const char * const names[] = { "Alice Wonder", "Bob", "Carol Singer", "陳大文", NULL };

static GuardKnowledge *knowledge;
static const GuardDetector *detector;

static void
set_sender (GuardMessage *message, char **kind, char **sender)
{
  message->sender_kind = guard_sender_kind_from_string (kind[0]);
  g_assert_cmpstr (guard_sender_kind_to_string (message->sender_kind), ==, kind[0]);
  message->is_first = g_strcmp0 (kind[1], "later") != 0;
  message->sender_address = sender[0];
  message->sender_name = sender[0] != NULL ? sender[1] : NULL;
}

/* Returns: (nullable): the worst that the detector at hand said */
static const GuardFinding *
find_own (const GuardReport *report)
{
  const GPtrArray *findings = guard_report_get_findings (report);

  for (guint i = 0; i < findings->len; i++)
    if (g_str_equal (((const GuardFinding *) findings->pdata[i])->detector, detector->id))
      return findings->pdata[i];
  return NULL;
}

static char *
dup_words (const GuardFinding *finding)
{
  return finding->kind != NULL ? g_strdup_printf ("%s %s: %s", finding->kind, finding->excerpt, finding->why) : g_strdup (finding->why);
}

static void
check_finding (const GuardReport *report, const char *level, const char *why)
{
  const GuardFinding *finding = find_own (report);

  if (g_str_equal (level, "not-checked"))
    g_assert_true (guard_report_is_not_checked (report));
  else
    g_assert_cmpstr (guard_level_to_string (finding != NULL ? finding->level : GUARD_LEVEL_NONE), ==, level);

  if (*why == '\0')
    return;
  g_assert_nonnull (finding);
  g_autofree char *words = dup_words (finding);
  if (strstr (words, why) == NULL)
    g_error ("“%s” is not in “%s”", why, words);
}

/* What is in @text, and what it lends to the message. */
typedef struct
{
  GuardHtml *html;
  GPtrArray *links;
  GString *words;
} Material;

static GuardMessage
make_outgoing (Material *self, const char *text)
{
  g_auto(GStrv) parts = g_strsplit (text, "⏎", -1);
  gsize n_earlier_bytes = 0;

  for (gsize i = 0; parts[i] != NULL; i++)
    {
      g_autoptr(GuardHtml) html = guard_html_new (parts[i], strlen (parts[i]));

      n_earlier_bytes = self->words->len;
      g_string_append_printf (self->words, "%s%s", i > 0 ? "\n" : "", guard_html_get_text (html, NULL));
    }
  return guard_message_from_outgoing (self->words->str, self->words->len, n_earlier_bytes, GUARD_SENDER_STRANGER);
}

static GuardMessage
make_message (Material *self, const char *way, const char *text)
{
  if (g_str_equal (way, "message"))
    {
      self->html = guard_html_new (text, strlen (text));
      return guard_message_from_html (self->html, GUARD_SENDER_STRANGER);
    }
  if (g_str_equal (way, "outgoing"))
    return make_outgoing (self, text);
  if (g_str_equal (way, "file"))
    return guard_message_from_file (text, strlen (text), TRUE);

  g_assert_cmpstr (way, ==, "address");
  g_ptr_array_add (self->links, guard_link_new (GUARD_LINK_ADDRESS, text, NULL, 0));
  return guard_message_from_links (self->links, GUARD_SENDER_STRANGER);
}

/* What was masked may leave: it is found no more. */
static void
check_masked (const GuardMessage *message, const GuardReport *report)
{
  g_autofree char *masked = guard_mask_dup_text (message->text, message->n_text_bytes, message->n_earlier_bytes, report);
  GuardMessage again = guard_message_from_outgoing (masked, strlen (masked), 0, message->sender_kind);

  again.sender_address = message->sender_address;
  g_autoptr(GuardReport) report_again = guard_engine_judge (knowledge, &again);
  if (!guard_report_is_not_checked (report))
    g_assert_cmpint (guard_report_get_level (report_again, -1), <, GUARD_LEVEL_CAUTION);
}

static void
check_example (char **columns)
{
  g_auto(GStrv) kind = g_strsplit (columns[0], ",", 2);
  g_auto(GStrv) sender = g_strsplit (columns[1], "|", 2);
  g_autoptr(GPtrArray) links = g_ptr_array_new_with_free_func ((GDestroyNotify) guard_link_free);
  g_autoptr(GString) words = g_string_new (NULL);
  Material material = { .links = links, .words = words };
  GuardMessage message = make_message (&material, columns[2], columns[3]);

  set_sender (&message, kind, sender);
  g_autoptr(GuardReport) report = guard_engine_judge (knowledge, &message);
  check_finding (report, columns[4], columns[5]);
  if (message.way & (GUARD_WAY_OUTGOING | GUARD_WAY_FILE))
    check_masked (&message, report);
  guard_html_free (material.html);
}

static void
test_detector (gconstpointer data)
{
  g_autofree char *table = NULL;

  detector = data;
  table = g_strdup_printf ("detect-%s.tsv", detector->id);
  case_for_each (table, 6, check_example);
}

/* A row of the table is whole, and a file of core/detect/ is in it. */
static void
test_table (void)
{
  g_autofree char *folder = g_test_build_filename (G_TEST_DIST, "..", "core", "detect", NULL);
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  guint n_files = 0, n_rows = 0;

  g_assert_nonnull (dir);
  while ((name = g_dir_read_name (dir)) != NULL)
    n_files += g_str_has_suffix (name, ".c");
  for (; guard_detectors[n_rows] != NULL; n_rows++)
    {
      const GuardDetector *row = guard_detectors[n_rows];
      g_autofree char *file = g_strdup_printf ("%s/%s.c", folder, row->id);

      g_test_message ("%s", row->id);
      g_assert_true (g_file_test (file, G_FILE_TEST_IS_REGULAR));
      g_assert_cmpint (row->ways, !=, 0);
      g_assert_cmpstr (row->summary, !=, "");
      g_assert_nonnull (row->look);
    }
  g_assert_cmpuint (n_files, ==, n_rows);
}

int
main (int argc, char *argv[])
{
  int result;

  g_test_init (&argc, &argv, NULL);
  g_autofree char *folder = g_test_build_filename (G_TEST_DIST, "..", "data", NULL);
  knowledge = load_shipped_knowledge (folder);
  guard_knowledge_set_contacts (knowledge, addresses, names);

  g_test_add_func ("/core/detectors/table", test_table);
  for (gsize i = 0; guard_detectors[i] != NULL; i++)
    {
      g_autofree char *path = g_strdup_printf ("/core/detectors/%s", guard_detectors[i]->id);

      g_test_add_data_func (path, guard_detectors[i], test_detector);
    }
  result = g_test_run ();
  guard_knowledge_free (knowledge);
  return result;
}
