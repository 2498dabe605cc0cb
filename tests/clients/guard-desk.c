/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-desk.h"

#include <glib-unix.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define POLL_US (100 * 1000)

const char *
guard_desk_get_plugin (void)
{
  static char *plugin;

  if (g_getenv ("PURPLE_GUARD_PLUGIN") != NULL)
    return g_getenv ("PURPLE_GUARD_PLUGIN");
  if (plugin == NULL)
    plugin = g_build_filename (g_getenv ("TOP_BUILDDIR"), "plugin", ".libs", "purple-guard.so", NULL);
  return plugin;
}

static char *
dup_beside_profile (GuardPerson *person, const char *name)
{
  g_autofree char *home = g_path_get_dirname (guard_person_get_profile (person));

  return g_build_filename (home, name, NULL);
}

/* Returns: (transfer full): its path */
static char *
make_browser (GuardPerson *person)
{
  char *path = dup_beside_profile (person, "browser.sh");
  g_autofree char *record = dup_beside_profile (person, "browsed.txt");
  g_autofree char *script = g_strdup_printf ("#!/bin/sh\nprintf '%%s\\n' \"$1\" >> '%s'\n", record);

  g_assert_true (g_file_set_contents_full (path, script, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0755, NULL));
  return path;
}

char *
guard_desk_dup_browsed (GuardPerson *person)
{
  g_autofree char *record = dup_beside_profile (person, "browsed.txt");
  char *text = NULL;

  return g_file_get_contents (record, &text, NULL, NULL) ? text : g_strdup ("");
}

static gboolean
has_browsed (GuardPerson *person, const char *address, guint n)
{
  g_autofree char *text = guard_desk_dup_browsed (person);
  g_auto(GStrv) lines = g_strsplit (text, "\n", -1);

  return g_strv_length (lines) == n + 1 && g_str_equal (lines[n - 1], address);
}

void
guard_desk_await_browsed (GuardPerson *person, const char *address, guint n, double seconds)
{
  gint64 end_us = g_get_monotonic_time () + (gint64) (seconds * G_USEC_PER_SEC);

  while (!has_browsed (person, address, n) && g_get_monotonic_time () < end_us)
    g_usleep (POLL_US);
  if (!has_browsed (person, address, n))
    {
      g_autofree char *text = guard_desk_dup_browsed (person);

      g_error ("the browser was not told to open %s, but:\n%s", address, text);
    }
}

/* A plugin in the profile goes before one of the same name in the system's folder. Returns: (transfer full): for prefs.xml */
static char *
put_plugins (GuardPerson *person, const char * const *plugins)
{
  g_autofree char *folder = g_build_filename (guard_person_get_profile (person), "plugins", NULL);
  GString *xml = g_string_new (NULL);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  for (gsize i = 0; plugins[i] != NULL; i++)
    {
      g_autofree char *name = g_path_get_basename (plugins[i]);
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_assert_true (g_file_test (plugins[i], G_FILE_TEST_EXISTS));
      if (!g_file_test (path, G_FILE_TEST_IS_SYMLINK))
        g_assert_cmpint (symlink (plugins[i], path), ==, 0);
      g_string_append_printf (xml, "<item value='%s'/>", path);
    }
  return g_string_free (xml, FALSE);
}

static void
write_profile (GuardPerson *person, const char *client, const GuardDeskServer *server, const char * const *plugins)
{
  const char *profile = guard_person_get_profile (person);
  gboolean is_pidgin = g_str_equal (client, "pidgin");
  g_autofree char *accounts = g_build_filename (profile, "accounts.xml", NULL);
  g_autofree char *prefs = g_build_filename (profile, "prefs.xml", NULL);
  g_autofree char *accounts_xml = g_strdup_printf (
    "<?xml version='1.0' encoding='UTF-8' ?>\n"
    "<account version='1.0'><account><protocol>prpl-jabber</protocol><name>%s/desk</name><password>pw-%s</password>"
    "<statuses><status type='available' name='Available' active='true'><attributes/></status></statuses>"
    "<settings><setting name='port' type='int'>%u</setting><setting name='connect_server' type='string'>%s</setting>"
    "<setting name='connection_security' type='string'>%s</setting><setting name='ft_proxies' type='string'></setting>"
    "<setting name='auth_plain_in_clear' type='bool'>1</setting></settings>"
    "<settings ui='%s'><setting name='auto-login' type='bool'>1</setting></settings></account></account>\n",
    guard_person_get_address (person), guard_person_get_name (person), server->port, server->host, server->security,
    is_pidgin ? "gtk-gaim" : "gnt-purple");
  g_autofree char *browser = make_browser (person);
  g_autofree char *plugins_xml = put_plugins (person, plugins);
  g_autofree char *prefs_xml = g_strdup_printf (
    "<?xml version='1.0' encoding='UTF-8' ?>\n"
    "<pref version='1' name='/'><pref name='purple'><pref name='away'><pref name='away_when_idle' type='bool' value='0'/></pref></pref>"
    "<pref name='%s'><pref name='plugins'><pref name='loaded' type='pathlist'>%s</pref></pref>"
    "<pref name='browsers'><pref name='browser' type='string' value='custom'/><pref name='manual_command' type='string' value='%s %%s'/></pref>"
    /* Without a sound card Pidgin waits for the end of its sounds, and never ends. */
    "<pref name='sound'><pref name='method' type='string' value='none'/></pref>"
    "<pref name='filelocations'><pref name='last_save_folder' type='path' value='%s'/></pref></pref></pref>\n",
    is_pidgin ? "pidgin" : "finch", plugins_xml, browser, guard_person_get_downloads (person));

  g_assert_true (g_file_set_contents (accounts, accounts_xml, -1, NULL));
  g_assert_true (g_file_set_contents (prefs, prefs_xml, -1, NULL));
}

static GuardDeskServer
get_prosody (GuardStage *stage)
{
  return (GuardDeskServer) { .host = "127.0.0.1", .port = guard_prosody_get_port (stage->prosody), .security = "require_tls" };
}

void
guard_desk_write_profile (GuardStage *stage, GuardPerson *person, const char *client)
{
  const char * const plugins[] = { guard_desk_get_plugin (), NULL };
  const GuardDeskServer server = get_prosody (stage);

  write_profile (person, client, &server, plugins);
}

/* ---- programs ---- */

static char *
run (const char * const *environment, char **command)
{
  g_autofree char *output = NULL;
  int status = 1;

  if (!g_spawn_sync (NULL, command, (char **) environment, G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, &output, NULL, &status, NULL)
      || status != 0)
    return NULL;
  return g_strchomp (g_steal_pointer (&output));
}

char *
guard_desk_run (const char * const *environment, const char *program, ...)
{
  g_autoptr(GPtrArray) command = g_ptr_array_new ();
  va_list arguments;

  va_start (arguments, program);
  for (const char *word = program; word != NULL; word = va_arg (arguments, const char *))
    g_ptr_array_add (command, (gpointer) word);
  va_end (arguments);
  g_ptr_array_add (command, NULL);
  return run (environment, (char **) command->pdata);
}

static void
die_with_test (gpointer own_group)
{
  guard_die_with_parent (NULL);
  if (own_group)
    setpgid (0, 0);
}

static GPid
start (const char * const *environment, int inherited, const char *log, const char * const *command)
{
  g_autoptr(GError) error = NULL;
  int log_descriptor = g_open (log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  int targets[] = { 3 };
  int sources[] = { inherited };
  GPid pid = 0;

  g_spawn_async_with_pipes_and_fds (NULL, command, environment, G_SPAWN_SEARCH_PATH | G_SPAWN_DO_NOT_REAP_CHILD, die_with_test, GINT_TO_POINTER (1),
                                    -1, log_descriptor, log_descriptor, sources, targets, inherited >= 0 ? 1 : 0, &pid, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  close (log_descriptor);
  return pid;
}

/* Its whole group, because Pidgin stands behind a session bus, which is gone before it. */
static void
stop (GPid *pid)
{
  if (*pid == 0)
    return;
  kill (-*pid, SIGTERM);
  for (guint i = 0; i < 30 && (waitpid (*pid, NULL, WNOHANG) == 0 || kill (-*pid, 0) == 0); i++)
    {
      g_usleep (POLL_US);
      if (i == 20)
        kill (-*pid, SIGKILL);
    }
  *pid = 0;
}

static char *
dup_picture_path (const char *name, const char *ending)
{
  g_autofree char *folder = g_build_filename (g_getenv ("TOP_BUILDDIR"), "tests", "clients", "pictures", NULL);
  g_autofree char *file = g_strconcat (name, ending, NULL);

  g_mkdir_with_parents (folder, 0755);
  return g_build_filename (folder, file, NULL);
}

static char **
make_environment (GuardPerson *person)
{
  g_autofree char *home = g_path_get_dirname (guard_person_get_profile (person));
  g_autofree char *folder = g_path_get_dirname (home);
  static const struct { const char *variable, *folder; } own[] = {
    { "XDG_RUNTIME_DIR", "run" }, { "XDG_CACHE_HOME", "cache" }, { "XDG_CONFIG_HOME", "config" }, { "XDG_DATA_HOME", "data" },
    { "PURPLE_GUARD_SYSCONFDIR", "etc" },
  };
  static const char * const foreign[] = { "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "GNOME_DESKTOP_SESSION_ID", "XDG_CURRENT_DESKTOP",
                                          "DESKTOP_SESSION", "KDE_FULL_SESSION" };
  char **environment = g_environ_setenv (g_get_environ (), "HOME", home, TRUE);

  for (gsize i = 0; i < G_N_ELEMENTS (own); i++)
    {
      g_autofree char *path = g_build_filename (folder, own[i].folder, NULL);

      environment = g_environ_setenv (environment, own[i].variable, path, TRUE);
    }
  /* in a GNOME or KDE session Pidgin hands addresses to that, not to its browser */
  for (gsize i = 0; i < G_N_ELEMENTS (foreign); i++)
    environment = g_environ_unsetenv (environment, foreign[i]);
  environment = g_environ_setenv (environment, "LANGUAGE", "C", TRUE);
  return environment;
}

/* ---- Pidgin ---- */

struct _GuardPidgin
{
  GPid screen, window_manager, client;
  char **environment;
  char *log;
};

static void
start_screen (GuardPidgin *self)
{
  static const char * const command[] = { "Xvfb", "-displayfd", "3", "-screen", "0", "1280x900x24", "-nolisten", "tcp", "-noreset", NULL };
  int ends[2];
  g_autofree char *display = NULL;
  char digits[16] = { 0 };
  gsize n_digits = 0;

  g_assert_true (g_unix_open_pipe (ends, FD_CLOEXEC, NULL));
  self->screen = start ((const char * const *) self->environment, ends[1], self->log, command);
  close (ends[1]);
  /* A line with the number of the display, when it can be used. */
  while (n_digits < sizeof digits - 1 && read (ends[0], digits + n_digits, 1) == 1 && digits[n_digits] != '\n')
    n_digits++;
  close (ends[0]);
  digits[n_digits] = '\0';
  g_assert_cmpuint (n_digits, >, 0);
  display = g_strconcat (":", digits, NULL);
  self->environment = g_environ_setenv (self->environment, "DISPLAY", display, TRUE);
}

/* Without a window manager no key reaches a window. It may find the screen not ready yet, and then ends: again. */
static void
start_window_manager (GuardPidgin *self)
{
  static const char * const command[] = { "openbox", "--sm-disable", NULL };

  for (guint attempt = 0; attempt < 5; attempt++)
    {
      self->window_manager = start ((const char * const *) self->environment, -1, self->log, command);
      for (guint i = 0; i < 30; i++)
        {
          /* A property that only a window manager sets. */
          g_autofree char *desktops = guard_desk_run ((const char * const *) self->environment, "xdotool", "get_num_desktops", NULL);

          if (desktops != NULL)
            return;
          g_usleep (POLL_US);
        }
      stop (&self->window_manager);
    }
  g_error ("openbox does not start");
}

/* The profile is written. */
static GuardPidgin *
start_pidgin (GuardStage *stage, GuardPerson *person)
{
  static const char * const client[] = { "dbus-run-session", "--", "pidgin", "-m", NULL };
  GuardPidgin *self = g_new0 (GuardPidgin, 1);

  self->environment = make_environment (person);
  self->log = g_build_filename (stage->folder, "pidgin.log", NULL);
  start_screen (self);
  start_window_manager (self);
  self->client = start ((const char * const *) self->environment, -1, self->log, client);
  guard_pidgin_await_window (self, "^Buddy List$", 30);
  return self;
}

GuardPidgin *
guard_pidgin_start (GuardStage *stage, GuardPerson *person)
{
  const char * const plugins[] = { guard_desk_get_plugin (), NULL };

  return guard_pidgin_start_with (stage, person, plugins);
}

GuardPidgin *
guard_pidgin_start_with (GuardStage *stage, GuardPerson *person, const char * const *plugins)
{
  const GuardDeskServer server = get_prosody (stage);

  write_profile (person, "pidgin", &server, plugins);
  return start_pidgin (stage, person);
}

GuardPidgin *
guard_pidgin_start_at (GuardStage *stage, GuardPerson *person, const GuardDeskServer *server)
{
  const char * const plugins[] = { guard_desk_get_plugin (), NULL };

  write_profile (person, "pidgin", server, plugins);
  return start_pidgin (stage, person);
}

void
guard_pidgin_stop (GuardPidgin *self)
{
  stop (&self->client);
  stop (&self->window_manager);
  stop (&self->screen);
  g_strfreev (self->environment);
  g_free (self->log);
  g_free (self);
}

/* One a line, by number; NULL or "" for none. */
static char *
find_windows (GuardPidgin *self, const char *title)
{
  return guard_desk_run ((const char * const *) self->environment, "xdotool", "search", "--onlyvisible", "--name", title, NULL);
}

static char *
find_window (GuardPidgin *self, const char *title)
{
  g_autofree char *all = find_windows (self, title);

  return all != NULL && *all != '\0' ? g_strndup (all, strcspn (all, "\n")) : NULL;
}

guint
guard_pidgin_count_windows (GuardPidgin *self, const char *title)
{
  g_autofree char *all = find_windows (self, title);
  g_auto(GStrv) lines = g_strsplit (all != NULL ? all : "", "\n", -1);

  return g_strv_length (lines);
}

gboolean
guard_pidgin_has_window (GuardPidgin *self, const char *title)
{
  g_autofree char *window = find_window (self, title);

  return window != NULL;
}

void
guard_pidgin_await_window (GuardPidgin *self, const char *title, double seconds)
{
  gint64 end_us = g_get_monotonic_time () + (gint64) (seconds * G_USEC_PER_SEC);
  g_autofree char *window = find_window (self, title);
  g_autofree char *activated = NULL;

  while (window == NULL && g_get_monotonic_time () < end_us)
    {
      g_usleep (POLL_US);
      window = find_window (self, title);
    }
  if (window == NULL)
    guard_pidgin_take_picture (self, "pidgin-failed");
  g_assert_nonnull (window);
  activated = guard_desk_run ((const char * const *) self->environment, "timeout", "5", "xdotool", "windowactivate", "--sync", window, NULL);
  g_usleep (3 * POLL_US);
}

void
guard_pidgin_await_no_window (GuardPidgin *self, const char *title, double seconds)
{
  gint64 end_us = g_get_monotonic_time () + (gint64) (seconds * G_USEC_PER_SEC);

  while (guard_pidgin_has_window (self, title))
    {
      g_assert_cmpint (g_get_monotonic_time (), <, end_us);
      g_usleep (POLL_US);
    }
}

void
guard_pidgin_key (GuardPidgin *self, const char *key)
{
  g_free (guard_desk_run ((const char * const *) self->environment, "xdotool", "key", "--clearmodifiers", key, NULL));
  g_usleep (3 * POLL_US);
}

void
guard_pidgin_type (GuardPidgin *self, const char *text)
{
  g_free (guard_desk_run ((const char * const *) self->environment, "xdotool", "type", "--delay", "15", text, NULL));
  g_usleep (3 * POLL_US);
}

/* "X=12\nY=34\nWIDTH=..." */
static int
geometry_of (const char *lines, const char *name)
{
  const char *at = strstr (lines, name);

  g_assert_nonnull (at);
  return atoi (at + strlen (name));
}

void
guard_pidgin_click (GuardPidgin *self, const char *title, double x_share, double y_share, int button)
{
  g_autofree char *window = find_window (self, title);
  g_autofree char *lines = NULL;
  g_autofree char *x = NULL;
  g_autofree char *y = NULL;
  g_autofree char *number = g_strdup_printf ("%d", button);

  g_assert_nonnull (window);
  lines = guard_desk_run ((const char * const *) self->environment, "xdotool", "getwindowgeometry", "--shell", window, NULL);
  g_assert_nonnull (lines);
  x = g_strdup_printf ("%d", geometry_of (lines, "\nX=") + (int) (x_share * geometry_of (lines, "\nWIDTH=")));
  y = g_strdup_printf ("%d", geometry_of (lines, "\nY=") + (int) (y_share * geometry_of (lines, "\nHEIGHT=")));
  /* the pointer rests before the press: Pidgin looks at what is below it when it moves */
  g_free (guard_desk_run ((const char * const *) self->environment, "xdotool", "mousemove", "--sync", x, y, "sleep", "0.2", "mousemove_relative", "1",
                          "0", "sleep", "0.1", "click", number, NULL));
  g_usleep (3 * POLL_US);
}

void
guard_pidgin_take_picture (GuardPidgin *self, const char *name)
{
  g_autofree char *path = dup_picture_path (name, ".png");

  g_free (guard_desk_run ((const char * const *) self->environment, "import", "-window", "root", path, NULL));
}

/* ---- Finch ---- */

struct _GuardFinch
{
  char *socket;
};

static char *
tmux (GuardFinch *self, const char *first, const char *second, const char *third, const char *fourth)
{
  return guard_desk_run (NULL, "tmux", "-S", self->socket, "-f", "/dev/null", first, second, third, fourth, NULL);
}

/* The profile is written. */
static GuardFinch *
start_finch (GuardStage *stage, GuardPerson *person, guint n_columns, guint n_rows)
{
  GuardFinch *self = g_new0 (GuardFinch, 1);
  g_auto(GStrv) environment = make_environment (person);
  g_autofree char *errors = g_build_filename (stage->folder, "finch.log", NULL);
  g_autofree char *socket = g_build_filename (stage->folder, "tmux", NULL);
  /* tmux is nobody's child: a test that is broken off must not leave it behind */
  g_autofree char *command = g_strdup_printf ("(while kill -0 %d 2>/dev/null; do sleep 1; done; tmux -S '%s' kill-server) & exec finch 2>'%s'", getpid (),
                                              socket, errors);
  g_autofree char *columns = g_strdup_printf ("%u", n_columns);
  g_autofree char *rows = g_strdup_printf ("%u", n_rows);
  g_autofree char *started = NULL;

  self->socket = g_steal_pointer (&socket);
  environment = g_environ_setenv (environment, "TERM", "screen", TRUE);
  started = guard_desk_run ((const char * const *) environment, "tmux", "-S", self->socket, "-f", "/dev/null", "new-session", "-d", "-s", "finch",
                            "-x", columns, "-y", rows, command, NULL);
  g_assert_nonnull (started);
  guard_finch_await (self, "Buddy List", 30);
  return self;
}

GuardFinch *
guard_finch_start_with (GuardStage *stage, GuardPerson *person, guint n_columns, guint n_rows, const char * const *plugins)
{
  const GuardDeskServer server = get_prosody (stage);

  write_profile (person, "finch", &server, plugins);
  return start_finch (stage, person, n_columns, n_rows);
}

GuardFinch *
guard_finch_start_at (GuardStage *stage, GuardPerson *person, const GuardDeskServer *server)
{
  const char * const plugins[] = { guard_desk_get_plugin (), NULL };

  write_profile (person, "finch", server, plugins);
  return start_finch (stage, person, 120, 40);
}

GuardFinch *
guard_finch_start (GuardStage *stage, GuardPerson *person)
{
  const char * const plugins[] = { guard_desk_get_plugin (), NULL };

  return guard_finch_start_with (stage, person, 120, 40, plugins);
}

void
guard_finch_stop (GuardFinch *self)
{
  g_free (tmux (self, "kill-server", NULL, NULL, NULL));
  g_free (self->socket);
  g_free (self);
}

static char *
dup_screen (GuardFinch *self)
{
  char *screen = tmux (self, "capture-pane", "-p", NULL, NULL);

  return screen != NULL ? screen : g_strdup ("");
}

gboolean
guard_finch_shows (GuardFinch *self, const char *text)
{
  g_autofree char *screen = dup_screen (self);

  return strstr (screen, text) != NULL;
}

void
guard_finch_await (GuardFinch *self, const char *text, double seconds)
{
  gint64 end_us = g_get_monotonic_time () + (gint64) (seconds * G_USEC_PER_SEC);

  while (!guard_finch_shows (self, text))
    {
      if (g_get_monotonic_time () > end_us)
        {
          g_autofree char *screen = dup_screen (self);

          g_test_message ("waited for “%s”, the screen was:\n%s", text, screen);
          guard_finch_take_picture (self, "finch-failed");
          g_assert_not_reached ();
        }
      g_usleep (POLL_US);
    }
}

void
guard_finch_key (GuardFinch *self, const char *key)
{
  g_free (tmux (self, "send-keys", key, NULL, NULL));
  g_usleep (3 * POLL_US);
}

void
guard_finch_type (GuardFinch *self, const char *text)
{
  g_free (tmux (self, "send-keys", "-l", text, NULL));
  g_usleep (3 * POLL_US);
}

void
guard_finch_take_picture (GuardFinch *self, const char *name)
{
  g_autofree char *path = dup_picture_path (name, ".txt");
  g_autofree char *screen = dup_screen (self);

  g_file_set_contents (path, screen, -1, NULL);
}
