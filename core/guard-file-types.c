/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-error.h"
#include "guard-file-types.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* The table of file types: which extensions and MIME types there are, what they are called, how dangerous they are to open.
 * All knowledge is in data/file-types.rules; this compiles it, and answers. What is in no row is unknown, never harmless. */

#define TYPE_PREFIX "type "

/* One group of the rules. */
typedef struct
{
  char *description;
  GuardRisk risk;
  gboolean is_always_recognised; /* libmagic knows every one of these: "no idea" contradicts the name */
  GPtrArray *mime_globs;         /* of GPatternSpec: what the content of such a name may be, exact names included */
} Type;

struct _GuardFileTypes
{
  GPtrArray *types;          /* of Type, in file order */
  GHashTable *by_extension;  /* folded extension -> Type */
  GHashTable *by_name;       /* folded whole name -> Type */
  GHashTable *by_mime;       /* exact MIME type -> Type */
  GPtrArray *globs;          /* of MimeGlob, in file order */
  GHashTable *generic_mimes; /* set: what libmagic says when it knows nothing */
  const GuardFileTypes *earlier; /* (nullable): while reading: the table that this one will be added to */
};

typedef struct
{
  GPatternSpec *pattern;
  Type *type; /* borrowed */
} MimeGlob;

static const struct
{
  GuardRisk risk;
  const char *name;
  const char *words;
} risks[] = {
  { GUARD_RISK_HARMLESS,  "harmless",  N_("a picture, text, sound or film") },
  { GUARD_RISK_DOCUMENT,  "document",  N_("a document, which can hold active parts and links") },
  { GUARD_RISK_CONTAINER, "container", N_("an archive: what counts is inside") },
  { GUARD_RISK_UNKNOWN,   "unknown",   N_("an unknown kind of file, possibly a program") },
  { GUARD_RISK_PROGRAM,   "program",   N_("a program: it can do anything when it is opened") },
};

#define UNKNOWN_ROW 3

static gsize
find_row (GuardRisk risk)
{
  for (gsize i = 0; i < G_N_ELEMENTS (risks); i++)
    if (risks[i].risk == risk)
      return i;
  return UNKNOWN_ROW;
}

const char *
guard_risk_to_string (GuardRisk risk)
{
  return risks[find_row (risk)].name;
}

const char *
guard_risk_to_words (GuardRisk risk)
{
  return _(risks[find_row (risk)].words);
}

static void
free_type (gpointer data)
{
  Type *self = data;

  g_free (self->description);
  g_ptr_array_unref (self->mime_globs);
  g_free (self);
}

static void
free_mime_glob (gpointer data)
{
  MimeGlob *self = data;

  g_pattern_spec_free (self->pattern);
  g_free (self);
}

static gboolean
read_risk (Type *type, GuardRules *rules, const char *group, GError **error)
{
  g_autofree char *word = guard_rules_dup_string (rules, group, "risk");

  for (gsize i = 0; i < G_N_ELEMENTS (risks); i++)
    if (g_strcmp0 (word, risks[i].name) == 0)
      {
        type->risk = risks[i].risk;
        return TRUE;
      }
  return guard_rules_refuse (rules, group, word != NULL ? "risk" : NULL, error, "no such risk:", word != NULL ? word : "(none)");
}

/* One name, one type: an extension in two groups would be judged by the order of the file. */
static gboolean
read_words (GHashTable *table, GHashTable *earlier, Type *type, GuardRules *rules, const char *group, const char *key, GError **error)
{
  g_auto(GStrv) words = guard_rules_dup_list (rules, group, key);

  for (gsize i = 0; words != NULL && words[i] != NULL; i++)
    {
      g_autofree char *folded = g_utf8_casefold (words[i], -1);

      if (g_hash_table_contains (table, folded) || (earlier != NULL && g_hash_table_contains (earlier, folded)))
        return guard_rules_refuse (rules, group, key, error, "this is listed twice:", words[i]);
      g_hash_table_insert (table, g_steal_pointer (&folded), type);
    }
  return TRUE;
}

static gboolean
read_mime_types (GuardFileTypes *self, Type *type, GuardRules *rules, const char *group, GError **error)
{
  g_auto(GStrv) mimes = guard_rules_dup_list (rules, group, "mime-types");

  for (gsize i = 0; mimes != NULL && mimes[i] != NULL; i++)
    {
      if (strchr (mimes[i], '/') == NULL)
        return guard_rules_refuse (rules, group, "mime-types", error, "not a MIME type:", mimes[i]);

      g_autofree char *mime = g_ascii_strdown (mimes[i], -1);
      g_ptr_array_add (type->mime_globs, g_pattern_spec_new (mime));

      if (strpbrk (mime, "*?") != NULL)
        {
          MimeGlob *glob = g_new0 (MimeGlob, 1);

          glob->pattern = g_pattern_spec_new (mime);
          glob->type = type;
          g_ptr_array_add (self->globs, glob);
        }
      else if (g_hash_table_contains (self->by_mime, mime) ||
               (self->earlier != NULL && g_hash_table_contains (self->earlier->by_mime, mime)))
        return guard_rules_refuse (rules, group, "mime-types", error, "this is listed twice:", mime);
      else
        g_hash_table_insert (self->by_mime, g_steal_pointer (&mime), type);
    }
  return TRUE;
}

/* What the content may also be without another story being told: the scripts of many languages are just text to libmagic. */
static void
read_also (Type *type, GuardRules *rules, const char *group)
{
  g_auto(GStrv) mimes = guard_rules_dup_list (rules, group, "also-mime-types");

  for (gsize i = 0; mimes != NULL && mimes[i] != NULL; i++)
    {
      g_autofree char *mime = g_ascii_strdown (mimes[i], -1);

      g_ptr_array_add (type->mime_globs, g_pattern_spec_new (mime));
    }
}

static gboolean
read_type (GuardFileTypes *self, GuardRules *rules, const char *group, GError **error)
{
  static const char *const known_keys[]
      = { "description", "risk", "extensions", "mime-types", "also-mime-types", "special-names", "always-recognised", NULL };
  g_autofree char *recognised = guard_rules_dup_string (rules, group, "always-recognised");
  Type *type;

  if (!guard_rules_check_keys (rules, group, known_keys, error))
    return FALSE;

  type = g_new0 (Type, 1);
  type->mime_globs = g_ptr_array_new_with_free_func ((GDestroyNotify) g_pattern_spec_free);
  g_ptr_array_add (self->types, type);

  type->description = guard_rules_dup_string (rules, group, "description");
  if (type->description == NULL || *type->description == '\0')
    return guard_rules_refuse (rules, group, NULL, error, "no description in", group);
  if (recognised != NULL && !g_str_equal (recognised, "true") && !g_str_equal (recognised, "false"))
    return guard_rules_refuse (rules, group, "always-recognised", error, "neither true nor false:", recognised);
  type->is_always_recognised = g_strcmp0 (recognised, "true") == 0;
  read_also (type, rules, group);

  return read_risk (type, rules, group, error)
         && read_words (self->by_extension, self->earlier != NULL ? self->earlier->by_extension : NULL, type, rules, group, "extensions", error)
         && read_words (self->by_name, self->earlier != NULL ? self->earlier->by_name : NULL, type, rules, group, "special-names", error)
         && read_mime_types (self, type, rules, group, error);
}

static gboolean
read_generic (GuardFileTypes *self, GuardRules *rules, const char *group, GError **error)
{
  static const char *const known_keys[] = { "mime-types", NULL };
  g_auto(GStrv) mimes = guard_rules_dup_list (rules, group, "mime-types");

  for (gsize i = 0; mimes != NULL && mimes[i] != NULL; i++)
    g_hash_table_add (self->generic_mimes, g_ascii_strdown (mimes[i], -1));
  return guard_rules_check_keys (rules, group, known_keys, error);
}

static gboolean
read_list (GuardRules *rules, const char *group, GError **error)
{
  static const char *const known_keys[] = { "title", "source", "date", NULL };

  return guard_rules_check_keys (rules, group, known_keys, error);
}

static gboolean
read_group (GuardFileTypes *self, GuardRules *rules, const char *group, GError **error)
{
  if (g_str_has_prefix (group, TYPE_PREFIX))
    return read_type (self, rules, group, error);
  if (g_str_equal (group, "generic"))
    return read_generic (self, rules, group, error);
  if (g_str_equal (group, "list"))
    return read_list (rules, group, error);
  return guard_rules_refuse (rules, group, NULL, error, "unknown group", group);
}

static GHashTable *
new_table (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

static GuardFileTypes *
compile (GuardRules *rules, const GuardFileTypes *earlier, GError **error)
{
  g_autoptr(GuardFileTypes) self = g_new0 (GuardFileTypes, 1);
  const char *const *groups = guard_rules_get_groups (rules);

  self->earlier = earlier;
  self->types = g_ptr_array_new_with_free_func (free_type);
  self->globs = g_ptr_array_new_with_free_func (free_mime_glob);
  self->by_extension = new_table ();
  self->by_name = new_table ();
  self->by_mime = new_table ();
  self->generic_mimes = new_table ();

  for (gsize i = 0; groups[i] != NULL; i++)
    if (!read_group (self, rules, groups[i], error))
      return NULL;

  /* An empty table would answer "unknown" to everything without anybody noticing that the file is gone. */
  if (self->types->len == 0)
    {
      g_set_error (error, GUARD_ERROR, GUARD_ERROR_MALFORMED, "%s:1: no file type in it", guard_rules_get_name (rules));
      return NULL;
    }
  self->earlier = NULL;
  return g_steal_pointer (&self);
}

GuardFileTypes *
guard_file_types_new (GuardRules *rules, GError **error)
{
  return compile (rules, NULL, error);
}

static void
move_entries (GHashTable *to, GHashTable *from)
{
  GHashTableIter iter;
  gpointer key, value;

  g_hash_table_iter_init (&iter, from);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      g_hash_table_iter_steal (&iter);
      g_hash_table_replace (to, key, value);
    }
}

gboolean
guard_file_types_add_rules (GuardFileTypes *self, GuardRules *rules, GError **error)
{
  g_autoptr(GuardFileTypes) more = compile (rules, self, error);

  if (more == NULL)
    return FALSE;
  move_entries (self->by_extension, more->by_extension);
  move_entries (self->by_name, more->by_name);
  move_entries (self->by_mime, more->by_mime);
  move_entries (self->generic_mimes, more->generic_mimes);
  g_ptr_array_extend_and_steal (self->types, g_steal_pointer (&more->types));
  g_ptr_array_extend_and_steal (self->globs, g_steal_pointer (&more->globs));
  more->types = g_ptr_array_new ();
  more->globs = g_ptr_array_new ();
  return TRUE;
}

guint
guard_file_types_count (const GuardFileTypes *self)
{
  return self->types->len;
}

void
guard_file_types_free (GuardFileTypes *self)
{
  if (self == NULL)
    return;

  g_hash_table_unref (self->by_extension);
  g_hash_table_unref (self->by_name);
  g_hash_table_unref (self->by_mime);
  g_hash_table_unref (self->generic_mimes);
  g_ptr_array_unref (self->globs);
  g_ptr_array_unref (self->types);
  g_free (self);
}

/* "Text/HTML; charset=utf-8" -> "text/html" */
static char *
normalise_mime (const char *mime_type)
{
  g_autofree char *bare = g_strndup (mime_type != NULL ? mime_type : "", mime_type != NULL ? strcspn (mime_type, ";") : 0);

  g_strstrip (bare);
  return g_ascii_strdown (bare, -1);
}

static const Type *
find_by_mime (const GuardFileTypes *self, const char *mime)
{
  const Type *type = g_hash_table_lookup (self->by_mime, mime);

  if (type != NULL || !g_utf8_validate (mime, -1, NULL))
    return type;
  for (guint i = 0; i < self->globs->len; i++)
    {
      const MimeGlob *glob = g_ptr_array_index (self->globs, i);

      if (g_pattern_spec_match_string (glob->pattern, mime))
        return glob->type;
    }
  return NULL;
}

static const Type *
find_by_name (const GuardFileTypes *self, const GuardFilename *filename)
{
  g_autofree char *folded = g_utf8_casefold (filename->safe, -1);
  const Type *type = g_hash_table_lookup (self->by_name, folded);

  return type != NULL ? type : g_hash_table_lookup (self->by_extension, filename->extension);
}

GuardRisk
guard_file_types_judge_name (const GuardFileTypes *self, const GuardFilename *filename)
{
  const GuardFilenameTricks bad = GUARD_FILENAME_SPECIAL | GUARD_FILENAME_DOUBLE_EXTENSION | GUARD_FILENAME_DIRECTION_CONTROLS;
  const Type *type = self != NULL ? find_by_name (self, filename) : NULL;
  const GuardRisk risk = type != NULL ? type->risk : GUARD_RISK_UNKNOWN;

  return filename->tricks & bad ? MAX (risk, GUARD_RISK_UNKNOWN) : risk;
}

GuardRisk
guard_file_types_judge_content (const GuardFileTypes *self, const char *mime_type)
{
  g_autofree char *mime = normalise_mime (mime_type);
  const Type *type = self != NULL ? find_by_mime (self, mime) : NULL;

  return type != NULL ? type->risk : GUARD_RISK_UNKNOWN;
}

static gboolean
may_be (const Type *type, const char *mime)
{
  for (guint i = 0; i < type->mime_globs->len; i++)
    if (g_pattern_spec_match_string (g_ptr_array_index (type->mime_globs, i), mime))
      return TRUE;
  return FALSE;
}

gboolean
guard_file_types_contradicts (const GuardFileTypes *self, const GuardFilename *filename, const char *mime_type)
{
  g_autofree char *mime = normalise_mime (mime_type);
  const Type *claimed = self != NULL ? find_by_name (self, filename) : NULL;

  /* A name that promises nothing, or a content about which nothing was found out, tells no story to contradict. */
  if (claimed == NULL || *mime == '\0' || !g_utf8_validate (mime, -1, NULL) || may_be (claimed, mime))
    return FALSE;

  return claimed->is_always_recognised || !g_hash_table_contains (self->generic_mimes, mime);
}

const char *
guard_file_types_describe (const GuardFileTypes *self, const char *mime_type)
{
  g_autofree char *mime = normalise_mime (mime_type);
  const Type *type = self != NULL ? find_by_mime (self, mime) : NULL;

  if (type != NULL)
    return g_dgettext (GETTEXT_PACKAGE, type->description);
  return mime_type != NULL ? mime_type : "";
}
