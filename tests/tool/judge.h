/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/* The commands that judge, as a person or a script runs them. */
#include "config.h"

#include "store/fixture.h"
#include "store/hostile.h"

#include <gio/gio.h>
#include <string.h>

typedef struct
{
  int code;
  char *out;
  char *err;
} Outcome;

static inline void
clear_outcome (Outcome *outcome)
{
  g_clear_pointer (&outcome->out, g_free);
  g_clear_pointer (&outcome->err, g_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Outcome, clear_outcome)

static const char *other_datadir G_GNUC_UNUSED; /* instead of the build's */

static inline GSubprocess *
start (Fixture *fixture, const char * const *arguments, GSubprocessFlags flags)
{
  g_autoptr(GSubprocessLauncher) launcher = g_subprocess_launcher_new (flags | G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  g_autoptr(GPtrArray) all = g_ptr_array_new ();
  g_autofree char *program = g_build_filename (g_getenv ("TOP_BUILDDIR"), "tool", "purple-guard", NULL);
  g_autofree char *admin = g_build_filename (fixture->root, "admin", NULL);
  g_autoptr(GError) error = NULL;
  GSubprocess *process;

  g_ptr_array_add (all, program);
  for (gsize i = 0; arguments[i] != NULL; i++)
    g_ptr_array_add (all, (char *) arguments[i]);
  g_ptr_array_add (all, NULL);
  g_subprocess_launcher_setenv (launcher, "PURPLE_GUARD_HOME", fixture->home, TRUE);
  g_subprocess_launcher_setenv (launcher, "PURPLE_GUARD_SYSCONFDIR", admin, TRUE);
  if (other_datadir != NULL)
    g_subprocess_launcher_setenv (launcher, "PURPLE_GUARD_DATADIR", other_datadir, TRUE);
  g_subprocess_launcher_setenv (launcher, "LC_ALL", "C.UTF-8", TRUE);
  process = g_subprocess_launcher_spawnv (launcher, (const char * const *) all->pdata, &error);
  g_assert_no_error (error);
  return process;
}

/* @arguments: ended by %NULL */
static inline void
run (Fixture *fixture, Outcome *outcome, const char *input, const char * const *arguments)
{
  g_autoptr(GSubprocess) process = start (fixture, arguments, G_SUBPROCESS_FLAGS_STDERR_PIPE);
  g_autoptr(GBytes) in = g_bytes_new (input, strlen (input));
  g_autoptr(GBytes) out = NULL;
  g_autoptr(GBytes) err = NULL;

  g_subprocess_communicate (process, in, NULL, &out, &err, NULL);
  g_assert_true (g_subprocess_get_if_exited (process));
  clear_outcome (outcome);
  outcome->code = g_subprocess_get_exit_status (process);
  outcome->out = g_strndup (g_bytes_get_data (out, NULL) != NULL ? g_bytes_get_data (out, NULL) : "", g_bytes_get_size (out));
  outcome->err = g_strndup (g_bytes_get_data (err, NULL) != NULL ? g_bytes_get_data (err, NULL) : "", g_bytes_get_size (err));
  g_test_message ("%s -> %d\n%s%s", arguments[0], outcome->code, outcome->out, outcome->err);
}

#define RUN(input, ...) run (fixture, &outcome, input, (const char * const[]) { __VA_ARGS__, NULL })

static inline void
assert_has (const char *text, const char *part)
{
  if (strstr (text, part) == NULL)
    g_error ("“%s” is not in “%s”", part, text);
}

static inline guint
count_lines (const char *text)
{
  guint n = 0;

  for (; *text != '\0'; text++)
    n += *text == '\n';
  return n;
}

static inline void
assert_harmless (const char *text)
{
  g_assert_true (g_utf8_validate (text, -1, NULL));
  for (const char *next = text; *next != '\0'; next = g_utf8_next_char (next))
    {
      const gunichar character = g_utf8_get_char (next);
      const GUnicodeType type = g_unichar_type (character);
      const gboolean acts = type == G_UNICODE_CONTROL || type == G_UNICODE_FORMAT || type == G_UNICODE_LINE_SEPARATOR || type == G_UNICODE_PARAGRAPH_SEPARATOR;

      /* Of those only our own line ends and the isolates that core puts round right-to-left text. */
      if (acts && character != '\n' && character != 0x2068 && character != 0x2069)
        g_error ("a character that acts (U+%04X) in “%s”", character, text);
    }
}

static inline void
write_own (const char *parent, const char *name, const char *text)
{
  g_autofree char *folder = g_build_filename (parent, "rules", NULL);
  g_autofree char *path = g_build_filename (folder, name, NULL);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  write_file (path, text);
  g_assert_cmpint (g_chmod (path, 0644), ==, 0);
}
