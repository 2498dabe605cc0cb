/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-client-media.h"
#include "guard-client-screen.h"

#include <string.h>
#include <unistd.h>

#define ASKS_AFTER_MS 500
#define AUDIBLE 0.05

/* Their header wants GStreamer's, which nothing else here needs. */
void *purple_media_manager_get_element_info (PurpleMediaManager *manager, const char *name);
gboolean purple_media_manager_set_active_element (PurpleMediaManager *manager, void *element);

static const char *
or_all (const char *text)
{
  return text != NULL ? text : "-";
}

static gboolean
is_begun_here (PurpleMedia *media)
{
  gboolean is_initiator = FALSE;
  g_object_get (media, "initiator", &is_initiator, NULL);
  return is_initiator;
}

static void
on_state (PurpleMedia *media, PurpleMediaState state, const char *session, const char *who, gpointer data)
{
  const char *word = state == PURPLE_MEDIA_STATE_NEW ? "new" : state == PURPLE_MEDIA_STATE_CONNECTED ? "connected" : "end";
  guard_client_say ("MEDIA %s %s %s", word, or_all (session), or_all (who));
}

static void
on_info (PurpleMedia *media, PurpleMediaInfoType type, const char *session, const char *who, gboolean is_local, gpointer data)
{
  const char *word = type == PURPLE_MEDIA_INFO_ACCEPT ? "accept" : type == PURPLE_MEDIA_INFO_REJECT ? "reject" : type == PURPLE_MEDIA_INFO_HANGUP ? "hangup" : NULL;
  if (word != NULL)
    guard_client_say ("MEDIA %s %s %s %s", word, or_all (session), or_all (who), is_local ? "here" : "there");
}

/* Said once: many come in a second. */
static void
on_level (PurpleMedia *media, const char *session, const char *who, double level, gpointer data)
{
  if (who == NULL || level < AUDIBLE || g_object_get_data (G_OBJECT (media), "heard") != NULL)
    return;
  g_object_set_data (G_OBJECT (media), "heard", media);
  guard_client_say ("MEDIA heard %s", who);
}

static gboolean
on_ask (gpointer data)
{
  PurpleMedia *media = data;
  if (g_list_find (purple_media_manager_get_media (purple_media_manager_get ()), media) != NULL && !purple_media_accepted (media, NULL, NULL))
    guard_client_say ("MEDIA asks");
  g_object_unref (media);
  return G_SOURCE_REMOVE;
}

static gboolean
on_init_media (PurpleMediaManager *manager, PurpleMedia *media, PurpleAccount *account, const char *who, gpointer data)
{
  guard_client_say ("MEDIA begun %s %s", who, is_begun_here (media) ? "out" : "in");
  g_signal_connect (media, "state-changed", G_CALLBACK (on_state), NULL);
  g_signal_connect (media, "stream-info", G_CALLBACK (on_info), NULL);
  g_signal_connect (media, "level", G_CALLBACK (on_level), NULL);
  if (!is_begun_here (media))
    g_timeout_add (ASKS_AFTER_MS, on_ask, g_object_ref (media));
  return TRUE;
}

void
guard_client_init_media (void)
{
  static const char *const elements[] = { "audiotestsrc", "autoaudiosink", "videotestsrc", "autovideosink" };
  PurpleMediaManager *manager = purple_media_manager_get ();
  for (gsize i = 0; i < G_N_ELEMENTS (elements); i++)
    {
      void *element = purple_media_manager_get_element_info (manager, elements[i]);
      if (element == NULL || !purple_media_manager_set_active_element (manager, element))
        guard_client_say ("MISUSE no element %s", elements[i]);
    }
  purple_media_manager_set_ui_caps (manager, PURPLE_MEDIA_CAPS_AUDIO | PURPLE_MEDIA_CAPS_AUDIO_SINGLE_DIRECTION | PURPLE_MEDIA_CAPS_VIDEO
                                               | PURPLE_MEDIA_CAPS_VIDEO_SINGLE_DIRECTION | PURPLE_MEDIA_CAPS_AUDIO_VIDEO);
  g_signal_connect (manager, "init-media", G_CALLBACK (on_init_media), NULL);
}

gboolean
guard_client_call (PurpleAccount *account, const char *who, const char *kind)
{
  PurpleMediaSessionType type = 0;
  if (!g_str_equal (kind, "video"))
    type |= PURPLE_MEDIA_AUDIO;
  if (!g_str_equal (kind, "voice"))
    type |= PURPLE_MEDIA_VIDEO;
  return purple_prpl_initiate_media (account, who, type);
}

/* Each of them, until none is left. */
static void
for_all (void (*act) (PurpleMedia *media))
{
  g_autoptr (GList) all = g_list_copy (purple_media_manager_get_media (purple_media_manager_get ()));
  for (GList *l = all; l != NULL; l = l->next)
    act (l->data);
}

static void
hang_up (PurpleMedia *media)
{
  purple_media_stream_info (media, PURPLE_MEDIA_INFO_HANGUP, NULL, NULL, TRUE);
}

static void
accept_call (PurpleMedia *media)
{
  purple_media_stream_info (media, PURPLE_MEDIA_INFO_ACCEPT, NULL, NULL, TRUE);
}

/* As when a microphone is pulled out. */
static void
break_call (PurpleMedia *media)
{
  purple_media_end (media, NULL, NULL);
}

void
guard_client_break_calls (void)
{
  for_all (break_call);
}

void
guard_client_hang_up (void)
{
  for_all (hang_up);
}

void
guard_client_accept_call (void)
{
  for_all (accept_call);
}

/* Addresses are gathered on sockets: where there is none, nothing was asked on the network, and none can be told. */
static guint
count_udp_sockets (void)
{
  static const char *const tables[] = { "/proc/net/udp", "/proc/net/udp6" };
  g_autoptr (GDir) descriptors = g_dir_open ("/proc/self/fd", 0, NULL);
  g_autoptr (GString) all = g_string_new (NULL);
  const char *name;
  guint n = 0;
  for (gsize i = 0; i < G_N_ELEMENTS (tables); i++)
    {
      g_autofree char *table = NULL;
      if (g_file_get_contents (tables[i], &table, NULL, NULL))
        g_string_append (all, table);
    }
  while ((name = g_dir_read_name (descriptors)) != NULL)
    {
      g_autofree char *path = g_build_filename ("/proc/self/fd", name, NULL);
      g_autofree char *target = g_file_read_link (path, NULL);
      if (target == NULL || !g_str_has_prefix (target, "socket:["))
        continue;
      g_autofree char *inode = g_strdup_printf (" %.*s ", (int) strlen (target) - 9, target + 8);
      n += strstr (all->str, inode) != NULL;
    }
  return n;
}

void
guard_client_count_media (void)
{
  guard_client_say ("MEDIAS alive=%u udp=%u", g_list_length (purple_media_manager_get_media (purple_media_manager_get ())), count_udp_sockets ());
}
