/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-story.h"

#include <errno.h>
#include <glib-unix.h>
#include <glib/gstdio.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define START_SECONDS 30.0
#define STORY_SECONDS 15.0

/* ---- The stage ---- */

static char *
make_folder (const char *parent, const char *name)
{
  char *path = g_build_filename (parent, name, NULL);
  g_assert_cmpint (g_mkdir_with_parents (path, 0700), ==, 0);
  return path;
}

/* "Name:0:*:hex": the bytes anywhere in any kind of file. */
static void
write_signatures (const char *folder)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (folder, "own.ndb", NULL);
  g_autofree char *infection = guard_story_infection ();
  g_autoptr (GString) line = g_string_new ("Guard.Test.Story:0:*:");
  for (const guchar *c = (const guchar *) infection; *c != '\0'; c++)
    g_string_append_printf (line, "%02x", *c);
  g_string_append_c (line, '\n');
  g_file_set_contents (path, line->str, -1, &error);
  g_assert_no_error (error);
}

GuardStage *
guard_stage_new (void)
{
  static const char *const people[] = { "alice", "bob", "mallory", NULL };
  g_autoptr (GError) error = NULL;
  GuardStage *self = g_new0 (GuardStage, 1);
  self->folder = g_dir_make_tmp ("guard-story-XXXXXX", &error);
  g_assert_no_error (error);
  self->signatures = make_folder (self->folder, "signatures");
  write_signatures (self->signatures);
  g_autofree char *prosody = make_folder (self->folder, "prosody");
  self->prosody = guard_prosody_start (prosody, people);
  guard_prosody_befriend (self->prosody, "alice", "bob");
  return self;
}

void
guard_stage_need_ircd (GuardStage *self)
{
  if (self->ircd != NULL)
    return;
  g_autofree char *folder = make_folder (self->folder, "ircd");
  self->ircd = guard_ircd_start (folder);
}

/* Removes a tree without following links. */
static void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir = g_file_test (path, G_FILE_TEST_IS_SYMLINK) ? NULL : g_dir_open (path, 0, NULL);
  for (const char *name = dir != NULL ? g_dir_read_name (dir) : NULL; name != NULL; name = g_dir_read_name (dir))
    {
      g_autofree char *child = g_build_filename (path, name, NULL);
      remove_tree (child);
    }
  g_remove (path);
}

void
guard_stage_free (GuardStage *self)
{
  g_clear_pointer (&self->prosody, guard_prosody_stop);
  g_clear_pointer (&self->ircd, guard_ircd_stop);
  if (g_getenv ("GUARD_STORY_KEEP") == NULL)
    remove_tree (self->folder);
  else
    g_test_message ("kept: %s", self->folder);
  g_free (self->signatures);
  g_free (self->folder);
  g_free (self);
}

/* ---- Persons ---- */

typedef struct
{
  char *text;
  gboolean is_taken; /* by an expectation, or forgotten */
} Event;

struct _GuardPerson
{
  GuardStage *stage;
  GuardPeer *peer; /* borrowed */
  GuardIrcEar *ear;
  GuardAccountKind kind;
  char *name, *address, *folder, *profile, *home, *downloads;
  char **environment;
  char **wrapper;
  char *password, *host; /* NULL: the usual ones */
  guint port;            /* 0: the usual one */
  GPtrArray *options;
  GString *settings;

  GPid pid; /* 0: no client runs */
  gboolean is_guarded; /* the plugin under test was loaded into the client that runs */
  int commands, events;
  GString *partial; /* the beginning of a line */
  GPtrArray *seen;  /* of Event */
  guint n_syncs;
};

static GList *everybody;

static void
event_free (gpointer data)
{
  Event *event = data;
  g_free (event->text);
  g_free (event);
}

static void
set_env (GuardPerson *self, const char *name, const char *value)
{
  self->environment = value != NULL ? g_environ_setenv (self->environment, name, value, TRUE) : g_environ_unsetenv (self->environment, name);
}

/* Nothing of the person who runs the tests is seen by the client, nor written to. */
static void
make_environment (GuardPerson *self)
{
  static const char *const kept[] = { "PATH", "LC_ALL", "TMPDIR", "PURPLE_GUARD_DATADIR", "PURPLE_GUARD_SCANNER", "PURPLE_GUARD_INSPECTOR", "LD_LIBRARY_PATH", "LD_PRELOAD",
                                      "ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS", "GUARD_CLIENT_DEBUG",
                                      /* GStreamer looks through all its plugins at the first start, for seconds; once is enough. */
                                      "GST_REGISTRY_1_0" };
  static const struct { const char *variable, *folder; } own[] = {
    { "HOME", "home" }, { "XDG_RUNTIME_DIR", "run" }, { "XDG_CACHE_HOME", "cache" }, { "XDG_CONFIG_HOME", "config" },
    { "XDG_DATA_HOME", "data" }, { "PURPLE_GUARD_SYSCONFDIR", "etc" },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (kept); i++)
    if (g_getenv (kept[i]) != NULL)
      set_env (self, kept[i], g_getenv (kept[i]));
  for (gsize i = 0; i < G_N_ELEMENTS (own); i++)
    {
      g_autofree char *folder = make_folder (self->folder, own[i].folder);
      set_env (self, own[i].variable, folder);
    }
}

/* A certificate that lies here was accepted before: no question. */
static void
trust_server (GuardPerson *self)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *pem = NULL;
  gsize n_bytes = 0;
  g_autofree char *folder = make_folder (self->profile, "certificates/x509/tls_peers");
  g_autofree char *path = g_build_filename (folder, "127.0.0.1", NULL);
  g_file_get_contents (guard_prosody_get_certificate (self->stage->prosody), &pem, &n_bytes, &error);
  g_assert_no_error (error);
  g_file_set_contents (path, pem, (gssize) n_bytes, &error);
  g_assert_no_error (error);
}

/* What is said once in a profile was said in an earlier run. */
static void
write_told (GuardPerson *self)
{
  g_autofree char *path = g_build_filename (self->home, "services.ini", NULL);
  g_assert_true (g_file_set_contents_full (path, "[told]\nwhat=closed;\n", -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, NULL));
}

GuardPerson *
guard_person_new (GuardStage *stage, const char *name, GuardAccountKind kind)
{
  static guint n_persons;
  GuardPerson *self = g_new0 (GuardPerson, 1);
  g_autofree char *folder_name = g_strdup_printf ("%s-%u", name, ++n_persons);
  g_autofree char *signatures = g_strdup_printf ("'%s'", stage->signatures);
  self->stage = stage;
  self->kind = kind;
  self->name = g_strdup (name);
  self->address = kind == GUARD_ON_IRC ? g_strdup (name) : g_strdup_printf ("%s@localhost", name);
  self->folder = make_folder (stage->folder, folder_name);
  self->profile = make_folder (self->folder, "home/.purple");
  self->home = g_build_filename (self->profile, "purple-guard", NULL);
  self->downloads = make_folder (self->folder, "downloads");
  self->environment = g_new0 (char *, 1);
  self->settings = g_string_new ("[guard]\n");
  self->options = g_ptr_array_new_with_free_func (g_free);
  self->partial = g_string_new (NULL);
  self->seen = g_ptr_array_new_with_free_func (event_free);
  self->commands = self->events = -1;
  /* For whoever looks for a fault by hand: GUARD_STORY_WRAPPER="valgrind -q". */
  if (g_getenv ("GUARD_STORY_WRAPPER") != NULL)
    self->wrapper = g_strsplit (g_getenv ("GUARD_STORY_WRAPPER"), " ", 0);
  make_environment (self);
  trust_server (self);
  guard_person_set_setting (self, "signature-folder", signatures);
  /* Stories are about what a stranger does when nothing stands before the door, unless they say otherwise. */
  guard_person_set_setting (self, "strangers-inbox", "'off'");
  /* The same for windows of the watchdog's, since this screen marks nothing. */
  guard_person_set_setting (self, "notify-hidden-events", "false");
  write_told (self);
  everybody = g_list_append (everybody, self);
  return self;
}

GuardPerson *
guard_person_new_on_peer (GuardStage *stage, const char *name, GuardPeer *peer)
{
  GuardPerson *self = guard_person_new (stage, name, GUARD_ON_PEER);
  self->peer = peer;
  return self;
}

GuardPerson *
guard_person_new_on_ear (GuardStage *stage, const char *name, GuardIrcEar *ear)
{
  GuardPerson *self = guard_person_new (stage, name, GUARD_ON_IRC);
  self->ear = ear;
  return self;
}

void
guard_person_free (GuardPerson *self)
{
  if (self->pid != 0)
    guard_person_kill (self);
  everybody = g_list_remove (everybody, self);
  g_string_free (self->settings, TRUE);
  g_ptr_array_unref (self->options);
  g_free (self->password);
  g_free (self->host);
  g_string_free (self->partial, TRUE);
  g_ptr_array_unref (self->seen);
  g_strfreev (self->environment);
  g_strfreev (self->wrapper);
  g_free (self->name);
  g_free (self->address);
  g_free (self->folder);
  g_free (self->profile);
  g_free (self->home);
  g_free (self->downloads);
  g_free (self);
}

void
guard_person_set_env (GuardPerson *self, const char *name, const char *value)
{
  set_env (self, name, value);
}

void
guard_person_set_password (GuardPerson *self, const char *password)
{
  g_free (self->password);
  self->password = g_strdup (password);
}

void
guard_person_set_server (GuardPerson *self, const char *host, guint port)
{
  g_free (self->host);
  self->host = g_strdup (host);
  self->port = port;
}

void
guard_person_add_option (GuardPerson *self, const char *option)
{
  g_ptr_array_add (self->options, g_strdup (option));
}

void
guard_person_set_wrapper (GuardPerson *self, const char *const *wrapper)
{
  g_strfreev (self->wrapper);
  self->wrapper = g_strdupv ((char **) wrapper);
}

void
guard_person_set_setting (GuardPerson *self, const char *key, const char *value)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (self->home, "settings.ini", NULL);
  g_assert_cmpint (g_mkdir_with_parents (self->home, 0700), ==, 0);
  g_string_append_printf (self->settings, "%s=%s\n", key, value);
  g_file_set_contents_full (path, self->settings->str, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, &error);
  g_assert_no_error (error);
}

static void
add_account (GuardPerson *self, GPtrArray *command)
{
  g_autofree char *password = g_strdup_printf ("pw-%s", self->name);
  const char *host = self->host != NULL ? self->host : "127.0.0.1";
  switch (self->kind)
    {
    case GUARD_ON_IRC:
      g_ptr_array_add (command, g_strdup ("prpl-irc"));
      g_ptr_array_add (command, g_strdup_printf ("%s@%s", self->name, host));
      g_ptr_array_add (command, g_strdup (self->password != NULL ? self->password : ""));
      g_ptr_array_add (command, g_strdup_printf ("i:port=%u", self->ear != NULL ? guard_irc_ear_get_port (self->ear)
                                                                                  : self->port != 0 ? self->port
                                                                                                    : guard_ircd_get_port (self->stage->ircd)));
      g_ptr_array_add (command, g_strdup ("b:ssl=0"));
      g_ptr_array_add (command, g_strdup ("i:ratelimit-interval=0")); /* lines leave at once */
      break;
    case GUARD_ON_PROSODY:
    case GUARD_ON_PEER:
      g_ptr_array_add (command, g_strdup ("prpl-jabber"));
      g_ptr_array_add (command, g_strdup_printf ("%s/desk", self->address));
      g_ptr_array_add (command, g_strdup (self->password != NULL ? self->password : password));
      g_ptr_array_add (command, g_strdup_printf ("s:connect_server=%s", host));
      g_ptr_array_add (command, g_strdup_printf ("i:port=%u", self->peer != NULL ? guard_peer_get_port (self->peer)
                                                                                   : guard_prosody_get_port (self->stage->prosody)));
      g_ptr_array_add (command, g_strdup (self->peer != NULL ? "s:connection_security=opportunistic_tls" : "s:connection_security=require_tls"));
      g_ptr_array_add (command, g_strdup (self->peer != NULL ? "b:auth_plain_in_clear=1" : "b:auth_plain_in_clear=0"));
      g_ptr_array_add (command, g_strdup ("s:ft_proxies="));
      break;
    default:
      g_assert_not_reached ();
    }
  if (self->port != 0)
    g_ptr_array_add (command, g_strdup_printf ("i:port=%u", self->port));
  for (guint i = 0; i < self->options->len; i++)
    g_ptr_array_add (command, g_strdup (self->options->pdata[i]));
}

void
guard_person_start (GuardPerson *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) command = g_ptr_array_new_with_free_func (g_free);
  g_assert_cmpint (self->pid, ==, 0);
  for (gsize i = 0; self->wrapper != NULL && self->wrapper[i] != NULL; i++)
    g_ptr_array_add (command, g_strdup (self->wrapper[i]));
  g_ptr_array_add (command, g_test_build_filename (G_TEST_BUILT, "headless", "guard-client", NULL));
  g_ptr_array_add (command, g_strdup (self->profile));
  add_account (self, command);
  g_ptr_array_add (command, NULL);
  g_ptr_array_set_size (self->seen, 0);
  g_string_truncate (self->partial, 0);
  /* What libraries complain about goes to a file beside the profile, for whoever looks for the cause. */
  g_autofree char *log = g_build_filename (self->folder, "client.log", NULL);
  int log_descriptor = g_open (log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  g_assert_cmpint (log_descriptor, >=, 0);
  int input[2], output[2];
  g_assert_true (g_unix_open_pipe (input, FD_CLOEXEC, NULL));
  g_assert_true (g_unix_open_pipe (output, FD_CLOEXEC, NULL));
  g_spawn_async_with_fds (self->folder, (char **) command->pdata, self->environment, G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_SEARCH_PATH,
                          guard_die_with_parent, NULL, &self->pid, input[0], output[1], log_descriptor, &error);
  g_assert_no_error (error);
  close (input[0]);
  close (output[1]);
  close (log_descriptor);
  self->commands = input[1];
  self->events = output[0];
  g_unix_set_fd_nonblocking (self->events, TRUE, NULL);
  guard_person_await (self, "^READY$", START_SECONDS);
}

static char *
module_path (const char *folder, const char *name)
{
  g_autofree char *file = g_strdup_printf ("%s.so", name);
  return g_build_filename (g_getenv ("TOP_BUILDDIR"), folder, ".libs", file, NULL);
}

void
guard_person_load_guard (GuardPerson *self)
{
  g_autofree char *path = module_path ("plugin", "purple-guard");
  guard_person_do (self, "load-plugin %s", path);
  guard_person_await (self, "^DONE load-plugin yes", START_SECONDS);
  self->is_guarded = TRUE;
}

void
guard_person_load_test_plugin (GuardPerson *self, const char *name)
{
  g_autofree char *path = module_path ("tests/headless", name);
  guard_person_do (self, "load-plugin %s", path);
  guard_person_await (self, "^DONE load-plugin yes", START_SECONDS);
}

/* The guard reads its lists beside the main loop; a story that begins at once would be one about links that are not checked. */
static void
await_lists (GuardPerson *self)
{
  gint64 end = g_get_monotonic_time () + (gint64) (START_SECONDS * G_USEC_PER_SEC);
  gboolean is_read = FALSE;

  while (!is_read && g_get_monotonic_time () < end)
    {
      guard_person_do (self, "command guard-waits guard lists");
      g_autofree char *event = guard_person_expect (self, "^CONV guard-waits ", START_SECONDS);
      is_read = strstr (event, "being read") == NULL;
      if (!is_read)
        g_usleep (20 * 1000);
    }
  g_assert_true (is_read);
  guard_person_do (self, "close-conversation guard-waits");
}

void
guard_person_login (GuardPerson *self)
{
  guard_person_do (self, "login");
  guard_person_await (self, "^SIGNED-ON ", START_SECONDS);
  if (self->is_guarded)
    await_lists (self);
}

GuardPerson *
guard_person_arrive (GuardStage *stage, const char *name, GuardAccountKind kind, gboolean is_guarded)
{
  GuardPerson *self = guard_person_new (stage, name, kind);
  guard_person_start (self);
  if (is_guarded)
    guard_person_load_guard (self);
  guard_person_login (self);
  return self;
}

static int
reap (GuardPerson *self, double seconds)
{
  gint64 end = g_get_monotonic_time () + (gint64) (seconds * G_USEC_PER_SEC);
  int status = 0;
  while (waitpid (self->pid, &status, WNOHANG) == 0)
    {
      if (g_get_monotonic_time () > end)
        {
          g_test_message ("%s's client does not end", self->name);
          kill (self->pid, SIGKILL);
          waitpid (self->pid, &status, 0);
          break;
        }
      g_usleep (5 * 1000);
    }
  self->pid = 0;
  close (self->commands);
  close (self->events);
  self->commands = self->events = -1;
  return WIFSIGNALED (status) ? -WTERMSIG (status) : WEXITSTATUS (status);
}

int
guard_person_quit (GuardPerson *self)
{
  guard_person_do (self, "quit");
  return reap (self, START_SECONDS);
}

void
guard_person_kill (GuardPerson *self)
{
  kill (self->pid, SIGKILL);
  reap (self, START_SECONDS);
}

GPid
guard_person_get_pid (GuardPerson *self)
{
  return self->pid;
}

/* ---- Hands and eyes ---- */

void
guard_person_do (GuardPerson *self, const char *format, ...)
{
  va_list arguments;
  va_start (arguments, format);
  g_autofree char *command = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_autofree char *line = g_strconcat (command, "\n", NULL);
  gsize n_bytes = strlen (line);
  if (write (self->commands, line, n_bytes) != (gssize) n_bytes)
    g_test_message ("%s's client does not listen: %s", self->name, g_strerror (errno));
}

/* Takes in what the client said. Returns: %FALSE when it has ended */
static gboolean
look (GuardPerson *self, int wait_ms)
{
  struct pollfd ready = { .fd = self->events, .events = POLLIN };
  if (poll (&ready, 1, wait_ms) <= 0)
    return TRUE;
  char bytes[8192];
  gssize n_bytes = read (self->events, bytes, sizeof bytes);
  if (n_bytes <= 0)
    return n_bytes < 0 && (errno == EAGAIN || errno == EINTR);
  g_string_append_len (self->partial, bytes, n_bytes);
  for (char *end = strchr (self->partial->str, '\n'); end != NULL; end = strchr (self->partial->str, '\n'))
    {
      Event *event = g_new0 (Event, 1);
      event->text = g_strndup (self->partial->str, (gsize) (end - self->partial->str));
      g_ptr_array_add (self->seen, event);
      g_string_erase (self->partial, 0, end - self->partial->str + 1);
    }
  return TRUE;
}

static void
look_at_all (GuardPerson *self)
{
  struct pollfd ready = { .fd = self->events, .events = POLLIN };
  for (int i = 0; i < 1000 && self->events >= 0 && poll (&ready, 1, 0) > 0; i++)
    if (!look (self, 0))
      return;
}

static Event *
find_event (GuardPerson *self, GRegex *regex, GMatchInfo **match)
{
  for (guint i = 0; i < self->seen->len; i++)
    {
      Event *event = self->seen->pdata[i];
      if (!event->is_taken && g_regex_match (regex, event->text, 0, match))
        return event;
      if (match != NULL)
        g_clear_pointer (match, g_match_info_unref);
    }
  return NULL;
}

static Event *
wait_for_event (GuardPerson *self, const char *pattern, double seconds, GMatchInfo **match)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GRegex) regex = g_regex_new (pattern, G_REGEX_RAW, 0, &error);
  g_assert_no_error (error);
  gint64 end = g_get_monotonic_time () + (gint64) (seconds * G_USEC_PER_SEC);
  gboolean is_alive = self->events >= 0;
  for (;;)
    {
      Event *event = find_event (self, regex, match);
      gint64 left_ms = (end - g_get_monotonic_time ()) / 1000;
      if (event != NULL || left_ms <= 0 || !is_alive)
        return event;
      is_alive = look (self, (int) MIN (left_ms, 200));
    }
}

char *
guard_person_transcript (GuardPerson *self)
{
  GString *all = g_string_new (NULL);
  look_at_all (self);
  for (guint i = 0; i < self->seen->len; i++)
    g_string_append_printf (all, "%s\n", ((Event *) self->seen->pdata[i])->text);
  return g_string_free (all, FALSE);
}

/* Everybody's transcript: the cause is often on the other side. */
static void
report (GuardPerson *self, const char *what, const char *pattern)
{
  g_test_message ("%s %s: %s", self->name, what, pattern);
  for (GList *l = everybody; l != NULL; l = l->next)
    {
      GuardPerson *person = l->data;
      g_autofree char *transcript = guard_person_transcript (person);
      g_test_message ("%s's transcript%s:\n%s", person->name, person->pid == 0 ? " (ended)" : "", transcript);
    }
}

static char *
expect (GuardPerson *self, const char *pattern, double seconds, int *id)
{
  g_autoptr (GMatchInfo) match = NULL;
  Event *event = wait_for_event (self, pattern, seconds, &match);
  if (event == NULL)
    {
      report (self, "did not see", pattern);
      g_test_fail ();
      g_error ("%s did not see: %s", self->name, pattern);
    }
  event->is_taken = TRUE;
  if (id != NULL)
    {
      g_autofree char *number = g_match_info_fetch (match, 1);
      *id = atoi (number);
    }
  return g_strdup (event->text);
}

char *
guard_person_expect (GuardPerson *self, const char *pattern, double seconds)
{
  return expect (self, pattern, seconds, NULL);
}

void
guard_person_await (GuardPerson *self, const char *pattern, double seconds)
{
  g_free (expect (self, pattern, seconds, NULL));
}

int
guard_person_await_id (GuardPerson *self, const char *pattern, double seconds)
{
  int id = 0;
  g_free (expect (self, pattern, seconds, &id));
  return id;
}

void
guard_person_refute (GuardPerson *self, const char *pattern, double seconds)
{
  Event *event = wait_for_event (self, pattern, seconds, NULL);
  if (event == NULL)
    return;
  report (self, "should not have seen", pattern);
  g_error ("%s should not have seen: %s", self->name, event->text);
}

void
guard_person_forget (GuardPerson *self)
{
  look_at_all (self);
  for (guint i = 0; i < self->seen->len; i++)
    ((Event *) self->seen->pdata[i])->is_taken = TRUE;
}

void
guard_person_sync (GuardPerson *self)
{
  g_autofree char *pattern = g_strdup_printf ("^DONE sync %u$", ++self->n_syncs);
  guard_person_do (self, "sync %u", self->n_syncs);
  guard_person_await (self, pattern, START_SECONDS);
}

int
guard_person_await_offer (GuardPerson *self, const char *pattern)
{
  g_autofree char *whole = g_strdup_printf ("^REQUEST (\\d+) action title=\"File offer\".*%s.*buttons=\\[Refuse\\]\\[Ask the sender first\\]\\[Accept…\\]", pattern);
  return guard_person_await_id (self, whole, STORY_SECONDS);
}

void
guard_person_accept_offer (GuardPerson *self, int offer, const char *path)
{
  guard_person_do (self, "press %d Accept…", offer);
  int place = guard_person_await_id (self, "^REQUEST (\\d+) file .*save=1", STORY_SECONDS);
  guard_person_do (self, "choose %d %s", place, path);
}

/* The journal as any other program of the user sees it. */
static GPtrArray *
list_entries (GuardPerson *self, const char *kind)
{
  g_autofree char *database = g_build_filename (self->home, "guard.db", NULL);
  if (!g_file_test (database, G_FILE_TEST_EXISTS))
    return NULL;
  g_autoptr (GuardStore) store = guard_store_open (self->home, NULL);
  return store != NULL ? guard_store_list_entries (store, 0, kind, NULL, 0, NULL) : NULL;
}

GuardJournalEntry *
guard_person_await_entry (GuardPerson *self, const char *kind, const char *name, double seconds)
{
  gint64 end = g_get_monotonic_time () + (gint64) (seconds * G_USEC_PER_SEC);
  do
    {
      g_autoptr (GPtrArray) entries = list_entries (self, kind);
      for (guint i = 0; entries != NULL && i < entries->len; i++)
        {
          GuardJournalEntry *entry = entries->pdata[i];
          if (g_strcmp0 (entry->name, name) != 0)
            continue;
          /* Taken out of the list, so that the list's free function does not reach it. */
          entries->pdata[i] = guard_journal_entry_new ("file-scanned");
          return entry;
        }
      g_usleep (50 * 1000);
    }
  while (g_get_monotonic_time () < end);
  report (self, "has no journal entry", kind);
  g_error ("no %s about %s in %s's journal", kind, name, self->name);
}

guint
guard_person_count_entries (GuardPerson *self, const char *kind)
{
  g_autoptr (GPtrArray) entries = list_entries (self, kind);
  return entries != NULL ? entries->len : 0;
}

void
guard_person_await_xfers (GuardPerson *self, guint n_alive)
{
  gint64 end = g_get_monotonic_time () + 5 * G_USEC_PER_SEC;
  g_autofree char *wanted = g_strdup_printf ("XFERS alive=%u", n_alive);
  for (;;)
    {
      guard_person_do (self, "xfers");
      g_autofree char *line = guard_person_expect (self, "^XFERS ", STORY_SECONDS);
      if (g_str_equal (line, wanted))
        return;
      if (g_get_monotonic_time () > end)
        {
          report (self, "has another number of transfers than", wanted);
          g_assert_cmpstr (line, ==, wanted);
        }
      g_usleep (50 * 1000);
    }
}

/* ---- Places ---- */

const char *
guard_person_get_name (GuardPerson *self)
{
  return self->name;
}

const char *
guard_person_get_address (GuardPerson *self)
{
  return self->address;
}

const char *
guard_person_get_profile (GuardPerson *self)
{
  return self->profile;
}

const char *
guard_person_get_guard_home (GuardPerson *self)
{
  return self->home;
}

const char *
guard_person_get_downloads (GuardPerson *self)
{
  return self->downloads;
}

char *
guard_person_download (GuardPerson *self, const char *name)
{
  return g_build_filename (self->downloads, name, NULL);
}

static guint
count_files (const char *folder, guint64 *n_bytes)
{
  guint n = 0;
  guint64 total = 0;
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  for (const char *name = dir != NULL ? g_dir_read_name (dir) : NULL; name != NULL; name = g_dir_read_name (dir))
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      GStatBuf status;
      if (g_lstat (path, &status) == 0)
        total += (guint64) status.st_size;
      n++;
    }
  if (n_bytes != NULL)
    *n_bytes = total;
  return n;
}

guint
guard_person_count_held (GuardPerson *self, guint64 *n_bytes)
{
  g_autofree char *held = g_build_filename (self->home, "held", NULL);
  return count_files (held, n_bytes);
}

/* A place may be made at this very moment for what was refused meanwhile, and is taken away again: only a number that stays counts. */
void
guard_person_await_held (GuardPerson *self, guint n_files, double seconds)
{
  gint64 end = g_get_monotonic_time () + (gint64) (seconds * G_USEC_PER_SEC);
  guint n_same = 0;
  guint n_seen;
  do
    {
      n_seen = guard_person_count_held (self, NULL);
      n_same = n_seen == n_files ? n_same + 1 : 0;
      g_usleep (20 * 1000);
    }
  while (n_same < 5 && g_get_monotonic_time () < end);
  g_assert_cmpuint (n_seen, ==, n_files);
}

guint
guard_person_count_downloads (GuardPerson *self)
{
  return count_files (self->downloads, NULL);
}

/* ---- Files ---- */

char *
guard_story_infection (void)
{
  return g_strconcat ("purple-guard", "/story/", "known-bad", "/6c1f", NULL);
}

char *
guard_stage_make_file (GuardStage *self, const char *name, const void *bytes, gsize n_bytes)
{
  g_autoptr (GError) error = NULL;
  static guint n_files;
  g_autofree char *folder_name = g_strdup_printf ("files/%u", ++n_files);
  g_autofree char *folder = make_folder (self->folder, folder_name);
  char *path = g_build_filename (folder, name, NULL);
  g_file_set_contents (path, bytes, (gssize) n_bytes, &error);
  g_assert_no_error (error);
  return path;
}

static GString *
make_words (gsize n_bytes)
{
  GString *text = g_string_sized_new (n_bytes + 64);
  for (guint line = 1; text->len < n_bytes; line++)
    g_string_append_printf (text, "%u. A line of ordinary text, as people write it.\n", line);
  return g_string_truncate (text, n_bytes);
}

char *
guard_stage_make_text (GuardStage *self, const char *name, gsize n_bytes)
{
  g_autoptr (GString) text = make_words (n_bytes);
  return guard_stage_make_file (self, name, text->str, text->len);
}

char *
guard_stage_make_infected (GuardStage *self, const char *name)
{
  g_autoptr (GString) text = make_words (3000);
  g_autofree char *infection = guard_story_infection ();
  g_string_insert (text, 1500, infection);
  return guard_stage_make_file (self, name, text->str, text->len);
}

/* One stored member whose general purpose bit 0 is set: the rest of the archive is as it should be. */
char *
guard_stage_make_encrypted (GuardStage *self, const char *name)
{
  static const guchar archive[] =
    "PK\x03\x04\x14\0\x01\0\0\0\0\0\x21\x58\x12\x34\x56\x78\x10\0\0\0\x04\0\0\0\x05\0\0\0" "a.txt"
    "\x91\x27\x33\xe8\x01\x44\xf0\x5d\x60\x0b\xa2\xc9\xd7\x18\x3e\x71"
    "PK\x01\x02\x14\0\x14\0\x01\0\0\0\0\0\x21\x58\x12\x34\x56\x78\x10\0\0\0\x04\0\0\0\x05\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0" "a.txt"
    "PK\x05\x06\0\0\0\0\x01\0\x01\0\x33\0\0\0\x33\0\0\0\0";
  return guard_stage_make_file (self, name, archive, sizeof archive); /* the final NUL is the comment length's second byte */
}

char *
guard_stage_make_scanner (GuardStage *self, const char *marker, guint seconds)
{
  g_autofree char *script = g_strdup_printf ("#!/bin/sh\necho started >> '%s'\nsleep %u\nexec '%s' \"$@\"\n", marker, seconds,
                                             g_getenv ("PURPLE_GUARD_SCANNER"));
  char *path = guard_stage_make_file (self, seconds > 0 ? "slow-scanner-wrapper" : "scanner-wrapper", script, strlen (script));
  g_assert_cmpint (g_chmod (path, 0700), ==, 0);
  return path;
}

void
guard_assert_same_content (const char *path, const char *other)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *one = NULL;
  g_autofree char *two = NULL;
  gsize n_one = 0, n_two = 0;
  g_file_get_contents (path, &one, &n_one, &error);
  g_assert_no_error (error);
  g_file_get_contents (other, &two, &n_two, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (one, n_one, two, n_two);
}

void
guard_await_file (const char *path, gboolean is_there, double seconds)
{
  gint64 end = g_get_monotonic_time () + (gint64) (seconds * G_USEC_PER_SEC);
  while (g_file_test (path, G_FILE_TEST_EXISTS) != is_there && g_get_monotonic_time () < end)
    g_usleep (20 * 1000);
  if (g_file_test (path, G_FILE_TEST_EXISTS) != is_there)
    g_error ("%s is %s", path, is_there ? "not there" : "still there");
}
