/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/fuzz/fuzz.h"

/* The reader alone, not the plugin around it. */
#include "plugin/guard-calls-jingle.c"

/* Every node has a number for the bus, also where there is none; the header of this wants D-Bus's. */
void purple_dbus_init_ids (void);

/* A call that counts as sound has all that libpurple takes for granted. */
static void
assert_is_sound (xmlnode *jingle)
{
  for (xmlnode *content = xmlnode_get_child (jingle, "content"); content != NULL; content = xmlnode_get_next_twin (content))
    {
      xmlnode *description = xmlnode_get_child (content, "description");

      g_assert_nonnull (description);
      g_assert_nonnull (xmlnode_get_child (content, "transport"));
      g_assert_nonnull (xmlnode_get_attrib (content, "name"));
      for (xmlnode *codec = xmlnode_get_child (description, "payload-type"); codec != NULL; codec = xmlnode_get_next_twin (codec))
        g_assert_nonnull (xmlnode_get_attrib (codec, "id"));
    }
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize n_bytes)
{
  static gsize has_numbers;
  g_autofree char *text = g_strndup ((const char *) data, n_bytes);
  xmlnode *iq = NULL;
  GuardJingle jingle;

  if (g_once_init_enter (&has_numbers))
    {
      purple_dbus_init_ids ();
      g_once_init_leave (&has_numbers, 1);
    }
  iq = xmlnode_from_str (text, -1);
  if (iq == NULL)
    return 0;
  if (guard_jingle_read (iq, &jingle))
    {
      g_assert_nonnull (jingle.session);
      if (jingle.is_sound && jingle.step == GUARD_JINGLE_BEGIN && !jingle.is_google)
        assert_is_sound (guard_jingle_find_payload (iq));
    }
  xmlnode_free (iq);
  return 0;
}
