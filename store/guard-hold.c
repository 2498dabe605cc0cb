/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-hold.h"

#include "guard-fd.h"
#include "guard-destination.h"
#include "guard-store-private.h"

#include "core/guard-error.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

/* The life of a held file. Each step is ordered so that a crash at any point leaves something that recovery can tell apart:
 *
 *   reserve   row (receiving), then the file          a file in held/ always has a row, unless the index was lost
 *   finish    read-only, sum taken, synced, then row (received)
 *   release   row (releasing)
 *             staged beside the destination under a name of our own (guard-destination): a second name of the very inode, or a
 *             synced and compared copy; then its inode noted
 *             placed: the staged name becomes the final one, in one step of the file system
 *             row (released), then what was replaced and the name in held/ are removed
 *   discard   row (deleted), then the file
 *
 * So the name in held/ goes last, and never before the row says why. Nothing half-written ever bears the final name. */

#define SPARE_BYTES (64 * 1024 * 1024)
#define READ_BYTES (256 * 1024)

/* Tests kill the process here; nothing in the real program. */
#ifndef CRASH_POINT
#define CRASH_POINT(name) ((void) 0)
#endif

static gboolean
fail (GError **error, int code, const char *doing)
{
  g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (code), "%s: %s", doing, g_strerror (code));
  return FALSE;
}

static gboolean
fail_changed (GError **error)
{
  g_set_error (error, GUARD_ERROR, GUARD_ERROR_CHANGED, _("the held file is not any more what was received"));
  return FALSE;
}

static gint64
get_modified_ns (const struct stat *status)
{
  return (gint64) status->st_mtim.tv_sec * 1000000000 + status->st_mtim.tv_nsec;
}

static GuardInode
get_inode (const struct stat *status)
{
  return (GuardInode) { status->st_dev, status->st_ino };
}

static gboolean
is_inode (const struct stat *status, GuardInode inode)
{
  return inode.inode != 0 && status->st_dev == inode.device && status->st_ino == inode.inode;
}

static int
open_held_folder (GuardStore *store, GError **error)
{
  g_autofree char *path = g_build_filename (guard_store_get_home (store), "held", NULL);
  int folder = open (path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

  if (folder < 0)
    fail (error, errno, _("opening the folder of held files"));
  return folder;
}

char *
guard_hold_dup_path (GuardStore *store, const char *token)
{
  return g_build_filename (guard_store_get_home (store), "held", token, NULL);
}

static void
set_text (char **place, const char *text)
{
  char *copy = g_strdup (text);

  g_free (*place);
  *place = copy;
}

static void
set_waiting (GuardHeld *held)
{
  held->verdict = GUARD_VERDICT_NOT_CHECKED;
  held->reason = GUARD_REASON_WAITING;
  g_clear_pointer (&held->finding, g_free);
}

/* ---- Reserve ---- */

static gboolean
has_room (int folder, guint64 size_bytes, GError **error)
{
  struct statvfs status;
  guint64 free_bytes;

  if (fstatvfs (folder, &status) != 0)
    return fail (error, errno, _("looking for free space"));

  free_bytes = (guint64) status.f_bavail * status.f_frsize;
  if (free_bytes >= SPARE_BYTES && size_bytes <= free_bytes - SPARE_BYTES)
    return TRUE;
  g_set_error (error, GUARD_ERROR, GUARD_ERROR_UNAVAILABLE,
               _("not enough space: the file has %lu MiB, and %lu MiB are free (64 MiB must stay free)"),
               (gulong) (size_bytes >> 20), (gulong) (free_bytes >> 20));
  return FALSE;
}

static gboolean
make_file (GuardStore *store, int folder, GuardHeld *held, GError **error)
{
  struct stat status;
  GuardInode none = { 0, 0 };
  int file = openat (folder, held->token, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  gboolean is_made;

  if (file < 0)
    return fail (error, errno, _("making the held file"));
  is_made = fchmod (file, 0600) == 0 && fstat (file, &status) == 0 && fsync (folder) == 0;
  if (!is_made)
    fail (error, errno, _("making the held file"));
  close (file);
  if (!is_made)
    return FALSE;

  CRASH_POINT ("reserve-file");
  held->device = status.st_dev;
  held->inode = status.st_ino;
  return guard_store_put_inodes (store, held->token, get_inode (&status), none, error) && guard_store_update_held (store, held, error);
}

gboolean
guard_hold_reserve (GuardStore *store, GuardHeld *held, gboolean may_replace, GError **error)
{
  guard_autofd folder = -1;
  GuardInode replaced = { 0, 0 };

  held->device = held->inode = 0;
  if (held->destination != NULL && !guard_destination_look (held->destination, may_replace, &replaced, error))
    return FALSE;
  held->replace_device = replaced.device;
  held->replace_inode = replaced.inode;

  folder = open_held_folder (store, error);
  if (folder < 0 || !has_room (folder, held->size_bytes, error))
    return FALSE;

  held->state = GUARD_HELD_RECEIVING;
  set_text (&held->lease, guard_store_get_lease (store));
  if (!guard_store_insert_reserved (store, held, error))
    return FALSE;

  CRASH_POINT ("reserve-row");
  if (make_file (store, folder, held, error))
    return TRUE;

  if (!guard_hold_discard (store, held, NULL))
    g_warning ("what was reserved for a file could not be taken back");
  return FALSE;
}

/* ---- Look ---- */

static int
open_in_held (int folder, const char *token, struct stat *status, GError **error)
{
  guard_autofd file = openat (folder, token, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);

  if (file < 0 && (errno == ENOENT || errno == ELOOP))
    fail_changed (error);
  else if (file < 0 || fstat (file, status) != 0)
    fail (error, errno, _("opening the held file"));
  else if (!S_ISREG (status->st_mode))
    fail_changed (error);
  else
    return g_steal_fd (&file);
  return -1;
}

static gboolean
is_unchanged (const struct stat *status, const GuardHeld *held)
{
  return is_inode (status, (GuardInode) { held->device, held->inode }) && (guint64) status->st_size == held->size_bytes &&
         get_modified_ns (status) == held->modified_ns;
}

int
guard_hold_open (GuardStore *store, const GuardHeld *held, GError **error)
{
  guard_autofd folder = open_held_folder (store, error);
  guard_autofd file = -1;
  struct stat status;

  if (folder < 0)
    return -1;
  file = open_in_held (folder, held->token, &status, error);
  if (file < 0)
    return -1;
  if (!is_unchanged (&status, held))
    {
      fail_changed (error);
      return -1;
    }
  return g_steal_fd (&file);
}

/* Takes size, time and sum of the open file into @held, and synchronises it: what was scanned must be what is there after a
 * power cut. */
static gboolean
measure (int file, GuardHeld *held, GCancellable *cancellable, GError **error)
{
  g_autofree char *sum = NULL;
  struct stat before, after;

  if (fchmod (file, 0400) != 0 || fsync (file) != 0 || fstat (file, &before) != 0)
    return fail (error, errno, _("closing the held file"));
  sum = guard_destination_sum (file, cancellable, error);
  if (sum == NULL)
    return FALSE;
  if (fstat (file, &after) != 0)
    return fail (error, errno, _("closing the held file"));
  if (before.st_size != after.st_size || get_modified_ns (&before) != get_modified_ns (&after))
    return fail_changed (error);

  held->device = after.st_dev;
  held->inode = after.st_ino;
  held->size_bytes = after.st_size;
  held->modified_ns = get_modified_ns (&after);
  set_text (&held->sha256, sum);
  return TRUE;
}

gboolean
guard_hold_finish (GuardStore *store, GuardHeld *held, GCancellable *cancellable, GError **error)
{
  guard_autofd folder = open_held_folder (store, error);
  guard_autofd file = -1;
  struct stat status;

  if (folder < 0)
    return FALSE;
  file = open_in_held (folder, held->token, &status, error);
  if (file < 0)
    return FALSE;
  /* A second name would let the content change, or leave, past us. */
  if (!is_inode (&status, (GuardInode) { held->device, held->inode }) || status.st_nlink != 1 || status.st_uid != geteuid ())
    return fail_changed (error);
  if (!measure (file, held, cancellable, error))
    return FALSE;

  CRASH_POINT ("finish-measured");
  held->state = GUARD_HELD_RECEIVED;
  set_text (&held->lease, guard_store_get_lease (store));
  return guard_store_update_held (store, held, error);
}

gboolean
guard_hold_note_verdict (GuardStore *store, GuardHeld *held, GuardHeldState state, GError **error)
{
  g_autoptr(GuardHeld) noted = NULL;

  if (state != GUARD_HELD_HELD && state != GUARD_HELD_QUARANTINED && state != GUARD_HELD_RECEIVED)
    {
      g_set_error (error, GUARD_ERROR, GUARD_ERROR_MALFORMED, "a verdict cannot make a file “%s”", guard_held_state_to_string (state));
      return FALSE;
    }

  noted = guard_held_copy (held);
  noted->state = state;
  set_text (&noted->lease, state == GUARD_HELD_RECEIVED ? guard_store_get_lease (store) : NULL);
  if (!guard_store_update_held (store, noted, error))
    return FALSE;

  held->state = state;
  set_text (&held->lease, noted->lease);
  return TRUE;
}

/* ---- Release ---- */

static GuardHeldState
get_kept_state (const GuardHeld *held)
{
  return held->verdict == GUARD_VERDICT_INFECTED ? GUARD_HELD_QUARANTINED : GUARD_HELD_HELD;
}

/* The file stays: read-only, in nobody's hands. */
static void
keep (GuardStore *store, int file, GuardHeld *held, GuardHeldState state)
{
  g_autoptr(GError) error = NULL;

  if (file >= 0 && fchmod (file, 0400) != 0)
    g_warning ("a held file could not be made read-only again: %s", g_strerror (errno));
  held->state = state;
  g_clear_pointer (&held->lease, g_free);
  if (!guard_store_update_held (store, held, &error))
    g_warning ("a file that could not be released is noted wrongly until the next start: %s", error->message);
}

/* From the open, unchanged, compared file to the final name. On failure nothing is left outside held/. */
static gboolean
carry_out (GuardStore *store, int file, GuardHeld *held, GCancellable *cancellable, GError **error)
{
  GuardInode replaced = { held->replace_device, held->replace_inode };
  GuardInode inner = { held->device, held->inode };
  g_autoptr(GuardDestination) place = guard_destination_open (held->destination, held->token, error);
  g_autoptr(GuardHeld) released = NULL;
  struct stat status;

  if (place == NULL || !guard_destination_stage (place, file, held->sha256, cancellable, error))
    return FALSE;
  CRASH_POINT ("release-staged");
  if (!guard_store_put_inodes (store, held->token, inner, guard_destination_get_staged (place), error) ||
      g_cancellable_set_error_if_cancelled (cancellable, error))
    {
      guard_destination_withdraw (place);
      return FALSE;
    }

  CRASH_POINT ("release-noted");
  if (!guard_destination_put (place, replaced, error))
    {
      guard_destination_withdraw (place);
      return FALSE;
    }

  CRASH_POINT ("release-placed");
  released = guard_held_copy (held);
  released->state = GUARD_HELD_RELEASED;
  g_clear_pointer (&released->lease, g_free);
  if (!guard_destination_stat (place, &status, error))
    {
      guard_destination_withdraw (place);
      return FALSE;
    }
  released->device = status.st_dev;
  released->inode = status.st_ino;
  released->size_bytes = status.st_size;
  released->modified_ns = get_modified_ns (&status);
  if (!guard_store_update_held (store, released, error))
    {
      guard_destination_withdraw (place);
      return FALSE;
    }

  CRASH_POINT ("release-row");
  held->state = released->state;
  held->device = released->device;
  held->inode = released->inode;
  held->modified_ns = released->modified_ns;
  g_clear_pointer (&held->lease, g_free);
  guard_destination_finish (place);
  return TRUE;
}

/* Whether the open file holds the very bytes that were received, and nobody stands ready to write to it. */
static gboolean
is_same_content (int file, const GuardHeld *held, GCancellable *cancellable, GError **error)
{
  g_autofree char *sum = guard_destination_sum (file, cancellable, error);
  struct stat status;

  if (sum == NULL)
    return FALSE;
  if (fstat (file, &status) != 0 || !is_unchanged (&status, held) || g_strcmp0 (sum, held->sha256) != 0)
    return fail_changed (error);
  return TRUE;
}

static void
remove_held_name (int folder, const char *token, GuardInode inner)
{
  struct stat status;

  if (fstatat (folder, token, &status, AT_SYMLINK_NOFOLLOW) == 0 && is_inode (&status, inner) &&
      (unlinkat (folder, token, 0) != 0 || fsync (folder) != 0))
    g_warning ("the held copy of a released file could not be removed: %s", g_strerror (errno));
}

gboolean
guard_hold_release (GuardStore *store, GuardHeld *held, GCancellable *cancellable, GError **error)
{
  guard_autofd folder = open_held_folder (store, error);
  guard_autofd file = -1;
  GuardHeldState before = held->state;
  GuardInode inner = { held->device, held->inode };
  struct stat status;

  if (folder < 0)
    return FALSE;
  if (held->destination == NULL)
    {
      g_set_error (error, GUARD_ERROR, GUARD_ERROR_MALFORMED, _("nobody said where this file is to go"));
      return FALSE;
    }
  if (!guard_store_claim (store, held, GUARD_HELD_RELEASING, error))
    return FALSE;
  /* The destination of this try must be in the row: recovery looks there. */
  CRASH_POINT ("release-claimed");
  if (!guard_store_put_inodes (store, held->token, inner, (GuardInode) { 0, 0 }, error) || !guard_store_update_held (store, held, error))
    {
      keep (store, -1, held, before);
      return FALSE;
    }

  file = open_in_held (folder, held->token, &status, error);
  if (file < 0 || !is_same_content (file, held, cancellable, error) || !carry_out (store, file, held, cancellable, error))
    {
      keep (store, file, held, before == GUARD_HELD_RELEASING || before == GUARD_HELD_RECEIVED ? get_kept_state (held) : before);
      return FALSE;
    }

  remove_held_name (folder, held->token, inner);
  CRASH_POINT ("release-done");
  return TRUE;
}

/* ---- Discard ---- */

gboolean
guard_hold_discard (GuardStore *store, GuardHeld *held, GError **error)
{
  guard_autofd folder = open_held_folder (store, error);

  if (folder < 0 || !guard_store_claim (store, held, GUARD_HELD_DELETED, error))
    return FALSE;

  CRASH_POINT ("discard-row");
  g_clear_pointer (&held->lease, g_free);
  if (unlinkat (folder, held->token, 0) != 0 && errno != ENOENT)
    return fail (error, errno, _("removing the held file"));
  return fsync (folder) == 0 || fail (error, errno, _("removing the held file"));
}

/* ---- Recover ---- */

static void
note_broken_off (GuardStore *store, const GuardHeld *held, const char *action)
{
  g_autoptr(GuardJournalEntry) entry = guard_journal_entry_new_for_held (held, "file-broken-off", action, NULL);
  g_autoptr(GError) error = NULL;

  if (!guard_store_add_entry (store, entry, &error))
    g_warning ("%s", error->message);
}

/* Takes the file as it is now: nothing is known of its content. */
static gboolean
measure_anew (GuardStore *store, int folder, GuardHeld *held, GError **error)
{
  struct stat status;
  guard_autofd file = open_in_held (folder, held->token, &status, error);

  if (file < 0 || !measure (file, held, NULL, error))
    return FALSE;
  set_waiting (held);
  held->state = GUARD_HELD_RECEIVED;
  return guard_store_put_inodes (store, held->token, (GuardInode) { held->device, held->inode }, (GuardInode) { 0, 0 }, error) &&
         guard_store_update_held (store, held, error);
}

/* Received, or being scanned, when its program died: waits for the next scan. TRUE if it is to be scanned again. */
static gboolean
recover_received (GuardStore *store, int folder, GuardHeld *held, GError **error)
{
  struct stat status;

  if (fstatat (folder, held->token, &status, AT_SYMLINK_NOFOLLOW) != 0 && errno == ENOENT)
    {
      note_broken_off (store, held, "gone");
      if (!guard_hold_discard (store, held, error))
        g_prefix_error (error, "%s: ", held->token);
      return FALSE;
    }
  if (held->sha256 == NULL || !is_unchanged (&status, held))
    return measure_anew (store, folder, held, error);

  set_waiting (held);
  return guard_store_update_held (store, held, error);
}

/* TRUE if it is to be scanned again. */
static gboolean
recover_releasing (GuardStore *store, int folder, GuardHeld *held, GError **error)
{
  g_autoptr(GuardDestination) place = NULL;
  GuardInode inner, staged;
  struct stat status;
  gboolean is_inside = fstatat (folder, held->token, &status, AT_SYMLINK_NOFOLLOW) == 0;
  gboolean is_placed;

  if (!guard_store_get_inodes (store, held->token, &inner, &staged, error))
    return FALSE;

  place = guard_destination_open (held->destination, held->token, NULL);
  is_placed = place != NULL &&
              guard_destination_recover (place, staged, (GuardInode) { held->replace_device, held->replace_inode }, &status);
  if (is_placed || !is_inside)
    {
      /* The name in held/ goes only after the file was placed, so without it the file is out, wherever its owner moved it. */
      held->state = GUARD_HELD_RELEASED;
      held->device = staged.device;
      held->inode = staged.inode;
      if (is_placed)
        held->modified_ns = get_modified_ns (&status);
      g_clear_pointer (&held->lease, g_free);
      if (guard_store_update_held (store, held, error))
        remove_held_name (folder, held->token, inner);
      return FALSE;
    }

  if (fchmodat (folder, held->token, 0400, 0) != 0)
    g_warning ("a held file could not be made read-only again: %s", g_strerror (errno));
  held->state = get_kept_state (held);
  g_clear_pointer (&held->lease, g_free);
  return guard_store_update_held (store, held, error) && held->verdict == GUARD_VERDICT_NOTHING_FOUND;
}

static gboolean
has_size (int folder, const char *token, guint64 size_bytes)
{
  struct stat status;

  return fstatat (folder, token, &status, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG (status.st_mode) && (guint64) status.st_size == size_bytes;
}

/* A row on its way whose program is dead. TRUE if it is to be scanned again. */
static gboolean
recover_row (GuardStore *store, int folder, GuardHeld *held, GError **error)
{
  GuardHeldState state = held->state;

  if (!guard_store_claim (store, held, state, error))
    return FALSE;

  switch (state)
    {
    case GUARD_HELD_RECEIVING:
      /* All of it had come, only nobody was left to say so: the sender believes that it was delivered. */
      if (held->size_bytes > 0 && has_size (folder, held->token, held->size_bytes))
        return measure_anew (store, folder, held, error);
      note_broken_off (store, held, "removed");
      if (!guard_hold_discard (store, held, error))
        g_prefix_error (error, "%s: ", held->token);
      return FALSE;
    case GUARD_HELD_RECEIVED:
      return recover_received (store, folder, held, error);
    case GUARD_HELD_RELEASING:
      return recover_releasing (store, folder, held, error);
    case GUARD_HELD_HELD:
    case GUARD_HELD_QUARANTINED:
    case GUARD_HELD_RELEASED:
    case GUARD_HELD_DELETED:
    default:
      return FALSE;
    }
}

static gboolean
is_on_its_way (const GuardHeld *held)
{
  return held->state == GUARD_HELD_RECEIVING || held->state == GUARD_HELD_RECEIVED || held->state == GUARD_HELD_RELEASING;
}

/* The last steps of a release or a deletion whose row was written and whose program then died. */
static void
finish_leftover (GuardStore *store, int folder, GuardHeld *held)
{
  GuardInode inner, staged;
  struct stat status;

  if (!guard_store_get_inodes (store, held->token, &inner, &staged, NULL))
    return;
  if (held->state == GUARD_HELD_RELEASED && held->destination != NULL)
    {
      g_autoptr(GuardDestination) place = guard_destination_open (held->destination, held->token, NULL);

      if (place != NULL)
        guard_destination_recover (place, staged, (GuardInode) { held->replace_device, held->replace_inode }, &status);
    }
  if (held->state == GUARD_HELD_DELETED && inner.inode == 0 && fstatat (folder, held->token, &status, AT_SYMLINK_NOFOLLOW) == 0)
    inner = get_inode (&status);
  remove_held_name (folder, held->token, inner);
}

/* A file in held/ that no row on its way speaks of. TRUE if it was adopted into @held. */
static gboolean
recover_file (GuardStore *store, int folder, const char *token, GuardHeld **adopted, GError **error)
{
  g_autoptr(GError) local_error = NULL;
  g_autoptr(GuardHeld) held = guard_store_find_held (store, token, &local_error);
  gboolean is_new = FALSE;

  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  if (held != NULL)
    {
      if (held->state == GUARD_HELD_RELEASED || held->state == GUARD_HELD_DELETED)
        finish_leftover (store, folder, held);
      return FALSE;
    }

  held = guard_held_new ();
  set_text (&held->token, token);
  set_text (&held->lease, guard_store_get_lease (store));
  held->state = GUARD_HELD_RECEIVED;
  set_waiting (held);
  if (!guard_store_insert_adopted (store, held, &is_new, error) || !is_new || !measure_anew (store, folder, held, error))
    return FALSE;
  *adopted = g_steal_pointer (&held);
  return TRUE;
}

/* Reads all names before any is touched. */
static GPtrArray *
list_files (GuardStore *store, GError **error)
{
  g_autofree char *path = g_build_filename (guard_store_get_home (store), "held", NULL);
  g_autoptr(GDir) dir = g_dir_open (path, 0, error);
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  if (dir == NULL)
    return NULL;
  while ((name = g_dir_read_name (dir)) != NULL)
    if (guard_held_token_is_valid (name))
      g_ptr_array_add (names, g_strdup (name));
  return g_steal_pointer (&names);
}

/* One file that resists must not hide the others. */
static void
warn_and_clear (const char *token, GError **error)
{
  if (*error != NULL && !g_error_matches (*error, GUARD_ERROR, GUARD_ERROR_UNAVAILABLE))
    g_warning ("looking after the held file %s: %s", token, (*error)->message);
  g_clear_error (error);
}

GPtrArray *
guard_hold_recover (GuardStore *store, GError **error)
{
  guard_autofd folder = open_held_folder (store, error);
  g_autoptr(GPtrArray) again = g_ptr_array_new_with_free_func ((GDestroyNotify) guard_held_free);
  g_autoptr(GPtrArray) rows = NULL;
  g_autoptr(GPtrArray) names = NULL;
  g_autoptr(GError) local_error = NULL;

  if (folder < 0)
    return NULL;
  names = list_files (store, error);
  rows = names != NULL ? guard_store_list_held (store, error) : NULL;
  if (rows == NULL)
    return NULL;

  for (guint i = 0; i < rows->len; i++)
    {
      GuardHeld *held = rows->pdata[i];

      if (is_on_its_way (held) && !guard_store_lease_is_alive (store, held->lease) && recover_row (store, folder, held, &local_error))
        g_ptr_array_add (again, guard_held_copy (held));
      warn_and_clear (held->token, &local_error);
    }
  for (guint i = 0; i < names->len; i++)
    {
      GuardHeld *held = NULL;

      if (recover_file (store, folder, names->pdata[i], &held, &local_error))
        g_ptr_array_add (again, held);
      warn_and_clear (names->pdata[i], &local_error);
    }
  return g_steal_pointer (&again);
}
