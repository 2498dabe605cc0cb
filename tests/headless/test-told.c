/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-story.h"

#include <sys/wait.h>

/* What the plugin tells the other programs, as purple-guard shows it: true as long as the client lives, and not known a moment later, however it ended. */

#define SOON 15.0

static GuardStage *stage;

/* Returns: the exit code; @output: what it printed */
static int
run_tool (GuardPerson *person, const char *command, char **output)
{
  g_autofree char *program = g_build_filename (g_getenv ("TOP_BUILDDIR"), "tool", "purple-guard", NULL);
  g_autofree char *line = g_strdup_printf ("'%s' %s --json --home '%s'", program, command, guard_person_get_guard_home (person));
  g_autoptr(GError) error = NULL;
  int status = -1;

  g_free (*output);
  g_spawn_command_line_sync (line, output, NULL, &status, &error);
  g_assert_no_error (error);
  g_assert_true (WIFEXITED (status));
  return WEXITSTATUS (status);
}

static void
await_told (GuardPerson *person, const char *command, const char *pattern)
{
  const gint64 end_us = g_get_monotonic_time () + (gint64) (SOON * G_USEC_PER_SEC);
  g_autofree char *output = NULL;

  while (run_tool (person, command, &output) != 0 || !g_regex_match_simple (pattern, output, 0, 0))
    {
      if (g_get_monotonic_time () > end_us)
        g_error ("“%s” does not say %s, but:\n%s", command, pattern, output);
      g_usleep (G_USEC_PER_SEC / 5);
    }
}

static void
assert_not_known (GuardPerson *person)
{
  static const char * const commands[] = { "connections", "services", "services plugins" };
  g_autofree char *output = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      g_assert_cmpint (run_tool (person, commands[i], &output), ==, 3);
      g_assert_cmpstr (output, ==, "");
    }
}

static void
await_all_told (GuardPerson *alice, const char *connection)
{
  await_told (alice, "connections", connection);
  await_told (alice, "services", "\"service\":\"idle-time\",\"state\":\"(closed|absent)\",\"key\":\"open-idle-time\",\"allowed\":false");
  await_told (alice, "services plugins", "\"path\":\"[^\"]*purple-guard\\.so\"");
}

static void
test_alive (void)
{
  g_autoptr(GuardPerson) alice = guard_person_arrive (stage, "alice", GUARD_ON_PROSODY, TRUE);

  await_all_told (alice, "\"account\":\"alice@localhost/desk\",\"server\":\"127.0.0.1\",\"transport\":\"TLS\",\"tls_version\":\"TLS 1");
  guard_person_do (alice, "unload-plugin core-purple-guard");
  guard_person_await (alice, "^DONE unload-plugin yes", SOON);
  assert_not_known (alice);

  guard_person_load_guard (alice);
  /* It has not seen how the connection began. */
  await_all_told (alice, "\"transport\":\"TLS\",\"tls_version\":\"not-known\"");
  guard_person_kill (alice);
  assert_not_known (alice);
}

int
main (int argc, char *argv[])
{
  int result;

  g_test_init (&argc, &argv, NULL);
  stage = guard_stage_new ();
  g_test_add_func ("/headless/told", test_alive);
  result = g_test_run ();
  guard_stage_free (stage);
  return result;
}
