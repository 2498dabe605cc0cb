/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-resemblance.h"
#include "guard-spoof.h"

#include <string.h>

#define LEAST_LETTERS 4

/* A contact, by what is compared when two contacts are. */
typedef struct
{
  const char *address; /* belongs to the table of addresses */
  char *folded;
  char *local; /* (nullable): what stands before the "@", as dup_called() makes it */
  char *name;  /* (nullable): the same of the name */
} Known;

struct _GuardResemblance
{
  GPtrArray *known;       /* of Known */
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

static Known *
make_known (const char *address, const char *name)
{
  Known *known = g_new0 (Known, 1);

  known->address = address;
  known->folded = fold_address (address);
  known->local = dup_called (address, strcspn (address, "@"));
  known->name = name != NULL ? dup_called (name, strlen (name)) : NULL;
  return known;
}

static void
free_known (gpointer data)
{
  Known *known = data;

  g_free (known->folded);
  g_free (known->local);
  g_free (known->name);
  g_free (known);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Known, free_known)

/* @folded: the address; taken */
static void
add_contact (GuardResemblance *self, char *folded, const char *address, const char *name)
{
  char *kept = g_utf8_make_valid (address, -1);

  g_ptr_array_add (self->known, make_known (kept, name));
  g_hash_table_replace (self->addresses, folded, kept);
  g_hash_table_insert (self->whole, guard_spoof_dup_skeleton (folded), kept);
  add_called (self, kept, strcspn (kept, "@"), kept);
  add_called (self, name, strlen (name), kept);
}

GuardResemblance *
guard_resemblance_new (const char * const *addresses, const char * const *names)
{
  GuardResemblance *self = g_new0 (GuardResemblance, 1);

  self->known = g_ptr_array_new_with_free_func (free_known);
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

  g_ptr_array_unref (self->known);
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

/* ---- Contacts among each other ---- */

/* The bytes at the beginning (or the end) that are the same, in whole characters. */
static gsize
count_same_start (const char *a, const char *b)
{
  gsize n = 0;

  while (a[n] != '\0' && a[n] == b[n])
    n++;
  while (n > 0 && ((guchar) a[n] & 0xc0) == 0x80)
    n--;
  return n;
}

static gsize
count_same_end (const char *a, gsize n_a, const char *b, gsize n_b)
{
  gsize n = 0;

  while (n < MIN (n_a, n_b) && a[n_a - 1 - n] == b[n_b - 1 - n])
    n++;
  while (n > 0 && ((guchar) a[n_a - n] & 0xc0) == 0x80)
    n--;
  return n;
}

/* 0: the same; 1: one character is another, more, missing, or two neighbours are swapped; 2: more than that. */
static guint
count_differences (const char *a, const char *b)
{
  const gsize start = count_same_start (a, b);
  const char *rest_a = a + start, *rest_b = b + start;
  const gsize end = count_same_end (rest_a, strlen (rest_a), rest_b, strlen (rest_b));
  const glong n_a = g_utf8_strlen (rest_a, strlen (rest_a) - end);
  const glong n_b = g_utf8_strlen (rest_b, strlen (rest_b) - end);

  if (n_a == 0 && n_b == 0)
    return 0;
  if (n_a <= 1 && n_b <= 1)
    return 1;
  if (n_a != 2 || n_b != 2)
    return 2;
  return g_utf8_get_char (rest_a) == g_utf8_get_char (g_utf8_next_char (rest_b)) &&
         g_utf8_get_char (rest_b) == g_utf8_get_char (g_utf8_next_char (rest_a)) ? 1 : 2;
}

static guint
compare_parts (const char *a, const char *b)
{
  return a != NULL && b != NULL ? count_differences (a, b) : 2;
}

/* A letter may differ between names, and within one host between addresses; on two hosts only the very same beginning is mixed up. */
static guint
measure_difference (const Known *one, const Known *other)
{
  const guint of_names = compare_parts (one->name, other->name);
  const guint of_locals = compare_parts (one->local, other->local);
  const char *host = strchr (one->folded, '@'), *other_host = strchr (other->folded, '@');
  const gboolean counts = of_locals == 0 || g_strcmp0 (host, other_host) == 0;

  return MIN (of_names, counts ? of_locals : 2);
}

const char *
guard_resemblance_find_near (const GuardResemblance *self, const char *address, const char *name)
{
  g_autofree char *valid = g_utf8_make_valid (address, -1);
  g_autoptr(Known) own = make_known (valid, name);
  const char *near = NULL;

  for (guint i = 0; i < self->known->len; i++)
    {
      const Known *other = self->known->pdata[i];
      const guint difference = g_str_equal (own->folded, other->folded) ? 2 : measure_difference (own, other);

      if (difference == 0)
        return other->address;
      if (difference == 1 && near == NULL)
        near = other->address;
    }
  return near;
}
