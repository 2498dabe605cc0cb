/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
/* unshare() */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "config.h"

#include "calls-story.h"

#include <sched.h>
#include <string.h>
#include <unistd.h>

static gboolean
write_file (const char *path, const char *text)
{
  return g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_NONE, 0600, NULL);
}

/* A user who may not make networks becomes root in a world of their own first. */
static gboolean
leave_network (void)
{
  g_autofree char *uid_map = g_strdup_printf ("0 %u 1", getuid ());
  g_autofree char *gid_map = g_strdup_printf ("0 %u 1", getgid ());
  if (unshare (CLONE_NEWNET) == 0)
    return TRUE;
  return unshare (CLONE_NEWUSER | CLONE_NEWNET) == 0 && write_file ("/proc/self/setgroups", "deny") && write_file ("/proc/self/uid_map", uid_map)
         && write_file ("/proc/self/gid_map", gid_map);
}

static gboolean
run (const char *command)
{
  int status = 0;
  return g_spawn_command_line_sync (command, NULL, NULL, &status, NULL) && status == 0;
}

gboolean
calls_story_make_network (void)
{
  return leave_network () && run ("ip link set lo up") && run ("ip link add guard0 type veth peer name guard1") && run ("ip address add 10.99.0.1/24 dev guard0")
         && run ("ip link set guard0 up") && run ("ip link set guard1 up");
}

/* Over IPv4, which stands in a table, and over IPv6, line by line. */
guint64
calls_story_count_datagrams (void)
{
  g_autofree char *table = NULL;
  g_autofree char *lines = NULL;
  g_assert_true (g_file_get_contents ("/proc/self/net/snmp", &table, NULL, NULL));
  const char *numbers = strstr (strstr (table, "Udp: ") + 1, "Udp: ");
  g_auto (GStrv) words = g_strsplit (numbers, " ", 6);
  guint64 n = g_ascii_strtoull (words[4], NULL, 10);
  const char *line = g_file_get_contents ("/proc/self/net/snmp6", &lines, NULL, NULL) ? strstr (lines, "Udp6OutDatagrams") : NULL;
  return line != NULL ? n + g_ascii_strtoull (g_strchug ((char *) line + strlen ("Udp6OutDatagrams")), NULL, 10) : n;
}

void
calls_story_choose_plugins (GuardStage *stage, GuardPerson *person)
{
  g_autofree char *folder = g_build_filename (stage->folder, "gstreamer", NULL);
  g_autofree char *registry = g_build_filename (stage->folder, "gstreamer.registry", NULL);
  g_autofree char *command = g_strdup_printf ("sh -c 'mkdir -p %s && ln -sf /usr/lib/*/gstreamer-1.0/*.so %s && rm -f %s/libgstsrtp.so'", folder, folder, folder);
  g_assert_true (run (command));
  if (person == NULL)
    {
      g_setenv ("GST_PLUGIN_SYSTEM_PATH_1_0", folder, TRUE);
      g_setenv ("GST_REGISTRY_1_0", registry, TRUE);
      return;
    }
  guard_person_set_env (person, "GST_PLUGIN_SYSTEM_PATH_1_0", folder);
  guard_person_set_env (person, "GST_REGISTRY_1_0", registry);
}
