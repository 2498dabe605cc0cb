/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "figures.h"
#include "headless/sending-story.h"

#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

/* What the user's own messages cost the client: each call into the plugin on the main thread while they leave. Prints, judges nothing. */

#define N_MESSAGES 1000
#define N_LOADING 2 /* calls that load the plugin; the last one unloads it */
/* What the client says must be read before its pipe is full: it then reads no more. */
#define UNREAD_BYTES (32 * 1024)

static const struct
{
  const char *name;
  const char *sentence; /* again and again */
  gsize n_bytes;
} kinds[] = {
  { "a line", "See you at seven. ", 40 },
  { "1 KB", "A line of ordinary text, as people write it. ", 1000 },
  { "1 KB of numbers", "On 2026-11-26 we paid 1,204.50 for 17 chairs, order 20261126-0042, phone 555 0123. ", 1000 },
  { "1 KB of Chinese", "\xe6\x98\x8e\xe5\xa4\xa9\xe4\xb8\x8b\xe5\x8d\x88\xe4\xb8\x83\xe9\xbb\x9e\xe8\xa6\x8b\xe3\x80\x82", 1000 },
  { "1 KB, links", "https://www.debian.org/News/ and so on, ", 1000 },
  { "20 KB", "A line of ordinary text, as people write it. ", 20000 },
  { "60 KB", "A line of ordinary text, as people write it. ", 60000 },
};

static char *
make_words (const char *sentence, gsize n_bytes)
{
  GString *text = g_string_new (NULL);
  while (text->len + strlen (sentence) <= n_bytes)
    g_string_append (text, sentence);
  return g_string_free (text, FALSE);
}

static void
send_many (GuardPerson *alice, const char *words)
{
  const guint n_at_once = MAX (1, UNREAD_BYTES / strlen (words));
  for (guint i = 1; i <= N_MESSAGES; i++)
    {
      guard_person_do (alice, "im " SENDING_CONTACT " %s", words);
      if (i % n_at_once == 0)
        guard_person_sync (alice);
    }
  guard_person_refute (alice, SENDING_QUESTION, 0);
}

static void
bench_kind (GuardStage *stage, const char *times, gsize kind)
{
  g_autoptr (GArray) calls = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GuardPeer) peer = guard_peer_start ("alice@localhost/desk", "<item jid='" SENDING_CONTACT "' subscription='both'/>");
  g_autoptr (GuardPerson) alice = guard_person_new_on_peer (stage, "alice", peer);
  g_autofree char *words = make_words (kinds[kind].sentence, kinds[kind].n_bytes);
  guard_person_set_env (alice, "GUARD_TIMES_FILE", times);
  guard_person_set_env (alice, "GUARD_TIMES_CPU", "1");
  guard_person_start (alice);
  figures_load_timed_guard (alice);
  guard_person_login (alice);
  g_usleep (G_USEC_PER_SEC); /* the lists are read beside the main loop */
  send_many (alice, words);
  g_assert_cmpint (guard_person_quit (alice), ==, 0);
  figures_load (times, calls);
  g_array_remove_range (calls, 0, N_LOADING);
  g_array_set_size (calls, calls->len - 1);
  figures_print (kinds[kind].name, calls);
  g_unlink (times);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  setvbuf (stdout, NULL, _IOLBF, 0);
  GuardStage *stage = guard_stage_new ();
  g_autofree char *times = g_build_filename (stage->folder, "calls.txt", NULL);
  printf ("\nCalls into the plugin on the main thread while %u messages leave, by kind (processor's milliseconds, libpurple's work for\n"
          "them included; loading and unloading are not)\n", N_MESSAGES);
  printf ("%-28s %8s %8s %8s %8s %8s %8s\n", "", "calls", "p50", "p99", "p99.9", "p99.99", "max");
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    bench_kind (stage, times, i);
  guard_stage_free (stage);
  return 0;
}
