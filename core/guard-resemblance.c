/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-resemblance.h"
#include "guard-spoof.h"

#include <string.h>

#define LEAST_LETTERS 4

struct _GuardResemblance
{
  GHashTable *addresses;  /* folded address -> the address */
  GHashTable *whole;      /* skeleton of a whole address -> the address */
  GHashTable *called;     /* skeleton of a name, or of what stands before the "@" -> the address */
};

static guint
count_letters (const char *text)
{
  guint n = 0;

  for (; *text != '\0'; text = g_utf8_next_char (text))
    if (g_unichar_isalnum (g_utf8_get_char (text)))
      n += g_unichar_iswide (g_utf8_get_char (text)) ? 2 : 1;
  return n;
}

static char *
fold_address (const char *address)
{
  g_autofree char *valid = NULL;

  if (g_str_is_ascii (address))
    return g_ascii_strdown (address, -1);

  valid = g_utf8_make_valid (address, -1);
  return g_utf8_casefold (valid, -1);
}

/* Blanks and dots part a name's words as each likes: "Alice Wonder", "alice.wonder", "AliceWonder". Returns: (nullable) */
static char *
dup_called (const char *text, gsize n_bytes)
{
  g_autofree char *part = g_strndup (text, n_bytes);
  g_autofree char *valid = g_utf8_make_valid (part, -1);
  g_autofree char *skeleton = guard_spoof_dup_skeleton (valid);
  g_autoptr(GString) bare = g_string_new (NULL);

  for (const char *at = skeleton, *next = NULL; *at != '\0'; at = next)
    {
      next = g_utf8_next_char (at);
      if (!g_unichar_isspace (g_utf8_get_char (at)) && strchr (".-_", *at) == NULL)
        g_string_append_len (bare, at, next - at);
    }
  return count_letters (bare->str) >= LEAST_LETTERS ? g_string_free (g_steal_pointer (&bare), FALSE) : NULL;
}

static void
add_called (GuardResemblance *self, const char *text, gsize n_bytes, char *address)
{
  char *called = dup_called (text, n_bytes);

  if (called != NULL)
    g_hash_table_insert (self->called, called, address);
}

/* @folded: the address; taken */
static void
add_contact (GuardResemblance *self, char *folded, const char *address, const char *name)
{
  char *kept = g_utf8_make_valid (address, -1);

  g_hash_table_replace (self->addresses, folded, kept);
  g_hash_table_insert (self->whole, guard_spoof_dup_skeleton (folded), kept);
  add_called (self, kept, strcspn (kept, "@"), kept);
  add_called (self, name, strlen (name), kept);
}

GuardResemblance *
guard_resemblance_new (const char * const *addresses, const char * const *names)
{
  GuardResemblance *self = g_new0 (GuardResemblance, 1);

  self->addresses = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->whole = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->called = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (gsize i = 0; addresses[i] != NULL; i++)
    {
      g_autofree char *folded = fold_address (addresses[i]);

      if (!g_hash_table_contains (self->addresses, folded))
        add_contact (self, g_steal_pointer (&folded), addresses[i], names[i]);
    }
  return self;
}

void
guard_resemblance_free (GuardResemblance *self)
{
  if (self == NULL)
    return;

  g_hash_table_unref (self->whole);
  g_hash_table_unref (self->called);
  g_hash_table_unref (self->addresses);
  g_free (self);
}

static const char *
find_called (const GuardResemblance *self, const char *text, gsize n_bytes)
{
  g_autofree char *called = dup_called (text, n_bytes);

  return called != NULL ? g_hash_table_lookup (self->called, called) : NULL;
}

static const char *
find_by_address (const GuardResemblance *self, const char *address)
{
  g_autofree char *folded = fold_address (address);
  g_autofree char *whole = guard_spoof_dup_skeleton (folded);
  const char *found = g_hash_table_lookup (self->whole, whole);

  return found != NULL ? found : find_called (self, address, strcspn (address, "@"));
}

static gboolean
is_contact (const GuardResemblance *self, const char *address)
{
  g_autofree char *folded = fold_address (address);

  return g_hash_table_contains (self->addresses, folded);
}

const char *
guard_resemblance_find (const GuardResemblance *self, const char *address, const char *name)
{
  const char *found = NULL;

  if (address != NULL && is_contact (self, address))
    return NULL;
  if (address != NULL)
    found = find_by_address (self, address);
  return found == NULL && name != NULL ? find_called (self, name, strlen (name)) : found;
}
