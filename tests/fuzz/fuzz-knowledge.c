/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/guard-knowledge.h"
#include "tests/fuzz/fuzz.h"

/* A rule file that somebody wrote himself, read as each kind there is: taken or refused whole, with a line; and then used. */

static void
use (const GuardKnowledge *knowledge, const char *text, gsize n_bytes)
{
  g_autofree char *word = g_strndup (text, MIN (n_bytes, 40));

  guard_knowledge_find_pressure (knowledge, text, n_bytes);
  guard_knowledge_is_shortener (knowledge, word);
  guard_knowledge_is_usual_port (knowledge, "http", 8080);
  if (g_utf8_validate (word, -1, NULL))
    guard_knowledge_is_forbidden_scheme (knowledge, word);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize n_bytes)
{
  for (gsize i = 0; guard_knowledge_files[i] != NULL; i++)
    {
      g_autoptr(GuardRules) rules = guard_rules_new (guard_knowledge_files[i], (const char *) data, n_bytes, NULL);
      g_autoptr(GuardKnowledge) knowledge = guard_knowledge_new ();
      g_autoptr(GError) error = NULL;

      if (rules == NULL)
        return 0;
      const gboolean is_added = guard_knowledge_add_rules (knowledge, rules, &error);
      g_assert_true (is_added == (error == NULL));
      g_assert_cmpuint (guard_knowledge_get_lists (knowledge)->len, ==, is_added ? 1 : 0);
      if (!is_added)
        g_assert_true (g_str_has_prefix (error->message, guard_knowledge_files[i]));
      use (knowledge, (const char *) data, n_bytes);
    }
  return 0;
}
