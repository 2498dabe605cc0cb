/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "core/guard-knowledge.h"

/* The shipped rules, from the folder data/ of the sources. */

static inline GuardRules *
read_shipped_rules (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *data = NULL;
  g_autoptr(GError) error = NULL;
  GuardRules *rules;
  gsize n_bytes = 0;

  g_file_get_contents (path, &data, &n_bytes, &error);
  g_assert_no_error (error);
  rules = guard_rules_new (name, data, n_bytes, &error);
  g_assert_no_error (error);
  return rules;
}

static inline GuardKnowledge *
load_shipped_knowledge (const char *folder)
{
  GuardKnowledge *knowledge = guard_knowledge_new ();

  for (gsize i = 0; guard_knowledge_files[i] != NULL; i++)
    {
      g_autoptr(GuardRules) rules = read_shipped_rules (folder, guard_knowledge_files[i]);
      g_autoptr(GError) error = NULL;
      const gboolean is_added = guard_knowledge_add_rules (knowledge, rules, &error);

      g_assert_no_error (error);
      g_assert_true (is_added);
    }
  guard_knowledge_compile (knowledge);
  return knowledge;
}
