/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-credential-files.h"

#include <string.h>

/* Names of files that hold credentials. Case does not count, the folder does only where a rule names one (".ssh/config"). */

#define GROUP_PREFIX "credential "
#define MAX_NAME_BYTES 4096

typedef struct
{
  GPatternSpec *name;
  char *description;
} Entry;

struct _GuardCredentialFiles
{
  GPtrArray *entries; /* of Entry */
};

static void
free_entry (gpointer data)
{
  Entry *entry = data;

  g_pattern_spec_free (entry->name);
  g_free (entry->description);
  g_free (entry);
}

GuardCredentialFiles *
guard_credential_files_new (void)
{
  GuardCredentialFiles *self = g_new0 (GuardCredentialFiles, 1);

  self->entries = g_ptr_array_new_with_free_func (free_entry);
  return self;
}

void
guard_credential_files_free (GuardCredentialFiles *self)
{
  if (self == NULL)
    return;

  g_ptr_array_unref (self->entries);
  g_free (self);
}

static gboolean
read_group (GuardRules *rules, const char *group, GPtrArray *entries, GError **error)
{
  static const char * const keys[] = { "description", "names", NULL };
  g_autofree char *description = guard_rules_dup_string (rules, group, "description");
  g_auto(GStrv) names = guard_rules_dup_list (rules, group, "names");

  if (!guard_rules_check_keys (rules, group, keys, error))
    return FALSE;
  if (description == NULL || *description == '\0')
    return guard_rules_refuse (rules, group, NULL, error, "no description in", group);
  if (names == NULL || names[0] == NULL)
    return guard_rules_refuse (rules, group, NULL, error, "no names in", group);

  for (gsize i = 0; names[i] != NULL; i++)
    {
      g_autofree char *folded = g_utf8_strdown (names[i], -1);
      Entry *entry;

      if (strspn (folded, "*?.") == strlen (folded))
        return guard_rules_refuse (rules, group, "names", error, "this would be any file:", names[i]);
      entry = g_new0 (Entry, 1);
      entry->name = g_pattern_spec_new (folded);
      entry->description = g_strdup (description);
      g_ptr_array_add (entries, entry);
    }
  return TRUE;
}

static gboolean
read_any_group (GuardRules *rules, const char *group, GPtrArray *entries, GError **error)
{
  static const char * const list_keys[] = { "title", "source", "date", NULL };

  if (g_str_equal (group, "list"))
    return guard_rules_check_keys (rules, group, list_keys, error);
  if (g_str_has_prefix (group, GROUP_PREFIX))
    return read_group (rules, group, entries, error);
  return guard_rules_refuse (rules, group, NULL, error, "unknown group", group);
}

gboolean
guard_credential_files_add_rules (GuardCredentialFiles *self, GuardRules *rules, GError **error)
{
  const char * const *groups = guard_rules_get_groups (rules);
  g_autoptr(GPtrArray) entries = g_ptr_array_new_with_free_func (free_entry);

  for (gsize i = 0; groups[i] != NULL; i++)
    if (!read_any_group (rules, groups[i], entries, error))
      return FALSE;

  g_ptr_array_extend_and_steal (self->entries, g_steal_pointer (&entries));
  return TRUE;
}

guint
guard_credential_files_count (const GuardCredentialFiles *self)
{
  return self->entries->len;
}

/* Windows' separators, too: an archive may come from there. */
static char *
fold (const char *name)
{
  g_autofree char *cut = g_strndup (name, MAX_NAME_BYTES);
  g_autofree char *valid = g_utf8_make_valid (cut, -1);

  return g_utf8_strdown (g_strdelimit (valid, "\\", '/'), -1);
}

const char *
guard_credential_files_find (const GuardCredentialFiles *self, const char *name)
{
  g_autofree char *folded = fold (name);
  const char *base = strrchr (folded, '/') != NULL ? strrchr (folded, '/') + 1 : folded;
  const gsize n_bytes = strlen (folded), n_base_bytes = strlen (base);

  for (guint i = 0; i < self->entries->len; i++)
    {
      const Entry *entry = self->entries->pdata[i];

      if (g_pattern_spec_match (entry->name, n_base_bytes, base, NULL) || g_pattern_spec_match (entry->name, n_bytes, folded, NULL))
        return entry->description;
    }
  return NULL;
}
