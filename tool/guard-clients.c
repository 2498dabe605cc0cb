/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-clients.h"

#include "store/guard-lease.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Two ways, since one sees what the other does not: a client with the guard has a lease; one without it has libpurple mapped, and names the profile
 * in its arguments, or has it by its home. Other users' processes cannot be looked into, and do not work on this profile. */

#define DEFAULT_PROFILE ".purple"

void
guard_client_free (GuardClient *self)
{
  if (self == NULL)
    return;
  g_free (self->name);
  g_free (self);
}

static char *
read_of_process (const char *pid, const char *what, gsize *n_bytes)
{
  g_autofree char *path = g_build_filename ("/proc", pid, what, NULL);
  char *text = NULL;

  return g_file_get_contents (path, &text, n_bytes, NULL) ? text : NULL;
}

static GuardClient *
new_client (const char *pid, gboolean is_guarded)
{
  GuardClient *self = g_new0 (GuardClient, 1);
  char *name = read_of_process (pid, "comm", NULL);

  self->pid = atoi (pid);
  self->name = name != NULL ? g_strchomp (name) : g_strdup ("?");
  self->is_guarded = is_guarded;
  return self;
}

static GuardClient *
find_lease (const char *home)
{
  g_autofree char *folder = g_build_filename (home, "leases", NULL);
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (guard_lease_is_alive (folder, name))
      {
        g_autofree char *pid = g_strndup (name, strcspn (name, "-"));

        return new_client (pid, TRUE);
      }
  return NULL;
}

/* @list: strings one after the other, each with its NUL. Returns: (nullable): what follows @prefix in the first that begins with it */
static const char *
find_string (const char *list, gsize n_bytes, const char *prefix)
{
  for (const char *at = list; at < list + n_bytes; at += strlen (at) + 1)
    if (g_str_has_prefix (at, prefix))
      return at + strlen (prefix);
  return NULL;
}

/* As Pidgin and Finch have it: -c DIR, -cDIR, --config=DIR, --config DIR. */
static gboolean
names_a_folder (const char *arguments, gsize n_bytes)
{
  return find_string (arguments, n_bytes, "-c") != NULL || find_string (arguments, n_bytes, "--config") != NULL;
}

static gboolean
is_on_profile (const char *pid, const char *profile)
{
  gsize n_arguments_bytes = 0;
  gsize n_environment_bytes = 0;
  g_autofree char *arguments = read_of_process (pid, "cmdline", &n_arguments_bytes);
  g_autofree char *environment = read_of_process (pid, "environ", &n_environment_bytes);
  const char *home = environment != NULL ? find_string (environment, n_environment_bytes, "HOME=") : NULL;
  g_autofree char *usual = g_build_filename (home != NULL ? home : g_get_home_dir (), DEFAULT_PROFILE, NULL);

  if (arguments == NULL)
    return FALSE;
  if (memmem (arguments, n_arguments_bytes, profile, strlen (profile)) != NULL)
    return TRUE;
  return !names_a_folder (arguments, n_arguments_bytes) && g_str_equal (usual, profile);
}

static gboolean
uses_libpurple (const char *pid)
{
  g_autofree char *maps = read_of_process (pid, "maps", NULL);

  return maps != NULL && strstr (maps, "/libpurple.so") != NULL;
}

static GuardClient *
find_process (const char *profile)
{
  g_autoptr(GDir) dir = g_dir_open ("/proc", 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (g_ascii_isdigit (*name) && atoi (name) != (int) getpid () && uses_libpurple (name) && is_on_profile (name, profile))
      return new_client (name, FALSE);
  return NULL;
}

GuardClient *
guard_clients_find (const char *profile, const char *home)
{
  GuardClient *client = find_lease (home);

  return client != NULL ? client : find_process (profile);
}
