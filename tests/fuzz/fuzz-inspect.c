/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "scanner/guard-extract.h"
#include "tests/fuzz/fuzz.h"

/* A name, a line end, then a file: whatever it is, its text comes out as UTF-8 or what takes its place, within the limits, and every part that was
 * begun is told as a line. */

#define MAX_PARTS 50
#define PART_BYTES (1 << 20)

typedef struct
{
  guint n_parts;
  guint64 n_text_bytes;
} Told;

static void
on_part (const char *name, const char *where, gpointer user_data)
{
  Told *told = user_data;

  told->n_parts++;
  g_assert_nonnull (name);
  g_assert_true (g_utf8_validate (where, -1, NULL));
  g_assert_null (strchr (where, '\n'));
}

static void
on_text (const char *text, gsize n_bytes, const char *where, gpointer user_data)
{
  Told *told = user_data;

  g_assert_nonnull (text);
  g_assert_cmpuint (n_bytes, >, 0);
  told->n_text_bytes += n_bytes;
}

static void
on_where (const char *where, gpointer user_data)
{
  g_assert_nonnull (where);
}

static void
on_unread (GuardUnread reason, const char *where, gpointer user_data)
{
  g_assert_cmpint (reason, >=, GUARD_UNREAD_ENCRYPTED);
  g_assert_cmpint (reason, <=, GUARD_UNREAD_LAST);
}

static void
on_progress (guint64 n_done_bytes, gpointer user_data)
{
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize n_bytes)
{
  static gboolean is_prepared;
  const GuardExtractLimits limits = { .depth = 5, .n_parts = MAX_PARTS, .part_bytes = PART_BYTES, .all_bytes = 4 * PART_BYTES };
  Told told = { 0, 0 };
  const GuardExtractSink sink = { on_part, on_text, on_where, on_where, on_unread, on_progress, &told };
  const guint8 *newline = n_bytes > 0 ? memchr (data, '\n', n_bytes) : NULL;
  const gsize n_name = newline != NULL ? (gsize) (newline - data) : 0;
  g_autofree char *name = g_strndup ((const char *) data, n_name);
  const gsize start = newline != NULL ? n_name + 1 : 0;

  if (!is_prepared)
    g_assert_true (guard_extract_prepare ());
  is_prepared = TRUE;
  guard_extract_file (name, data + start, n_bytes - start, &limits, &sink);
  g_assert_cmpuint (told.n_parts, <=, MAX_PARTS * 2 + 2);
  g_assert_cmpuint (told.n_text_bytes, <=, (n_bytes + 4 * PART_BYTES) * 64);
  return 0;
}
