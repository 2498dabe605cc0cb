/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-inspector-process.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* Starting and ending the inspector. It is killed by a descriptor of the process, not by its number: a client that collects its children itself may
 * have freed the number for another. */

#define COLLECT_EVERY_MS 20
#define COLLECT_TRIES 500

struct _GuardInspectorProcess
{
  pid_t number;
  int process; /* a pidfd, or -1 */
  int channel;
};

void
guard_inspector_setup_init (GuardInspectorSetup *self, const GuardInspectOptions *options)
{
  const char *program = options->program != NULL ? options->program : g_getenv ("PURPLE_GUARD_INSPECTOR");

  self->program = g_strdup (program != NULL ? program : GUARD_LIBEXECDIR "/purple-guard-inspector");
  self->rules = g_strdupv ((char **) options->rules);
  self->own_rules = g_strdupv ((char **) options->own_rules);
  self->contacts = g_strdupv ((char **) options->contacts);
  self->max_bytes = options->max_bytes != 0 ? options->max_bytes : GUARD_INSPECT_DEFAULT_BYTES;
  self->max_seconds = options->max_seconds;
  if (self->max_seconds == 0)
    self->max_seconds = GUARD_INSPECT_DEFAULT_SECONDS * (guint) MAX (1, MIN (self->max_bytes, G_MAXINT32) / GUARD_INSPECT_DEFAULT_BYTES);
}

void
guard_inspector_setup_clear (GuardInspectorSetup *self)
{
  g_clear_pointer (&self->program, g_free);
  g_clear_pointer (&self->rules, g_strfreev);
  g_clear_pointer (&self->own_rules, g_strfreev);
  g_clear_pointer (&self->contacts, g_strfreev);
}

/* Addresses, a line each, in memory that nobody can change any more. Returns: -1 if it cannot be made */
static int
make_contacts (char **contacts)
{
  const int memory = memfd_create ("contacts", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  g_autofree char *text = contacts != NULL ? g_strjoinv ("\n", contacts) : g_strdup ("");
  const gsize n_bytes = strlen (text);

  if (memory >= 0 && n_bytes <= GUARD_INSPECTOR_MAX_CONTACTS_BYTES && write (memory, text, n_bytes) == (ssize_t) n_bytes
      && fcntl (memory, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL) == 0)
    return memory;
  if (memory >= 0)
    close (memory);
  return -1;
}

static GPtrArray *
make_command (const GuardInspectorSetup *setup)
{
  GPtrArray *command = g_ptr_array_new_with_free_func (g_free);

  g_ptr_array_add (command, g_strdup (setup->program));
  g_ptr_array_add (command, g_strdup_printf ("--max-bytes=%" G_GUINT64_FORMAT, setup->max_bytes));
  g_ptr_array_add (command, g_strdup_printf ("--max-seconds=%u", setup->max_seconds));
  for (gsize i = 0; setup->rules != NULL && setup->rules[i] != NULL; i++)
    g_ptr_array_add (command, g_strconcat ("--rules=", setup->rules[i], NULL));
  for (gsize i = 0; setup->own_rules != NULL && setup->own_rules[i] != NULL; i++)
    g_ptr_array_add (command, g_strconcat ("--own-rules=", setup->own_rules[i], NULL));
  g_ptr_array_add (command, NULL);
  return command;
}

/* Only what it needs: nothing of the client's environment may steer libraries there. The language is for the words of findings. */
static char **
make_environment (void)
{
  static const char * const passed[] = { "LANG", "LANGUAGE", "LC_ALL", "LC_MESSAGES", "LC_CTYPE", "TZ" };
  char **environment = g_new0 (char *, 1);
  g_auto(GStrv) names = g_listenv ();

  for (gsize i = 0; i < G_N_ELEMENTS (passed); i++)
    if (g_getenv (passed[i]) != NULL)
      environment = g_environ_setenv (environment, passed[i], g_getenv (passed[i]), TRUE);
  for (gsize i = 0; names[i] != NULL; i++) /* switches for tests, see tests/README.md */
    if (g_str_has_prefix (names[i], "PURPLE_GUARD_INSPECTOR_") || g_str_has_prefix (names[i], "PURPLE_GUARD_SCANNER_")
        || g_str_has_prefix (names[i], "GUARD_MALICE_"))
      environment = g_environ_setenv (environment, names[i], g_getenv (names[i]), TRUE);
  return environment;
}

/* posix_spawn(), because it does not copy the client's page tables: with fork(), a large client stands still for many milliseconds. The two
 * descriptors are first put high, so that neither is in the other's way. */
static gboolean
spawn (const GuardInspectorSetup *setup, int channel, int contacts, pid_t *number)
{
  g_autoptr(GPtrArray) command = make_command (setup);
  g_auto(GStrv) environment = make_environment ();
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  sigset_t none, usual;
  int error;

  sigemptyset (&none);
  sigemptyset (&usual);
  sigaddset (&usual, SIGCHLD);
  sigaddset (&usual, SIGPIPE);
  posix_spawnattr_init (&attributes);
  posix_spawnattr_setsigmask (&attributes, &none);
  posix_spawnattr_setsigdefault (&attributes, &usual);
  posix_spawnattr_setflags (&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  posix_spawn_file_actions_init (&actions);
  posix_spawn_file_actions_adddup2 (&actions, channel, GUARD_INSPECTOR_CHANNEL);
  posix_spawn_file_actions_adddup2 (&actions, contacts, GUARD_INSPECTOR_CONTACTS);
  posix_spawn_file_actions_addopen (&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen (&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  if (g_getenv ("PURPLE_GUARD_INSPECTOR_DEBUG") == NULL)
    posix_spawn_file_actions_addopen (&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  error = posix_spawn (number, setup->program, &actions, &attributes, (char **) command->pdata, environment);
  posix_spawn_file_actions_destroy (&actions);
  posix_spawnattr_destroy (&attributes);
  return error == 0;
}

static int
put_high (int descriptor)
{
  const int high = descriptor >= 0 ? fcntl (descriptor, F_DUPFD_CLOEXEC, 100) : -1;

  if (descriptor >= 0)
    close (descriptor);
  return high;
}

GuardInspectorProcess *
guard_inspector_process_start (const GuardInspectorSetup *setup)
{
  GuardInspectorProcess *self = NULL;
  int ends[2], contacts, theirs;
  pid_t number = 0;

  if (socketpair (AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
    return NULL;
  contacts = put_high (make_contacts (setup->contacts));
  theirs = put_high (ends[1]);
  if (contacts >= 0 && theirs >= 0 && spawn (setup, theirs, contacts, &number))
    {
      self = g_new0 (GuardInspectorProcess, 1);
      self->number = number;
      self->process = (int) syscall (SYS_pidfd_open, number, 0);
      self->channel = ends[0];
    }
  else
    close (ends[0]);
  if (contacts >= 0)
    close (contacts);
  if (theirs >= 0)
    close (theirs);
  return self;
}

typedef struct
{
  pid_t number;
  guint n_tries;
} Ended;

/* A client that collects its children itself may have been faster. */
static gboolean
collect (gpointer data)
{
  Ended *ended = data;

  return waitpid (ended->number, NULL, WNOHANG) == 0 && ++ended->n_tries < COLLECT_TRIES ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

void
guard_inspector_process_free (GuardInspectorProcess *self)
{
  Ended *ended = g_new0 (Ended, 1);

  close (self->channel); /* also ends one that waits for a file */
  if (self->process >= 0)
    {
      syscall (SYS_pidfd_send_signal, self->process, SIGKILL, NULL, 0);
      close (self->process);
    }
  ended->number = self->number;
  g_timeout_add_full (G_PRIORITY_LOW, COLLECT_EVERY_MS, collect, ended, g_free);
  g_free (self);
}

int
guard_inspector_process_get_channel (const GuardInspectorProcess *self)
{
  return self->channel;
}
