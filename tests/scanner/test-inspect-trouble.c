/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "inspecting.h"
#include "samples.h"

#include "scanner/guard-inspect-record.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Files that defeat looking, inspectors that do not do their work, and clients that change their mind: "not checked", within limits, and said. */

static void
assert_unread (const Inspection *inspection, const char *words, const char *about)
{
  g_test_message ("%s: %s", about, inspection->unread != NULL ? inspection->unread : "all was read");
  g_assert_true (guard_report_is_not_checked (inspection->report));
  g_assert_nonnull (inspection->unread);
  g_assert_nonnull (strstr (inspection->unread, words));
}

/* --- files --- */

static GBytes *
make_encrypted (void)
{
  return sample_encrypted_zip ("secret.txt", "4111111111111111");
}

static GBytes *
make_bomb (void)
{
  return sample_zeros_zip (64 << 20);
}

static GBytes *
make_crowd (void)
{
  return sample_many_members (10100);
}

static GBytes *
make_deep (void)
{
  g_autoptr(GBytes) text = g_bytes_new_static ("x", 1);

  return sample_nested (1000, text);
}

static GBytes *
make_cut_docx (void)
{
  g_autofree char *long_text = g_strnfill (100000, 'x');
  g_autofree char *document = g_strconcat ("<w:p><w:r><w:t>", long_text, "4111111111111111</w:t></w:r></w:p>", NULL);
  g_autoptr(GBytes) whole = sample_docx (document);

  return sample_cut (whole, 60);
}

static GBytes *
make_cut_pdf (void)
{
  g_autoptr(GBytes) whole = sample_pdf ("hello", TRUE);

  return sample_cut (whole, 60);
}

static GBytes *
make_cut_gzip (void)
{
  g_autofree char *text = g_strnfill (100000, 'x');
  const char *const parts[] = { "x", text, NULL };
  g_autoptr(GBytes) whole = sample_archive ("ustar", "gzip", parts);

  return sample_cut (whole, 80);
}

static GBytes *
make_old_document (void)
{
  g_autofree guint8 *bytes = g_malloc0 (4096);

  memcpy (bytes, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8);
  return g_bytes_new (bytes, 4096);
}

static GBytes *
make_unknown (void)
{
  g_autofree guint8 *bytes = g_malloc (4096);

  for (gsize i = 0; i < 4096; i++)
    bytes[i] = (guint8) (i * 151 + (i >> 5) * 77);
  bytes[0] = 0x07;
  return g_bytes_new (bytes, 4096);
}

static GBytes *
make_unknown_in_zip (void)
{
  g_autoptr(GBytes) unknown = make_unknown ();

  return sample_packed ("zip", NULL, "odd.bin", unknown);
}

static const struct
{
  const char *about;
  GBytes *(*make) (void);
  const char *words;
} files[] = {
  { "encrypted zip", make_encrypted, "secret.txt: it is encrypted" },
  { "zip bomb", make_bomb, "zeros: it unpacks to too much" },
  { "ten thousand files", make_crowd, "too many files inside" },
  { "a thousand archives in each other", make_deep, "too deep" },
  { "cut docx", make_cut_docx, "damaged or cut off" },
  { "pdf without letters", sample_pdf_without_letters, "does not say which letters" },
  { "cut pdf", make_cut_pdf, "damaged or cut off" },
  { "cut tar.gz", make_cut_gzip, "damaged or cut off" },
  { "old document", make_old_document, "a document of an old kind" },
  { "unknown", make_unknown, "cannot be read here" },
  { "unknown in zip", make_unknown_in_zip, "odd.bin: a kind of file that cannot be read here" },
};

static void
test_files (Desk *desk, gconstpointer data)
{
  desk->options.max_bytes = 10 << 20;
  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autoptr(GBytes) bytes = files[i].make ();
      g_auto(Inspection) inspection = { 0 };
      const gint64 since_us = g_get_monotonic_time ();

      inspect_bytes (desk, "x", bytes, &inspection);
      assert_unread (&inspection, files[i].words, files[i].about);
      g_assert_cmpint (g_get_monotonic_time () - since_us, <, 20 * G_USEC_PER_SEC);
    }
}

static void
test_sparse (Desk *desk, gconstpointer data)
{
  g_autofree char *path = desk_write (desk, "sparse", "", 0);
  g_auto(Inspection) too_big = { 0 }, looked_at = { 0 };

  g_assert_cmpint (truncate (path, 200 << 20), ==, 0);
  inspect_later (desk, path, "sparse", &too_big);
  wait_for_inspection (&too_big);
  assert_unread (&too_big, "too big", "above the limit");

  desk->options.max_bytes = 300 << 20;
  inspect_later (desk, path, "sparse", &looked_at);
  wait_for_inspection (&looked_at);
  assert_unread (&looked_at, "cannot be read here", "zeros");
}

/* What was looked at is not any more what will be sent. */
static void
test_changed (Desk *desk, gconstpointer data)
{
  const gsize n_bytes = 64 << 20;
  g_autofree char *text = g_strnfill (n_bytes, '\n');
  g_autofree char *path = desk_write (desk, "file", text, n_bytes);
  g_auto(Inspection) inspection = { 0 };

  inspect_later (desk, path, "file", &inspection);
  while (inspection.n_progress == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (inspection.is_done);
  g_assert_cmpint (truncate (path, (off_t) n_bytes + 1), ==, 0);
  wait_for_inspection (&inspection);
  assert_unread (&inspection, "it was changed meanwhile", "changed");
}

/* Cut off under the eyes of the inspector: the pages that it reads are gone. */
static void
test_cut (Desk *desk, gconstpointer data)
{
  const gsize n_bytes = 64 << 20;
  g_autofree char *text = g_strnfill (n_bytes, '\n');
  g_autofree char *path = desk_write (desk, "file", text, n_bytes);
  g_auto(Inspection) inspection = { 0 };

  inspect_later (desk, path, "file", &inspection);
  while (inspection.n_progress == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (truncate (path, 1), ==, 0);
  wait_for_inspection (&inspection);
  assert_unread (&inspection, "", "cut");
}

static void
test_no_files (Desk *desk, gconstpointer data)
{
  g_autofree char *path = desk_write (desk, "file", "hello", 5);
  g_auto(Inspection) folder = { 0 }, pipe = { 0 }, writable = { 0 }, closed = { 0 };
  int ends[2];

  inspect_later (desk, desk->folder, "folder", &folder);
  wait_for_inspection (&folder);
  assert_unread (&folder, "not an ordinary file", "a folder");
  g_assert_cmpint (pipe2 (ends, O_CLOEXEC), ==, 0);
  close (ends[1]);
  inspect_descriptor (desk, ends[0], &pipe);
  assert_unread (&pipe, "not an ordinary file", "a pipe");
  inspect_descriptor (desk, open (path, O_RDWR | O_CLOEXEC), &writable);
  assert_unread (&writable, "not an ordinary file", "open for writing");
  inspect_descriptor (desk, -1, &closed);
  assert_unread (&closed, "could not be read", "no descriptor");
}

/* --- inspectors --- */

static char *
write_program (Desk *desk, const char *script)
{
  char *path = desk_write (desk, "program", script, strlen (script));

  g_assert_cmpint (g_chmod (path, 0700), ==, 0);
  return path;
}

static void
test_inspectors (Desk *desk, gconstpointer data)
{
  static const struct
  {
    const char *about;
    const char *script; /* NULL: there is no such program */
  } inspectors[] = {
    { "missing", NULL },
    { "dying", "#!/bin/sh\nexit 0\n" },
    { "killed", "#!/bin/sh\nkill -9 $$\n" },
    { "lying", "#!/bin/sh\necho nothing found >&3\n" },
    { "lying at length", "#!/bin/sh\nhead -c 1024 /dev/zero >&3\n" },
    { "lying, longer than a record", "#!/bin/sh\nhead -c 2048 /dev/zero >&3\nsleep 30\n" },
    { "hanging", "#!/bin/sh\nexec sleep 30\n" },
    { "deaf", "#!/bin/sh\nexec 3>&-\nexec sleep 30\n" },
  };
  g_autoptr(GBytes) bytes = g_bytes_new_static ("hello", 5);

  desk->options.max_seconds = 2;
  for (gsize i = 0; i < G_N_ELEMENTS (inspectors); i++)
    {
      g_autofree char *program = inspectors[i].script != NULL ? write_program (desk, inspectors[i].script) : g_strdup ("/nowhere/inspector");
      g_auto(Inspection) inspection = { 0 };

      desk->options.program = program;
      inspect_bytes (desk, "x", bytes, &inspection);
      assert_unread (&inspection, "could not be started", inspectors[i].about);
    }
  desk->options.program = NULL;
}

/* "Nothing found" by one that has never got the file is worth nothing. */
static void
test_hasty (Desk *desk, gconstpointer data)
{
  const GuardInspectRecord done = { .type = GUARD_INSPECT_DONE };
  guint8 record[GUARD_INSPECT_RECORD_BYTES];
  g_autofree char *answer = NULL;
  g_autofree char *script = NULL;
  g_autofree char *program = NULL;
  g_autoptr(GBytes) bytes = g_bytes_new_static ("hello", 5);
  g_auto(Inspection) inspection = { 0 };

  guard_inspect_record_write (&done, record);
  answer = desk_write (desk, "answer", record, sizeof record);
  script = g_strdup_printf ("#!/bin/sh\ndd if='%s' bs=1024 >&3 2>/dev/null\n", answer);
  program = write_program (desk, script);
  desk->options.program = program;
  inspect_bytes (desk, "x", bytes, &inspection);
  assert_unread (&inspection, "could not be started", "hasty");
  desk->options.program = NULL;
}

static void
test_rules (Desk *desk, gconstpointer data)
{
  g_autofree char *broken = desk_write (desk, "sensitive-numbers.rules", "[data x]\nnonsense=1\n", 20);
  const char *missing[] = { desk->rules[0], "/nowhere/sensitive-numbers.rules", NULL };
  const char *malformed[] = { desk->rules[0], broken, NULL };
  const char *own[] = { broken, NULL };
  g_autoptr(GBytes) bytes = g_bytes_new_static ("4111111111111111", 16);
  const char *none[] = { NULL };
  g_auto(Inspection) first = { 0 }, second = { 0 }, third = { 0 }, fourth = { 0 }, fifth = { 0 };

  desk->options.rules = missing;
  inspect_bytes (desk, "x", bytes, &first);
  assert_unread (&first, "rules could not be read", "missing rules");
  desk->options.rules = malformed;
  inspect_bytes (desk, "x", bytes, &second);
  assert_unread (&second, "rules could not be read", "malformed rules");
  desk->options.rules = (const char *const *) desk->rules;
  desk->options.own_rules = own;
  inspect_bytes (desk, "x", bytes, &third);
  g_assert_null (third.unread);
  g_assert_nonnull (find_kind (&third, "card"));
  desk->options.rules = none;
  inspect_bytes (desk, "x", bytes, &fourth);
  assert_unread (&fourth, "rules could not be read", "only own rules");
  desk->options.rules = NULL;
  desk->options.own_rules = NULL;
  inspect_bytes (desk, "x", bytes, &fifth);
  assert_unread (&fifth, "rules could not be read", "no rules at all");
}

static void
test_cancel (Desk *desk, gconstpointer data)
{
  g_autofree char *path = desk_write (desk, "file", "hello", 5);
  g_auto(Inspection) inspection = { 0 };
  const gint64 end_us = g_get_monotonic_time () + G_USEC_PER_SEC;

  guard_inspect_cancel (inspect_later (desk, path, "file", &inspection));
  for (guint turns = 1; turns < 4; turns++)
    {
      GuardInspect *inspect = inspect_later (desk, path, "file", &inspection);

      for (guint i = 0; i < turns; i++)
        g_main_context_iteration (NULL, FALSE);
      guard_inspect_cancel (inspect);
    }
  while (g_get_monotonic_time () < end_us)
    {
      g_main_context_iteration (NULL, FALSE);
      g_usleep (1000);
    }
  g_assert_false (inspection.is_done);
}

/* The client's main loop stands still for no more than a moment, not even while the inspector is started. */
static void
test_main_loop (Desk *desk, gconstpointer data)
{
  g_autofree char *path = desk_write (desk, "file", "hello", 5);
  gint64 best_us = G_MAXINT64;

  for (guint i = 0; i < 10; i++)
    {
      g_auto(Inspection) inspection = { 0 };
      gint64 longest_us = 0;

      inspect_later (desk, path, "file", &inspection);
      while (!inspection.is_done)
        {
          const gint64 since_us = g_get_monotonic_time ();

          if (g_main_context_iteration (NULL, FALSE))
            longest_us = MAX (longest_us, g_get_monotonic_time () - since_us);
          else
            g_usleep (200);
        }
      g_test_message ("longest turn: %.1f ms", (double) longest_us / 1000);
      best_us = MIN (best_us, longest_us);
    }
  g_assert_cmpint (best_us, <, 5000); /* the others may have waited for a busy machine */
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/inspect-trouble/files", Desk, NULL, desk_set_up, test_files, desk_tear_down);
  g_test_add ("/inspect-trouble/sparse", Desk, NULL, desk_set_up, test_sparse, desk_tear_down);
  g_test_add ("/inspect-trouble/changed", Desk, NULL, desk_set_up, test_changed, desk_tear_down);
  g_test_add ("/inspect-trouble/cut", Desk, NULL, desk_set_up, test_cut, desk_tear_down);
  g_test_add ("/inspect-trouble/no-files", Desk, NULL, desk_set_up, test_no_files, desk_tear_down);
  g_test_add ("/inspect-trouble/inspectors", Desk, NULL, desk_set_up, test_inspectors, desk_tear_down);
  g_test_add ("/inspect-trouble/hasty", Desk, NULL, desk_set_up, test_hasty, desk_tear_down);
  g_test_add ("/inspect-trouble/rules", Desk, NULL, desk_set_up, test_rules, desk_tear_down);
  g_test_add ("/inspect-trouble/main-loop", Desk, NULL, desk_set_up, test_main_loop, desk_tear_down);
  g_test_add ("/inspect-trouble/cancel", Desk, NULL, desk_set_up, test_cancel, desk_tear_down);
  return g_test_run ();
}
