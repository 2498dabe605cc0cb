/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "inspecting.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* An inspector that a file has taken over. The one here has crimes built in, the same as the scanner's worker; what it tries, it tries for real. */

typedef enum
{
  REFUSED, /* an error came back, and the inspection went on */
  ENDED,   /* it did not live to answer, or its answer was no answer */
} Outcome;

/* "%s": a file of the user's, which must stay as it is */
static const struct
{
  const char *crime;
  Outcome outcome;
} crimes[] = {
  { "socket", ENDED },
  { "local-socket", ENDED },
  { "exec", ENDED },
  { "fork", ENDED },
  { "thread", ENDED },
  { "kill", ENDED },
  { "tgkill", ENDED },
  { "tgkill-abort", REFUSED },
  { "fcntl-setown", ENDED },
  { "fcntl-setsig", ENDED },
  { "fcntl-setfl", ENDED },
  { "ptrace", ENDED },
  { "process-vm", ENDED },
  { "setrlimit", ENDED },
  { "prlimit-other", ENDED },
  { "sendmsg", ENDED },
  { "recvmsg-elsewhere", ENDED },
  { "map-code", REFUSED },
  { "read %s", REFUSED },
  { "read /etc/passwd", REFUSED },
  { "read /proc/self/environ", REFUSED },
  { "read /usr/share/poppler", REFUSED },
  { "write %s", REFUSED },
  { "write %s-new", REFUSED },
  { "remove %s", REFUSED },
  { "chmod %s", REFUSED },
  { "reopen", REFUSED },
  { "write-file", REFUSED },
  { "memory", ENDED },
  { "spin", ENDED },
  { "sleep 30", ENDED },
  { "crash", ENDED },
  { "raise", ENDED },
  { "abort", ENDED },
  { "answer-short", ENDED },
  { "answer-twice", ENDED },
  { "leave", ENDED },
  { "hello", ENDED },
};

static void
use_malicious_inspector (Desk *desk, gconstpointer data)
{
  desk_set_up (desk, data);
  desk->options.program = g_test_build_filename (G_TEST_BUILT, "malice", "malicious-inspector", NULL);
  desk->options.max_seconds = 2;
  desk->options.max_bytes = 1 << 20;
  g_assert_true (g_file_test (desk->options.program, G_FILE_TEST_IS_EXECUTABLE));
}

static void
let_go (Desk *desk, gconstpointer data)
{
  g_free ((char *) desk->options.program);
  desk_tear_down (desk, data);
}

static void
assert_untouched (const char *path)
{
  g_autofree char *content = NULL;
  g_autofree char *new_path = g_strconcat (path, "-new", NULL);
  struct stat status;

  g_assert_true (g_file_get_contents (path, &content, NULL, NULL));
  g_assert_cmpstr (content, ==, "the user's own");
  g_assert_cmpint (stat (path, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0640);
  g_assert_false (g_file_test (new_path, G_FILE_TEST_EXISTS));
}

static void
test_crimes (Desk *desk, gconstpointer data)
{
  g_autofree char *victim = desk_write (desk, "precious", "the user's own", 14);

  g_assert_cmpint (g_chmod (victim, 0640), ==, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (crimes); i++)
    {
      g_auto(GStrv) parts = g_strsplit (crimes[i].crime, "%s", 2);
      g_autofree char *crime = g_strjoinv (victim, parts);
      g_autofree char *text = g_strdup_printf ("MALICE:%s\n", crime);
      g_autoptr(GBytes) bytes = g_bytes_new (text, strlen (text));
      g_auto(Inspection) inspection = { 0 };

      inspect_bytes (desk, "x.txt", bytes, &inspection);
      g_test_message ("%s: %s", crimes[i].crime, inspection.unread != NULL ? inspection.unread : "all was read");
      g_assert_cmpuint (count_kinds (&inspection), ==, 0);
      g_assert_true (guard_report_is_not_checked (inspection.report) == (crimes[i].outcome == ENDED));
      assert_untouched (victim);
    }
}

/* The child of this process that is the inspector; 0 if there is none. */
static pid_t
find_inspector (void)
{
  g_autofree char *path = g_strdup_printf ("/proc/self/task/%d/children", getpid ());
  g_autofree char *text = NULL;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return 0;
  return (pid_t) g_ascii_strtoll (text, NULL, 10);
}

static void
test_killed_in_the_middle (Desk *desk, gconstpointer data)
{
  g_autofree char *path = desk_write (desk, "slow", "MALICE:sleep 30\n", 16);
  g_auto(Inspection) inspection = { 0 };
  const gint64 end_us = g_get_monotonic_time () + G_USEC_PER_SEC;

  desk->options.max_seconds = 20;
  inspect_later (desk, path, "slow", &inspection);
  while (g_get_monotonic_time () < end_us)
    {
      g_main_context_iteration (NULL, FALSE);
      g_usleep (1000);
    }
  g_assert_false (inspection.is_done);
  if (find_inspector () == 0)
    {
      g_test_skip ("this kernel does not tell children");
      wait_for_inspection (&inspection);
      return;
    }
  g_assert_cmpint (kill (find_inspector (), SIGKILL), ==, 0);
  wait_for_inspection (&inspection);
  g_assert_cmpstr (inspection.unread, ==, "the inspector ended early");
  g_assert_cmpuint (count_kinds (&inspection), ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/inspect-malice/crimes", Desk, NULL, use_malicious_inspector, test_crimes, let_go);
  g_test_add ("/inspect-malice/killed-in-the-middle", Desk, NULL, use_malicious_inspector, test_killed_in_the_middle, let_go);
  return g_test_run ();
}
