/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-desk.h"

#include <string.h>

/* Real Pidgin, which decodes a picture as soon as it has its bytes, is told by whom each piece was sent: a contact's smiley is decoded, a
 * stranger's never, whether the bytes came with the message or would have to be fetched. */

#define MESSAGE \
  "stanza <message type='chat' to='alice@localhost'><body>look</body><html xmlns='http://jabber.org/protocol/xhtml-im'>" \
  "<body xmlns='http://www.w3.org/1999/xhtml'>look <img src='cid:%s' alt=':smile:'/></body></html>" \
  "<data xmlns='urn:xmpp:bob' cid='%s' type='image/png'>%s</data></message>"

static GuardStage *stage;

static void
send_picture (GuardPerson *person, const char *marker)
{
  /* libjabber finds bytes that came with a message only under their true sum. */
  g_autofree char *sum = g_compute_checksum_for_string (G_CHECKSUM_SHA1, marker, -1);
  g_autofree char *cid = g_strdup_printf ("sha1+%s@bob.xmpp.org", sum);
  g_autofree char *encoded = g_base64_encode ((const guchar *) marker, strlen (marker));

  guard_person_do (person, MESSAGE, cid, cid, encoded);
}

static gboolean
has_decoded (const char *log, const char *marker)
{
  g_autofree char *text = NULL;

  return g_file_get_contents (log, &text, NULL, NULL) && strstr (text, marker) != NULL;
}

static void
await_decoded (const char *log, const char *marker)
{
  for (guint i = 0; i < 100 && !has_decoded (log, marker); i++)
    g_usleep (100 * 1000);
  g_assert_true (has_decoded (log, marker));
}

static void
test_pictures (void)
{
  g_autofree char *log = g_build_filename (stage->folder, "decoded.txt", NULL);
  g_autofree char *preload = g_build_filename (g_getenv ("TOP_BUILDDIR"), "tests", "clients", ".libs", "decoded.so", NULL);
  g_autoptr(GuardPerson) alice = guard_person_new (stage, "alice", GUARD_ON_PROSODY);
  g_autoptr(GuardPerson) bob = guard_person_arrive (stage, "bob", GUARD_ON_PROSODY, FALSE);
  g_autoptr(GuardPerson) mallory = guard_person_arrive (stage, "mallory", GUARD_ON_PROSODY, FALSE);
  g_autoptr(GuardPidgin) pidgin = NULL;

  g_setenv ("GUARD_DECODED_FILE", log, TRUE);
  g_setenv ("LD_PRELOAD", preload, TRUE);
  pidgin = guard_pidgin_start (stage, alice);
  g_unsetenv ("LD_PRELOAD");
  guard_person_await (bob, "^BUDDY alice@localhost signed-on", 30);

  send_picture (mallory, "PICTURE-OF-MALLORY");
  guard_pidgin_await_window (pidgin, "mallory@localhost", 20);
  guard_pidgin_take_picture (pidgin, "pidgin-picture-stranger");
  /* What came later is decoded: so Pidgin has done with what came before. */
  send_picture (bob, "PICTURE-OF-BOB");
  await_decoded (log, "PICTURE-OF-BOB");
  guard_pidgin_take_picture (pidgin, "pidgin-picture-contact");
  g_assert_false (has_decoded (log, "PICTURE-OF-MALLORY"));
}

int
main (int argc, char *argv[])
{
  int result;

  g_test_init (&argc, &argv, NULL);
  stage = guard_stage_new ();
  g_test_add_func ("/pidgin-pictures/decoded", test_pictures);
  result = g_test_run ();
  guard_stage_free (stage);
  return result;
}
