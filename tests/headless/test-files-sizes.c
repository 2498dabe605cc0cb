/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-story.h"

#include <string.h>

/* Sizes that lie (F6): absurd ones are asked about and harm nothing; more bytes than were promised break the transfer off. */

#define SOON 15.0
#define CONTACT "<item jid='boss@corp.example' subscription='both' name='Boss'/>"

static GuardStage *stage;

static void
test_absurd (gconstpointer data)
{
  const char *size = data;
  g_autoptr (GuardPeer) peer = guard_peer_start ("alice@localhost/desk", CONTACT);
  g_autoptr (GuardPerson) alice = guard_person_new_on_peer (stage, "alice", peer);
  guard_person_start (alice);
  guard_person_load_guard (alice);
  guard_person_login (alice);
  guard_peer_offer_file (peer, "boss@corp.example/x", "sid1", "list.txt", g_ascii_strtoull (size, NULL, 10));
  int offer = guard_person_await_offer (alice, "list.txt");
  guard_person_do (alice, "press %d Refuse", offer);
  guard_person_await_xfers (alice, 0);
  g_assert_cmpint (guard_person_quit (alice), ==, 0);
}

/* IRC says it in words. */
static void
test_dcc (gconstpointer data)
{
  guard_stage_need_ircd (stage);
  g_autoptr (GuardPerson) alice = guard_person_arrive (stage, "alice", GUARD_ON_IRC, TRUE);
  g_autoptr (GuardPerson) bob = guard_person_arrive (stage, "bob", GUARD_ON_IRC, FALSE);
  guard_person_do (bob, "raw-line PRIVMSG alice :\\001DCC SEND list.txt 2130706433 9 %s\\001", (const char *) data);
  int offer = guard_person_await_offer (alice, "list.txt");
  guard_person_do (alice, "close %d", offer);
  guard_person_await_xfers (alice, 0);
  g_assert_cmpuint (guard_person_count_held (alice, NULL), ==, 0);
  g_assert_cmpint (guard_person_quit (alice), ==, 0);
}

/* Sends without end to whoever comes, as a DCC sender may. */
static gpointer
pour (gpointer data)
{
  static const char bytes[65536];
  g_autoptr (GSocketConnection) connection = g_socket_listener_accept (data, NULL, NULL, NULL);
  GOutputStream *out = connection != NULL ? g_io_stream_get_output_stream (G_IO_STREAM (connection)) : NULL;
  guint64 n_sent = 0;
  /* Bounded all the same: a client that takes 200 MB has failed the test. */
  while (out != NULL && n_sent < 200 * 1000 * 1000 && g_output_stream_write_all (out, bytes, sizeof bytes, NULL, NULL, NULL))
    {
      n_sent += sizeof bytes;
      g_usleep (2000);
    }
  return NULL;
}

/* A size that was not told, and then more than the setting allows. (On XMPP libpurple itself breaks off at the promised size.) */
static void
test_growing (void)
{
  guard_stage_need_ircd (stage);
  g_autoptr (GuardPerson) alice = guard_person_new (stage, "alice", GUARD_ON_IRC);
  g_autofree char *saved = guard_person_download (alice, "list.txt");
  guard_person_set_setting (alice, "max-unknown-mebibytes", "1");
  guard_person_start (alice);
  guard_person_load_guard (alice);
  guard_person_login (alice);
  g_autoptr (GuardPerson) bob = guard_person_arrive (stage, "bob", GUARD_ON_IRC, FALSE);
  g_autoptr (GSocketListener) listener = g_socket_listener_new ();
  guint port = g_socket_listener_add_any_inet_port (listener, NULL, NULL);
  g_assert_cmpuint (port, !=, 0);
  GThread *thread = g_thread_new ("pour", pour, listener);
  guard_person_do (alice, "open bob");
  guard_person_do (bob, "raw-line PRIVMSG alice :\\001DCC SEND list.txt 2130706433 %u -1\\001", port);
  guard_person_accept_offer (alice, guard_person_await_offer (alice, "list.txt.*size not told"), saved);
  guard_person_await (alice, "^XFER cancelled", 30);
  guard_person_await (alice, "^CONV bob.*list.txt.*broken off.*more was sent than was said", SOON);
  guard_person_await_held (alice, 0, SOON);
  g_assert_cmpuint (guard_person_count_downloads (alice), ==, 0);
  g_autoptr (GuardJournalEntry) entry = guard_person_await_entry (alice, "file-broken-off", "list.txt", SOON);
  g_assert_cmpstr (entry->sender, ==, "bob");
  g_assert_cmpint (guard_person_quit (alice), ==, 0);
  g_thread_join (thread);
}

int
main (int argc, char **argv)
{
  static const char *const sizes[] = { "0", "1", "2147483648", "4294967296", "9223372036854775808", "18446744073709551615" };
  static const char *const spoken[] = { "-1", "0", "2147483648", "99999999999999999999999" };
  g_test_init (&argc, &argv, NULL);
  stage = guard_stage_new ();
  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autofree char *path = g_strdup_printf ("/files/sizes/absurd/%s", sizes[i]);
      g_test_add_data_func (path, sizes[i], test_absurd);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (spoken); i++)
    {
      g_autofree char *path = g_strdup_printf ("/files/sizes/dcc/%s", spoken[i]);
      g_test_add_data_func (path, spoken[i], test_dcc);
    }
  g_test_add_func ("/files/sizes/growing", test_growing);
  int result = g_test_run ();
  guard_stage_free (stage);
  return result;
}
