/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-command.h"
#include "guard-output.h"
#include "guard-session.h"

#include "core/guard-text.h"
#include "store/guard-fd.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <poll.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* purple-guard scan: a verdict a line. What cannot be opened is "not checked", and so is all that Ctrl-C left over; neither is ever
 * passed over in silence, since the exit code 0 says that nothing known was found in every file that was named. */

#define MAX_DEPTH 64
#define BLOCK_BYTES (64 * 1024)
#define POLL_MS 200

static gboolean as_json;
static gboolean recursive;
static char *database_dir;
static int max_mebibytes = -1;
static char **names;

static const GOptionEntry entries[] = {
  { "json", 0, 0, G_OPTION_ARG_NONE, &as_json, N_("one JSON object a line"), NULL },
  { "recursive", 'r', 0, G_OPTION_ARG_NONE, &recursive, N_("scan the files in folders too (links are not followed)"), NULL },
  { "database", 0, 0, G_OPTION_ARG_FILENAME, &database_dir, N_("folder of virus signatures"), N_("DIR") },
  { "max-mebibytes", 0, 0, G_OPTION_ARG_INT, &max_mebibytes, N_("largest file that is scanned, in MiB (1 to 2047)"), N_("N") },
  { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &names, NULL, N_("FILE…") },
  { 0 }
};

/* A file to look at, or a reason why it will not be looked at. */
typedef struct
{
  char *path;
  GuardVerdict verdict; /* GUARD_VERDICT_NONE: to be scanned */
  GuardReason reason;
  char *detail;
} Item;

static void
free_item (Item *item)
{
  g_free (item->path);
  g_free (item->detail);
  g_free (item);
}

static void
add_item (GPtrArray *items, const char *path, GuardVerdict verdict, GuardReason reason, const char *detail)
{
  Item *item = g_new0 (Item, 1);

  item->path = g_strdup (path);
  item->verdict = verdict;
  item->reason = reason;
  item->detail = g_strdup (detail);
  g_ptr_array_add (items, item);
}

static void
add_unread (GPtrArray *items, const char *path, const char *detail)
{
  add_item (items, path, GUARD_VERDICT_NOT_CHECKED, GUARD_REASON_COULD_NOT_READ, detail);
}

static void
add_found (GPtrArray *items, const char *path, guint depth)
{
  g_autoptr(GDir) dir = NULL;
  g_autoptr(GError) error = NULL;
  const char *name;
  struct stat status;

  if (lstat (path, &status) != 0)
    add_unread (items, path, g_strerror (errno));
  else if (S_ISREG (status.st_mode))
    add_item (items, path, GUARD_VERDICT_NONE, GUARD_REASON_NONE, NULL);
  else if (S_ISDIR (status.st_mode) && depth >= MAX_DEPTH)
    add_unread (items, path, "folders within folders, too deep");
  else if (S_ISDIR (status.st_mode) && (dir = g_dir_open (path, 0, &error)) == NULL)
    add_unread (items, path, error->message);

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *inside = g_build_filename (path, name, NULL);

      add_found (items, inside, depth + 1);
    }
}

/* What a person names is followed if it is a link; what is found in a folder is not. */
static void
add_named (GPtrArray *items, const char *path)
{
  struct stat status;

  if (g_str_equal (path, "-"))
    add_item (items, path, GUARD_VERDICT_NONE, GUARD_REASON_NONE, NULL);
  else if (stat (path, &status) != 0)
    add_unread (items, path, g_strerror (errno));
  else if (S_ISDIR (status.st_mode) && recursive)
    {
      g_autofree char *real = realpath (path, NULL);
      g_autofree char *folder = g_file_test (path, G_FILE_TEST_IS_SYMLINK) ? g_strdup (real != NULL ? real : path) : g_strdup (path);

      add_found (items, folder, 0);
    }
  else if (!S_ISREG (status.st_mode))
    add_item (items, path, GUARD_VERDICT_CANNOT_BE_SCANNED, GUARD_REASON_NOT_A_FILE, S_ISDIR (status.st_mode) ? "a folder; see --recursive" : NULL);
  else
    add_item (items, path, GUARD_VERDICT_NONE, GUARD_REASON_NONE, NULL);
}

/* Waits for input in short pieces, so that Ctrl-C is heard. */
static gssize
read_input (GuardSession *session, guint8 *block)
{
  struct pollfd input = { .fd = STDIN_FILENO, .events = POLLIN };

  while (!guard_session_is_cancelled (session))
    {
      int n_ready = poll (&input, 1, POLL_MS);

      if (n_ready > 0)
        return read (STDIN_FILENO, block, BLOCK_BYTES);
      if (n_ready < 0 && errno != EINTR)
        return -1;
    }
  errno = ECANCELED;
  return -1;
}

static gboolean
give_up (Item *item, GuardVerdict verdict, GuardReason reason)
{
  item->verdict = verdict;
  item->reason = reason;
  return FALSE;
}

/* Copies the standard input into @file, up to the size limit. FALSE with @item's verdict set if that is not possible. */
static gboolean
copy_input (GuardSession *session, int file, Item *item)
{
  g_autofree guint8 *block = g_malloc (BLOCK_BYTES);
  guint64 n_bytes = 0;
  gssize n_read;

  while ((n_read = read_input (session, block)) > 0)
    {
      n_bytes += (guint64) n_read;
      if (n_bytes > guard_session_get_max_bytes (session))
        return give_up (item, GUARD_VERDICT_CANNOT_BE_SCANNED, GUARD_REASON_TOO_BIG);
      if (write (file, block, n_read) != n_read)
        return give_up (item, GUARD_VERDICT_NOT_CHECKED, GUARD_REASON_NO_RESOURCES);
    }
  return n_read == 0 || give_up (item, GUARD_VERDICT_NOT_CHECKED, GUARD_REASON_COULD_NOT_READ);
}

/* The scanner wants a file: a temporary one, without a name before its first byte, opened anew for reading alone. */
static int
open_input (GuardSession *session, Item *item)
{
  g_autofree char *path = NULL;
  guard_autofd file = g_file_open_tmp ("purple-guard-XXXXXX", &path, NULL);
  guard_autofd reader = file >= 0 ? open (path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW) : -1;

  if (file >= 0)
    unlink (path);
  if (reader < 0)
    {
      give_up (item, GUARD_VERDICT_NOT_CHECKED, GUARD_REASON_NO_RESOURCES);
      return -1;
    }
  return copy_input (session, file, item) ? g_steal_fd (&reader) : -1;
}

static int
open_file (Item *item)
{
  guard_autofd file = open (item->path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
  struct stat status;

  if (file >= 0 && fstat (file, &status) == 0 && S_ISREG (status.st_mode))
    return g_steal_fd (&file);

  item->verdict = file >= 0 ? GUARD_VERDICT_CANNOT_BE_SCANNED : GUARD_VERDICT_NOT_CHECKED;
  item->reason = file >= 0 ? GUARD_REASON_NOT_A_FILE : GUARD_REASON_COULD_NOT_READ;
  item->detail = file >= 0 ? NULL : g_strdup (g_strerror (errno));
  return -1;
}

static void
print_json (const Item *item, const GuardScanResult *result, const char *detail)
{
  g_autoptr(GuardJson) json = guard_json_new ();

  guard_json_add_string (json, "file", item->path);
  guard_json_add_verdict (json, result->verdict, result->reason, result->finding);
  guard_json_add_string (json, "detail", *detail != '\0' ? detail : NULL);
  guard_json_add_string (json, "true_type", *result->true_type != '\0' ? result->true_type : NULL);
  guard_json_add_string (json, "engine", *result->engine != '\0' ? result->engine : NULL);
  guard_json_add_string (json, "signatures", *result->signatures != '\0' ? result->signatures : NULL);
  guard_json_add_unsigned (json, "elapsed_ms", result->elapsed_ms);
  guard_json_print (json);
}

static void
print_result (const Item *item, const GuardScanResult *result)
{
  const char *detail = item->detail != NULL ? item->detail : result->verdict != GUARD_VERDICT_INFECTED ? result->finding : "";
  g_autofree char *name = guard_text_one_line (item->path, 1000);
  g_autofree char *words = guard_verdict_line (result->verdict, result->reason, result->finding);
  g_autofree char *shown = guard_text_one_line (detail, 200);

  if (as_json)
    print_json (item, result, detail);
  else if (*shown != '\0')
    g_print ("%s: %s (%s)\n", name, words, shown);
  else
    g_print ("%s: %s\n", name, words);
}

/* Returns: the exit code of this one file */
static int
scan_item (GuardSession *session, Item *item, guint n, guint n_files)
{
  GuardScanResult result = { 0 };
  int descriptor = -1;

  if (item->verdict == GUARD_VERDICT_NONE)
    descriptor = g_str_equal (item->path, "-") ? open_input (session, item) : open_file (item);
  if (descriptor >= 0)
    guard_session_scan (session, descriptor, GUARD_SENDER_SELF, item->path, n, n_files, &result);
  else
    {
      result.verdict = item->verdict;
      result.reason = item->reason;
    }
  print_result (item, &result);
  return guard_verdict_exit_code (result.verdict);
}

static int
scan_all (GPtrArray *items)
{
  g_autoptr(GuardSession) session = guard_session_new (guard_command_get_home (), database_dir, MAX (max_mebibytes, 0));
  int code = guard_verdict_exit_code (GUARD_VERDICT_NOTHING_FOUND);
  guint i;

  for (i = 0; i < items->len && !guard_session_is_cancelled (session); i++)
    code = guard_verdict_worse_exit_code (code, scan_item (session, items->pdata[i], i + 1, items->len));

  if (i < items->len)
    {
      g_printerr (g_dngettext (GETTEXT_PACKAGE, "Interrupted: %u more file was not checked.\n",
                               "Interrupted: %u more files were not checked.\n", items->len - i), items->len - i);
      code = guard_verdict_worse_exit_code (code, guard_verdict_exit_code (GUARD_VERDICT_NOT_CHECKED));
    }
  return code;
}

int
guard_command_scan (int argc, char **argv)
{
  g_autoptr(GPtrArray) items = g_ptr_array_new_with_free_func ((GDestroyNotify) free_item);

  if (!guard_command_parse ("scan", NULL, N_("Looks for known malware in files. Exit code: 0 nothing known found, 1 infected, 2 cannot be "
                                             "scanned, 3 not checked, 4 wrong usage."), entries, argc, argv))
    return GUARD_EXIT_USAGE;
  if (names == NULL)
    return guard_command_misuse (_("which file?"));
  if (max_mebibytes != -1 && (max_mebibytes < 1 || max_mebibytes > 2047))
    return guard_command_misuse (_("--max-mebibytes must be between 1 and 2047"));

  for (gsize i = 0; names[i] != NULL; i++)
    add_named (items, names[i]);
  if (items->len == 0)
    g_printerr ("purple-guard: %s\n", _("there was no file to scan"));
  return scan_all (items);
}
