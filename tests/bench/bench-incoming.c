/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "figures.h"
#include "headless/links-story.h"

#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

/* What messages cost the client: each call into the plugin on the main thread while they come, by kind of message, and the memory after
 * many. Prints, judges nothing. */

#define N_MESSAGES 1000
#define N_BATCHES 100 /* of N_MESSAGES, for the memory */
#define N_LOADING 2   /* calls that load the plugin; the last one unloads it */
/* What the client says must be read before its pipe is full: it then reads no more, and nothing can be sent to it. */
#define UNREAD_BYTES (128 * 1024)

static char *
make_words (gsize n_bytes, guint n_links, const char *link)
{
  GString *text = g_string_new ("<body>unformatted</body><html xmlns='http://jabber.org/protocol/xhtml-im'><body xmlns='http://www.w3.org/1999/xhtml'>");
  gsize start = text->len;
  for (guint i = 0; i < n_links; i++)
    g_string_append (text, link);
  while (text->len - start < n_bytes)
    g_string_append (text, "A line of ordinary text, as people write it. ");
  g_string_append (text, "</body></html>");
  return g_string_free (text, FALSE);
}

static const struct
{
  const char *name;
  const char *from;
  gsize n_bytes;
  guint n_links;
  const char *link;
} kinds[] = {
  { "contact, 1 KB", LINKS_CONTACT, 1000, 0, "" },
  { "contact, 1 KB, 5 links", LINKS_CONTACT, 1000, 5, "<a href='https://www.debian.org/News/'>https://www.debian.org/News/</a> " },
  { "stranger, 1 KB, 5 links", LINKS_STRANGER, 1000, 5, "https://www.debian.org/News/ " },
  { "deceptive, 1 KB, 5 links", LINKS_CONTACT, 1000, 5, "<a href='https://evil.example/'>https://www.paypal.com/</a> " },
  { "stranger, 20 KB, 200 links", LINKS_STRANGER, 20000, 200, "https://p\xd0\xb0ypal.com/x " },
  { "contact, 60 KB", LINKS_CONTACT, 60000, 0, "" },
};

/* Waits until everything that was said before is on the screen. */
static void
await_end (LinksStory *story)
{
  static guint n_ends;
  g_autofree char *end = g_strdup_printf ("the end of round %u", ++n_ends);
  g_autofree char *body = g_strdup_printf (LINKS_BODY ("%s"), end);
  g_autofree char *pattern = g_strconcat ("^CONV first@.* ", end, "$", NULL);
  links_story_say (story, "first@corp.example", body);
  guard_person_await (story->alice, pattern, 120);
  guard_person_forget (story->alice);
}

static void
say_many (LinksStory *story, const char *from, const char *inner, guint n)
{
  guint n_at_once = MAX (1, UNREAD_BYTES / strlen (inner));
  for (guint i = 1; i <= n; i++)
    {
      links_story_say (story, from, inner);
      if (i % n_at_once == 0 || i == n)
        await_end (story);
    }
}

/* A guarded alice whose plugin is timed. */
static LinksStory *
start_timed (GuardStage *stage, const char *times)
{
  LinksStory *story = links_story_new_unstarted (stage);
  guard_person_set_env (story->alice, "GUARD_TIMES_FILE", times);
  guard_person_set_env (story->alice, "GUARD_TIMES_CPU", "1");
  guard_person_start (story->alice);
  figures_load_timed_guard (story->alice);
  guard_person_login (story->alice);
  g_usleep (G_USEC_PER_SEC); /* the lists are read beside the main loop */
  return story;
}

static void
bench_calls (GuardStage *stage)
{
  g_autofree char *times = g_build_filename (stage->folder, "calls.txt", NULL);
  printf ("\nCalls into the plugin on the main thread while %u messages come, by kind (processor's milliseconds, libpurple's work for\n"
          "them included; loading and unloading are not)\n", N_MESSAGES);
  printf ("%-28s %8s %8s %8s %8s %8s %8s\n", "", "calls", "p50", "p99", "p99.9", "p99.99", "max");
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autoptr (GArray) calls = g_array_new (FALSE, FALSE, sizeof (double));
      g_autofree char *inner = make_words (kinds[i].n_bytes, kinds[i].n_links, kinds[i].link);
      LinksStory *story = start_timed (stage, times);
      say_many (story, kinds[i].from, inner, N_MESSAGES);
      links_story_free (story);
      figures_load (times, calls);
      g_array_remove_range (calls, 0, N_LOADING);
      g_array_set_size (calls, calls->len - 1);
      figures_print (kinds[i].name, calls);
      g_unlink (times);
    }
}

/* The windows are closed after each batch, since libpurple keeps what is in them. */
static void
bench_memory (GuardStage *stage)
{
  g_autoptr (LinksStory) story = links_story_new (stage, NULL);
  GPid pid = guard_person_get_pid (story->alice);
  printf ("\nMemory of the client (private dirty, KiB) after so many messages of 1 KB with five links\n");
  for (guint batch = 1; batch <= N_BATCHES; batch++)
    {
      g_autofree char *link = g_strdup_printf ("https://host%u.example/News/ ", batch);
      g_autofree char *inner = make_words (1000, 5, link);
      say_many (story, batch % 2 == 0 ? LINKS_CONTACT : LINKS_STRANGER, inner, N_MESSAGES);
      guard_person_do (story->alice, "close-conversation " LINKS_CONTACT "/x");
      guard_person_do (story->alice, "close-conversation " LINKS_STRANGER "/x");
      guard_person_sync (story->alice);
      if (batch % 10 == 0)
        printf ("%8u %10.0f\n", batch * N_MESSAGES, figures_memory_kib (pid, "\nPrivate_Dirty:"));
    }
}

int
main (int argc, char *argv[])
{
  GuardStage *stage;

  g_test_init (&argc, &argv, NULL);
  setvbuf (stdout, NULL, _IOLBF, 0);
  stage = guard_stage_new ();
  bench_calls (stage);
  bench_memory (stage);
  guard_stage_free (stage);
  return 0;
}
