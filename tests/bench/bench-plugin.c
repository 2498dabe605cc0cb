/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "figures.h"
#include "headless/guard-story.h"

#include <stdio.h>
#include <stdlib.h>

/* What the plugin costs the client: rounds of the main loop while 90 MB are received (and scanned), side by side with the same
 * transfer without it; memory; time to load. Prints, judges nothing. */

#define N_TRANSFERS 5
#define N_LOADS 15
#define TRANSFER_BYTES (90u * 1000 * 1000)

static void
load_probe (GuardPerson *person)
{
  g_autofree char *path = g_build_filename (g_getenv ("TOP_BUILDDIR"), "tests", "bench", ".libs", "loop-probe.so", NULL);

  guard_person_do (person, "load-plugin %s", path);
  guard_person_await (person, "^DONE load-plugin yes", 10);
}

/* Receives one large file; adds the rounds of the loop, and the calls into the plugin, in milliseconds, to @rounds and @calls. */
static void
receive (GuardStage *stage, GuardPerson *bob, const char *file, gboolean is_guarded, GArray *rounds, GArray *calls)
{
  g_autofree char *times = g_build_filename (stage->folder, "calls.txt", NULL);
  g_autoptr(GuardPerson) alice = guard_person_new (stage, "alice", GUARD_ON_PROSODY);
  g_autofree char *probe = g_build_filename (stage->folder, "rounds.txt", NULL);
  g_autofree char *place = guard_person_download (alice, "large.bin");
  int id;

  guard_person_set_env (alice, "GUARD_PROBE_FILE", probe);
  guard_person_set_env (alice, "GUARD_TIMES_FILE", times);
  guard_person_start (alice);
  load_probe (alice);
  if (is_guarded && calls != NULL)
    figures_load_timed_guard (alice);
  else if (is_guarded)
    guard_person_load_guard (alice);
  guard_person_login (alice);
  guard_person_await (bob, "^BUDDY alice@localhost signed-on", 20);
  guard_person_do (bob, "send-file alice@localhost/desk %s", file);
  if (is_guarded)
    {
      id = guard_person_await_id (alice, "^REQUEST ([0-9]+) action .*File offer", 20);
      guard_person_do (alice, "press %d Accept…", id);
    }
  else
    {
      id = guard_person_await_id (alice, "^REQUEST ([0-9]+) action ", 20);
      guard_person_do (alice, "press %d Accept", id);
    }
  id = guard_person_await_id (alice, "^REQUEST ([0-9]+) file ", 20);
  guard_person_do (alice, "choose %d %s", id, place);
  guard_person_await (alice, "^XFER complete", 300);
  guard_await_file (place, TRUE, 300);
  guard_person_sync (alice);
  g_assert_cmpint (guard_person_quit (alice), ==, 0);
  figures_load (probe, rounds);
  if (calls != NULL)
    figures_load (times, calls);
}

static void
bench_loop (GuardStage *stage)
{
  g_autoptr(GuardPerson) bob = guard_person_arrive (stage, "bob", GUARD_ON_PROSODY, FALSE);
  g_autofree char *file = guard_stage_make_text (stage, "large.bin", TRANSFER_BYTES);
  GArray *rounds[2] = { g_array_new (FALSE, FALSE, sizeof (double)), g_array_new (FALSE, FALSE, sizeof (double)) };
  GArray *calls = g_array_new (FALSE, FALSE, sizeof (double));
  static const char * const names[] = { "without", "with guard" };

  for (guint run = 0; run < N_TRANSFERS; run++)
    for (guint kind = 0; kind < 2; kind++)
      receive (stage, bob, file, kind == 1, rounds[kind], NULL);

  printf ("\nRounds of the main loop while %u MB are received%s, %u transfers each, in turn (milliseconds)\n",
          TRANSFER_BYTES / 1000000, " (and scanned)", N_TRANSFERS);
  printf ("%-12s %10s %8s %8s %8s %8s %8s\n", "", "rounds", "p50", "p99", "p99.9", "p99.99", "max");
  for (guint kind = 0; kind < 2; kind++)
    {
      g_array_sort (rounds[kind], figures_compare);
      printf ("%-12s %10u %8.3f %8.3f %8.3f %8.3f %8.3f\n", names[kind], rounds[kind]->len, figures_percentile (rounds[kind], 0.5),
              figures_percentile (rounds[kind], 0.99), figures_percentile (rounds[kind], 0.999), figures_percentile (rounds[kind], 0.9999),
              figures_percentile (rounds[kind], 1.0));
    }
  printf ("ratio of p99.9, with / without: %.2f\n", figures_percentile (rounds[1], 0.999) / MAX (figures_percentile (rounds[0], 0.999), 0.001));
  for (guint run = 0; run < N_TRANSFERS; run++)
    receive (stage, bob, file, TRUE, rounds[1], calls);
  g_array_sort (calls, figures_compare);
  printf ("\nCalls into the plugin on the main thread meanwhile, %u transfers (milliseconds, libpurple's work for them included)\n", N_TRANSFERS);
  printf ("%-12s %10u %8.3f %8.3f %8.3f %8.3f %8.3f\n", "calls", calls->len, figures_percentile (calls, 0.5), figures_percentile (calls, 0.99),
          figures_percentile (calls, 0.999), figures_percentile (calls, 0.9999), figures_percentile (calls, 1.0));

  g_array_unref (rounds[0]);
  g_array_unref (rounds[1]);
  g_array_unref (calls);
  guard_person_quit (bob);
}

typedef struct
{
  GArray *load_ms, *pss_kib, *anonymous_kib;
} Cost;

static void
load_once (GuardStage *stage, const char *plugin, Cost *cost)
{
  g_autoptr(GuardPerson) alice = guard_person_new (stage, "alice", GUARD_ON_PROSODY);
  double before_pss, before_anonymous, pss, anonymous, load_ms;
  gint64 start_us;

  guard_person_start (alice);
  guard_person_sync (alice);
  before_pss = figures_memory_kib (guard_person_get_pid (alice), "\nPss:");
  before_anonymous = figures_memory_kib (guard_person_get_pid (alice), "\nPrivate_Dirty:");
  start_us = g_get_monotonic_time ();
  guard_person_do (alice, "load-plugin %s", plugin);
  guard_person_await (alice, "^DONE load-plugin yes", 10);
  load_ms = (g_get_monotonic_time () - start_us) / 1000.0;
  g_usleep (200 * 1000);
  pss = figures_memory_kib (guard_person_get_pid (alice), "\nPss:") - before_pss;
  anonymous = figures_memory_kib (guard_person_get_pid (alice), "\nPrivate_Dirty:") - before_anonymous;
  g_array_append_val (cost->load_ms, load_ms);
  g_array_append_val (cost->pss_kib, pss);
  g_array_append_val (cost->anonymous_kib, anonymous);
  guard_person_quit (alice);
}

static void
bench_load (GuardStage *stage)
{
  g_autofree char *guard = g_build_filename (g_getenv ("TOP_BUILDDIR"), "plugin", ".libs", "purple-guard.so", NULL);
  g_autofree char *empty = g_build_filename (g_getenv ("TOP_BUILDDIR"), "tests", "headless", ".libs", "in-band-only.so", NULL);
  const char *plugins[] = { empty, guard };
  static const char * const names[] = { "small plugin", "purple-guard" };
  Cost costs[2];

  for (guint kind = 0; kind < 2; kind++)
    costs[kind] = (Cost) { g_array_new (FALSE, FALSE, sizeof (double)), g_array_new (FALSE, FALSE, sizeof (double)), g_array_new (FALSE, FALSE, sizeof (double)) };
  for (guint run = 0; run < N_LOADS; run++)
    for (guint kind = 0; kind < 2; kind++)
      load_once (stage, plugins[kind], &costs[kind]);

  printf ("\nLoading into a client, %u runs each, in turn (median, [min .. max])\n", N_LOADS);
  printf ("%-14s %-28s %-30s %s\n", "", "time, ms", "memory (Pss), KiB", "of it private dirty, KiB");
  for (guint kind = 0; kind < 2; kind++)
    {
      GArray *columns[] = { costs[kind].load_ms, costs[kind].pss_kib, costs[kind].anonymous_kib };

      printf ("%-14s", names[kind]);
      for (guint i = 0; i < 3; i++)
        {
          g_array_sort (columns[i], figures_compare);
          printf (" %8.1f [%.1f .. %.1f]   ", figures_percentile (columns[i], 0.5), figures_percentile (columns[i], 0), figures_percentile (columns[i], 1));
          g_array_unref (columns[i]);
        }
      printf ("\n");
    }
}

int
main (int argc, char *argv[])
{
  GuardStage *stage;

  g_test_init (&argc, &argv, NULL);
  setvbuf (stdout, NULL, _IOLBF, 0);
  stage = guard_stage_new ();
  bench_load (stage);
  bench_loop (stage);
  guard_stage_free (stage);
  return 0;
}
