/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-content.h"
#include "guard-place.h"
#include "guard-sandbox.h"
#include "guard-serve.h"
#include "guard-signatures.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

/* purple-guard-scanner: started by a client, serves all of the user's clients, ends by itself. The order in do_main is
 * the point of this file: meet (so that clients can wait), prepare everything that is lazy, lock, and only then load
 * and fork. Without Landlock it starts again inside bubblewrap, or stays only to say that it will not look. */

typedef struct
{
  char *database_dir;
  gint64 max_scan_bytes;
  gboolean is_in_bubblewrap, goes_to_background;
} Arguments;

static gboolean
read_arguments (int argc, char **argv, Arguments *arguments, GError **error)
{
  const GOptionEntry entries[] = {
    { "database", 0, 0, G_OPTION_ARG_FILENAME, &arguments->database_dir, "Folder of signatures", "DIR" },
    { "max-scan-bytes", 0, 0, G_OPTION_ARG_INT64, &arguments->max_scan_bytes, "Largest file", "N" },
    { "background", 0, 0, G_OPTION_ARG_NONE, &arguments->goes_to_background, "Leave whoever started this", NULL },
    { "in-bubblewrap", 0, 0, G_OPTION_ARG_NONE, &arguments->is_in_bubblewrap, "Started by bubblewrap", NULL },
    { NULL, 0, 0, 0, NULL, NULL, NULL },
  };
  g_autoptr(GOptionContext) context = g_option_context_new (NULL);

  g_option_context_add_main_entries (context, entries, NULL);
  g_option_context_set_summary (context, "Looks into files for purple-guard. It is started by those that need it, not by hand.");
  if (!g_option_context_parse (context, &argc, &argv, error))
    return FALSE;
  if (argc == 1 && arguments->max_scan_bytes > 0 && (guint64) arguments->max_scan_bytes <= GUARD_PLACE_MAX_SCAN_BYTES)
    return TRUE;
  g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "bad arguments");
  return FALSE;
}

/* --- where clients come in --- */

typedef struct
{
  char *run_folder, *scan_folder, *socket_path, *lock_path;
  int lock, listener;
} Door;

static gboolean
fail (GError **error, const char *what)
{
  int number = errno;

  g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (number), "%s: %s", what, g_strerror (number));
  return FALSE;
}

static gboolean
find_door (Door *door, const Arguments *arguments, GError **error)
{
  g_autofree char *name = guard_place_socket_name (arguments->database_dir, (guint64) arguments->max_scan_bytes);
  g_autofree char *lock_name = g_strconcat (name, ".lock", NULL);

  door->run_folder = guard_place_run_folder (error);
  if (door->run_folder == NULL)
    return FALSE;
  door->scan_folder = guard_place_scan_folder (error);
  if (door->scan_folder == NULL)
    return FALSE;
  door->socket_path = g_build_filename (door->run_folder, name, NULL);
  door->lock_path = g_build_filename (door->run_folder, lock_name, NULL);
  return TRUE;
}

/* The lock comes first: who has it may replace a socket that a killed scanner left.
 * Returns: %FALSE without @error if another scanner is there already */
static gboolean
open_door (Door *door, GError **error)
{
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  struct stat status;

  door->lock = open (door->lock_path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (door->lock < 0 || fstat (door->lock, &status) != 0 || !S_ISREG (status.st_mode) || status.st_uid != geteuid ())
    return fail (error, door->lock_path);
  if (flock (door->lock, LOCK_EX | LOCK_NB) != 0)
    return errno == EWOULDBLOCK ? FALSE : fail (error, door->lock_path);

  if (g_strlcpy (address.sun_path, door->socket_path, sizeof address.sun_path) >= sizeof address.sun_path)
    {
      errno = ENAMETOOLONG;
      return fail (error, door->socket_path);
    }
  unlink (door->socket_path);
  door->listener = socket (AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (door->listener < 0 || bind (door->listener, (struct sockaddr *) &address, sizeof address) != 0 || listen (door->listener, 16) != 0)
    return fail (error, door->socket_path);
  return TRUE;
}

/* --- bubblewrap --- */

static void
bind_into (GPtrArray *command, const char *option, const char *path)
{
  g_ptr_array_add (command, (char *) option);
  g_ptr_array_add (command, (char *) path);
  g_ptr_array_add (command, (char *) path);
}

/* No /proc (through it a descriptor could be opened again for writing), no home, no network; the process numbers stay
 * visible, because clients are watched by theirs. */
static GPtrArray *
wrap (const Arguments *arguments, const Door *door, char *program)
{
  static const char *const readable[] = { "/usr",       "/lib",          "/lib64",          "/lib32", "/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/ld.so.conf.d",
                                          "/etc/ssl",   "/etc/localtime", "/etc/magic", "/etc/magic.mime", "/etc/alternatives" };
  GPtrArray *command = g_ptr_array_new ();
  const char *const head[] = { "bwrap", "--unshare-net", "--unshare-ipc", "--unshare-uts", "--new-session", "--cap-drop", "ALL", "--dev", "/dev", NULL };
  /* what bubblewrap makes in memory to hang the rest into; filling it would fill memory */
  const char *const tail[] = { "--remount-ro", "/dev", "--remount-ro", "/", "--chdir", "/", NULL };

  for (gsize i = 0; head[i] != NULL; i++)
    g_ptr_array_add (command, (char *) head[i]);
  for (gsize i = 0; i < G_N_ELEMENTS (readable); i++)
    bind_into (command, "--ro-bind-try", readable[i]);
  bind_into (command, "--ro-bind-try", program);
  bind_into (command, "--ro-bind-try", arguments->database_dir != NULL ? arguments->database_dir : guard_clamav_default_database ());
  bind_into (command, "--bind", door->run_folder);
  bind_into (command, "--bind", door->scan_folder);
  for (gsize i = 0; tail[i] != NULL; i++)
    g_ptr_array_add (command, (char *) tail[i]);
  g_ptr_array_add (command, program);
  return command;
}

static gboolean
bubblewrap_works (const Arguments *arguments, const Door *door, char *program)
{
  g_autoptr(GPtrArray) command = wrap (arguments, door, program);
  int status = -1;

  g_ptr_array_add (command, (char *) "--help");
  g_ptr_array_add (command, NULL);
  return g_spawn_sync ("/", (char **) command->pdata, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, NULL,
                       NULL, &status, NULL)
         && g_spawn_check_wait_status (status, NULL);
}

/* Returns only if it could not be done. */
static void
start_again_in_bubblewrap (const Arguments *arguments, const Door *door)
{
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *max_scan_bytes = g_strdup_printf ("--max-scan-bytes=%" G_GINT64_FORMAT, arguments->max_scan_bytes);
  g_autofree char *database = arguments->database_dir == NULL ? NULL : g_strconcat ("--database=", arguments->database_dir, NULL);
  g_autoptr(GPtrArray) command = NULL;

  if (program == NULL || !bubblewrap_works (arguments, door, program))
    return;
  command = wrap (arguments, door, program);
  g_ptr_array_add (command, (char *) "--in-bubblewrap");
  g_ptr_array_add (command, max_scan_bytes);
  if (database != NULL)
    g_ptr_array_add (command, database);
  g_ptr_array_add (command, NULL);
  execvp ("bwrap", (char **) command->pdata);
}

/* --- */

static gboolean
lock (GuardServeOptions *options, const Door *door, GError **error)
{
  const char *const readable[] = { options->database_dir, "/usr", "/lib", "/lib64", "/etc/ld.so.cache", "/etc/localtime", "/etc/ssl", "/etc/magic", NULL };
  const char *const writable[] = { door->scan_folder, door->run_folder, "/dev/null", NULL };

  return guard_sandbox_lock_scanner (options->sandbox, readable, writable, error);
}

static guint
read_idle_seconds (void)
{
  const char *text = g_getenv ("PURPLE_GUARD_SCANNER_IDLE_SECONDS");
  guint64 seconds = 0;

  return text != NULL && g_ascii_string_to_unsigned (text, 10, 1, 300, &seconds, NULL) ? (guint) seconds : 300;
}

static int
do_main (int argc, char **argv)
{
  g_autoptr(GError) error = NULL;
  Arguments arguments = { NULL, (gint64) GUARD_PLACE_DEFAULT_SCAN_BYTES, FALSE, FALSE };
  Door door = { .lock = -1, .listener = -1 };
  GuardServeOptions options = { .listener = -1 };
  g_autoptr(GuardSandbox) sandbox = NULL;
  g_autoptr(GuardTemporary) home = NULL;
  g_autofree char *canary_file = NULL, *identity = NULL;
  GuardCanary canary;
  int status;

  if (!read_arguments (argc, argv, &arguments, &error) || !find_door (&door, &arguments, &error))
    {
      g_printerr ("purple-guard-scanner: %s\n", error->message);
      return 2;
    }
  /* A client cannot wait for its children: libpurple's clients collect all of them themselves, or none. */
  if (arguments.goes_to_background && fork () > 0)
    _exit (0);
  if (guard_sandbox_landlock_version () == 0 && !arguments.is_in_bubblewrap)
    start_again_in_bubblewrap (&arguments, &door);
  if (!open_door (&door, &error))
    {
      if (error != NULL)
        g_printerr ("purple-guard-scanner: %s\n", error->message);
      return error == NULL ? 0 : 1;
    }

  options.listener = door.listener;
  options.lock = door.lock;
  options.socket_path = door.socket_path;
  options.scan_folder = door.scan_folder;
  options.database_dir = arguments.database_dir != NULL ? arguments.database_dir : guard_clamav_default_database ();
  options.max_scan_bytes = (guint64) arguments.max_scan_bytes;
  options.idle_seconds = read_idle_seconds ();
  options.is_in_bubblewrap = arguments.is_in_bubblewrap;
  options.canary = &canary;

  guard_temporary_sweep (door.scan_folder);
  home = guard_temporary_new (door.scan_folder, &error);
  if (home != NULL)
    {
      canary_file = g_build_filename (guard_temporary_get_path (home), "canary.ndb", NULL);
      options.home = home;
      options.canary_file = canary_file;
      identity = guard_signatures_folder_identity (options.database_dir);
      options.folder_identity = identity;
      g_setenv ("TMPDIR", guard_temporary_get_path (home), TRUE);
      guard_content_prepare ();
      sandbox = guard_sandbox_new (arguments.is_in_bubblewrap, &error);
    }
  options.sandbox = sandbox;
  if (sandbox != NULL && (!guard_clamav_prepare (&error) || !guard_canary_init (&canary, canary_file, &error) || !lock (&options, &door, &error)))
    options.sandbox = NULL;
  options.why_not = home == NULL ? GUARD_REASON_NO_RESOURCES : GUARD_REASON_NO_SANDBOX;
  options.why_not_detail = error == NULL ? "" : error->message;

  status = guard_serve (&options);
  guard_temporary_free (g_steal_pointer (&home));
  return status;
}

/* Untouchable: what it does must come before anything else. Add things to do_main. */
int
main (int argc, char **argv)
{
  /* nothing of whoever started this: descriptors, signal handlers, locale, folder, core files */
  struct rlimit no_core = { 0, 0 };

  syscall (SYS_close_range, 3, ~0u, 0);
  setrlimit (RLIMIT_CORE, &no_core);
  signal (SIGPIPE, SIG_IGN);
  signal (SIGCHLD, SIG_DFL);
  umask (077);
  if (chdir ("/") != 0)
    return 1;
  return do_main (argc, argv);
}
