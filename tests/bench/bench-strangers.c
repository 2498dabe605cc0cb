/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "figures.h"
#include "headless/strangers-flood.h"

#include <glib/gstdio.h>
#include <stdio.h>
#include <stdlib.h>

/* What a flood of strangers costs the client: memory as it goes on, each call into the plugin, the rounds of the main loop beside the same
 * flood without the plugin, and how many lines the journal gets. Prints, judges nothing. STRANGERS and STRANGERS_MESSAGES: other numbers. */

#define N_STRANGERS 10000
#define N_MESSAGES 1000000
#define N_STEPS 10
#define SHARE_TIMED 10   /* of the messages, for the time of each call */
#define SHARE_BESIDE 100 /* of the messages, beside the client without the plugin: that opens a window for each stranger, and grows slow */

static guint
read_number (const char *name, guint otherwise)
{
  const char *text = g_getenv (name);

  return text != NULL ? (guint) strtoul (text, NULL, 10) : otherwise;
}

static LinksStory *
start (GuardStage *stage, gboolean is_guarded, const char *probe, const char *times)
{
  LinksStory *story = links_story_new_unstarted (stage);

  guard_person_set_setting (story->alice, "strangers-inbox", "'on'");
  if (probe != NULL)
    guard_person_set_env (story->alice, "GUARD_PROBE_FILE", probe);
  if (times != NULL)
    {
      guard_person_set_env (story->alice, "GUARD_TIMES_FILE", times);
      guard_person_set_env (story->alice, "GUARD_TIMES_CPU", "1");
    }
  guard_person_start (story->alice);
  if (probe != NULL)
    {
      g_autofree char *path = g_build_filename (g_getenv ("TOP_BUILDDIR"), "tests", "bench", ".libs", "loop-probe.so", NULL);

      guard_person_do (story->alice, "load-plugin %s", path);
      guard_person_await (story->alice, "^DONE load-plugin yes", 10);
    }
  if (times != NULL)
    figures_load_timed_guard (story->alice);
  else if (is_guarded)
    guard_person_load_guard (story->alice);
  strangers_flood_arrive (story);
  return story;
}

static void
bench_memory (GuardStage *stage, guint n_strangers, guint n_messages)
{
  g_autoptr(LinksStory) story = start (stage, TRUE, NULL, NULL);
  GPid pid = guard_person_get_pid (story->alice);
  gint64 start_us;

  g_usleep (G_USEC_PER_SEC); /* the lists are read beside the main loop */
  printf ("\nMemory of the guarded client (private dirty, KiB) after so many messages of %u strangers, and lines of the journal\n", n_strangers);
  printf ("%10u %10.0f %8u\n", 0, figures_memory_kib (pid, "\nPrivate_Dirty:"), strangers_flood_count_entries (story));
  start_us = g_get_monotonic_time ();
  for (guint step = 1; step <= N_STEPS; step++)
    {
      strangers_flood_send (story, n_strangers, n_messages / N_STEPS);
      printf ("%10u %10.0f %8u\n", step * (n_messages / N_STEPS), figures_memory_kib (pid, "\nPrivate_Dirty:"), strangers_flood_count_entries (story));
    }
  printf ("messages a second: %.0f\n", n_messages / ((g_get_monotonic_time () - start_us) / 1e6));
}

static void
bench_rounds (GuardStage *stage, guint n_strangers, guint n_messages)
{
  static const char * const names[] = { "without", "with guard" };
  g_autofree char *probe = g_build_filename (stage->folder, "rounds.txt", NULL);
  double late_ms[2];

  printf ("\nRounds of the main loop while %u messages of %u strangers come (milliseconds)\n", n_messages, n_strangers);
  printf ("%-28s %8s %8s %8s %8s %8s %8s\n", "", "rounds", "p50", "p99", "p99.9", "p99.99", "max");
  for (guint kind = 0; kind < 2; kind++)
    {
      g_autoptr(GArray) rounds = g_array_new (FALSE, FALSE, sizeof (double));
      LinksStory *story = start (stage, kind == 1, probe, NULL);

      strangers_flood_send (story, n_strangers, n_messages);
      links_story_free (story);
      figures_load (probe, rounds);
      figures_print (names[kind], rounds);
      late_ms[kind] = figures_percentile (rounds, 0.999);
      g_unlink (probe);
    }
  printf ("ratio of p99.9, with / without: %.2f\n", late_ms[1] / MAX (late_ms[0], 0.001));
}

static void
bench_calls (GuardStage *stage, guint n_strangers, guint n_messages)
{
  g_autofree char *times = g_build_filename (stage->folder, "calls.txt", NULL);
  g_autoptr(GArray) calls = g_array_new (FALSE, FALSE, sizeof (double));
  LinksStory *story = start (stage, TRUE, NULL, times);

  strangers_flood_send (story, n_strangers, n_messages);
  links_story_free (story);
  figures_load (times, calls);
  g_array_remove_range (calls, 0, 2); /* they load the plugin; the last one unloads it */
  g_array_set_size (calls, calls->len - 1);
  printf ("\nCalls into the plugin on the main thread meanwhile (processor's milliseconds, libpurple's work for them included)\n");
  printf ("%-28s %8s %8s %8s %8s %8s %8s\n", "", "calls", "p50", "p99", "p99.9", "p99.99", "max");
  figures_print ("calls", calls);
}

int
main (int argc, char *argv[])
{
  const guint n_strangers = read_number ("STRANGERS", N_STRANGERS);
  const guint n_messages = read_number ("STRANGERS_MESSAGES", N_MESSAGES);
  GuardStage *stage;

  g_test_init (&argc, &argv, NULL);
  setvbuf (stdout, NULL, _IOLBF, 0);
  stage = guard_stage_new ();
  bench_calls (stage, n_strangers, n_messages / SHARE_TIMED);
  bench_rounds (stage, n_strangers, n_messages / SHARE_BESIDE);
  bench_memory (stage, n_strangers, n_messages);
  guard_stage_free (stage);
  return 0;
}
