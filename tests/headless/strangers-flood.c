/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "strangers-flood.h"

#define N_AT_ONCE 500 /* what the client says of them fits into its pipe */
#define WAIT_SECONDS 300

static const struct
{
  const char *type, *inner;
} kinds[] = {
  { "chat", "<body>hello there, how are you?</body>" },
  { "chat", "<body>look at https://www.debian.org/News/ now</body>" },
  { "chat", "<body>a picture</body><html xmlns='http://jabber.org/protocol/xhtml-im'><body xmlns='http://www.w3.org/1999/xhtml'>"
            "<img src='cid:sha1+0123@bob.xmpp.org' alt='x'/></body></html>" },
  { "headline", "<subject>news</subject><body>something happened</body>" },
  { "chat", "<attention xmlns='urn:xmpp:attention:0'/>" },
};

static void
await_end (LinksStory *story)
{
  g_autofree char *word = g_strdup_printf ("the end of round %u", ++story->n_fences);
  g_autofree char *body = g_strdup_printf (LINKS_BODY ("%s"), word);
  g_autofree char *pattern = g_strconcat ("^CONV first@.* ", word, "$", NULL);
  links_story_say (story, "first@corp.example", body);
  guard_person_await (story->alice, pattern, WAIT_SECONDS);
  guard_person_forget (story->alice);
}

void
strangers_flood_arrive (LinksStory *story)
{
  guard_person_login (story->alice);
  await_end (story);
}

void
strangers_flood_send (LinksStory *story, guint n_strangers, guint n_messages)
{
  g_autoptr (GString) batch = g_string_new (NULL);
  for (guint i = 0; i < n_messages; i++)
    {
      guint stranger = i % n_strangers, kind = (i / n_strangers + i) % G_N_ELEMENTS (kinds);
      g_string_append_printf (batch, "<message type='%s' from='s%u@evil%u.example/x' to='alice@localhost/desk'>%s</message>", kinds[kind].type, stranger,
                              stranger % 100, kinds[kind].inner);
      if ((i + 1) % N_AT_ONCE != 0 && i + 1 < n_messages)
        continue;
      guard_peer_send (story->peer, "%s", batch->str);
      g_string_truncate (batch, 0);
      await_end (story);
    }
}

guint
strangers_flood_count_entries (LinksStory *story)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GuardStore) store = guard_store_open (guard_person_get_guard_home (story->alice), &error);
  g_assert_no_error (error);
  g_autoptr (GPtrArray) entries = guard_store_list_entries (store, 0, NULL, NULL, 0, &error);
  g_assert_no_error (error);
  return entries->len;
}
