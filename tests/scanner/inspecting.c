/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "inspecting.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>

/* Independent of what is shipped: what is tested here is whether text comes out of files. */
#define RULES "[data card]\ndescription=the number of a payment card\ncategory=money\ndigits=12-19\nvalidator=payment-card\n" \
              "[data word]\ndescription=a word of your own\ncategory=own\nwords=operation nightingale;夜莺计划;夜鶯計劃;ナイチンゲール作戦;나이팅게일 작전\n"

void
desk_set_up (Desk *desk, gconstpointer data)
{
  g_autoptr(GError) error = NULL;

  desk->folder = g_dir_make_tmp ("guard-inspect-XXXXXX", &error);
  g_assert_no_error (error);
  desk->rules[0] = desk_write (desk, "sensitive-words.rules", RULES, strlen (RULES));
  desk->rules[1] = g_build_filename (g_getenv ("PURPLE_GUARD_DATADIR"), "credential-files.rules", NULL);
  desk->rules[2] = NULL;
  desk->options = (GuardInspectOptions) { .rules = (const char *const *) desk->rules };
}

void
desk_tear_down (Desk *desk, gconstpointer data)
{
  g_autoptr(GDir) dir = g_dir_open (desk->folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (desk->folder, name, NULL);

      g_assert_cmpint (g_unlink (path), ==, 0);
    }
  g_assert_cmpint (g_rmdir (desk->folder), ==, 0);
  g_free (desk->folder);
  g_free (desk->rules[0]);
  g_free (desk->rules[1]);
}

char *
desk_write (Desk *desk, const char *name, const void *bytes, gsize n_bytes)
{
  char *path = g_build_filename (desk->folder, name, NULL);
  g_autoptr(GError) error = NULL;

  g_file_set_contents (path, bytes, (gssize) n_bytes, &error);
  g_assert_no_error (error);
  return path;
}

void
inspection_clear (Inspection *inspection)
{
  guard_report_free (inspection->report);
  g_free (inspection->unread);
  *inspection = (Inspection) { 0 };
}

static void
on_done (GuardReport *report, const char *unread, gpointer user_data)
{
  Inspection *inspection = user_data;

  g_assert_false (inspection->is_done);
  inspection->is_done = TRUE;
  inspection->report = report;
  inspection->unread = g_strdup (unread);
  g_assert_true ((unread != NULL) == guard_report_is_not_checked (report));
}

static void
on_progress (guint64 n_done_bytes, guint64 n_all_bytes, gpointer user_data)
{
  g_assert_cmpuint (n_done_bytes, <=, n_all_bytes);
  ((Inspection *) user_data)->n_progress++;
}

GuardInspect *
inspect_later (Desk *desk, const char *path, const char *name, Inspection *inspection)
{
  const int file = open (path, O_RDONLY | O_CLOEXEC);

  g_assert_cmpint (file, >=, 0);
  return guard_inspect_start (&desk->options, file, name, on_progress, on_done, inspection);
}

static gboolean
on_too_late (gpointer data)
{
  g_error ("the inspection did not end");
  return G_SOURCE_REMOVE;
}

void
wait_for_inspection (Inspection *inspection)
{
  const guint too_late = g_timeout_add_seconds (60, on_too_late, NULL);

  while (!inspection->is_done)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (too_late);
}

void
inspect_descriptor (Desk *desk, int descriptor, Inspection *inspection)
{
  guard_inspect_start (&desk->options, descriptor, "x", on_progress, on_done, inspection);
  wait_for_inspection (inspection);
}

void
inspect_bytes (Desk *desk, const char *name, GBytes *bytes, Inspection *inspection)
{
  g_autofree char *path = desk_write (desk, "inspected", g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));

  inspect_later (desk, path, name, inspection);
  wait_for_inspection (inspection);
}

const GuardFinding *
find_kind (const Inspection *inspection, const char *kind)
{
  const GPtrArray *findings = guard_report_get_findings (inspection->report);

  for (guint i = 0; i < findings->len; i++)
    if (g_strcmp0 (((const GuardFinding *) findings->pdata[i])->kind, kind) == 0)
      return findings->pdata[i];
  return NULL;
}

guint
count_kinds (const Inspection *inspection)
{
  const GPtrArray *findings = guard_report_get_findings (inspection->report);
  guint n = 0;

  for (guint i = 0; i < findings->len; i++)
    n += ((const GuardFinding *) findings->pdata[i])->kind != NULL;
  return n;
}
