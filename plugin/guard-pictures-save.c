/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-pictures-private.h"

#include "guard-contacts.h"
#include "guard-files.h"
#include "guard-notice.h"
#include "guard-notice-pictures.h"
#include "store/guard-fd.h"
#include "store/guard-hold.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

/* A picture that was not shown becomes a held file like any other: it appears where the user wants it when nothing was found in it, and
 * is decoded by nobody before. */

typedef struct
{
  Guard *guard;
  guint id;
  GuardHeld *held;
  GBytes *bytes;
  gboolean may_replace;
  GError *error;
} Saving;

static void
free_saving (gpointer data)
{
  Saving *saving = data;

  g_clear_pointer (&saving->held, guard_held_free);
  g_bytes_unref (saving->bytes);
  g_clear_error (&saving->error);
  g_free (saving);
}

/* Into the very file that was reserved. */
static gboolean
write_bytes (const char *path, GBytes *bytes, GError **error)
{
  gsize n_left;
  const char *at = g_bytes_get_data (bytes, &n_left);
  guard_autofd descriptor = g_open (path, O_WRONLY | O_NOFOLLOW | O_CLOEXEC, 0);

  while (descriptor >= 0 && n_left > 0)
    {
      const gssize n_written = write (descriptor, at, n_left);

      if (n_written < 0 && errno != EINTR)
        break;
      at += MAX (n_written, 0);
      n_left -= (gsize) MAX (n_written, 0);
    }
  if (descriptor >= 0 && n_left == 0)
    return TRUE;
  g_set_error_literal (error, G_FILE_ERROR, (int) g_file_error_from_errno (errno), g_strerror (errno));
  return FALSE;
}

static void
do_hold (GuardStore *store, const GError *store_error, gpointer data)
{
  Saving *saving = data;
  g_autofree char *path = NULL;

  if (store == NULL)
    {
      saving->error = g_error_copy (store_error);
      return;
    }
  if (!guard_hold_reserve (store, saving->held, saving->may_replace, &saving->error))
    return;
  path = guard_hold_dup_path (store, saving->held->token);
  if (!write_bytes (path, saving->bytes, &saving->error) && !guard_hold_discard (store, saving->held, NULL))
    g_warning ("The rest of a picture could not be removed");
}

static void
on_held (gpointer data)
{
  Saving *saving = data;
  GuardPicture *picture = guard_pictures_find (saving->guard->pictures, saving->id);

  if (saving->error != NULL)
    {
      if (picture != NULL)
        guard_notice_picture_failed (saving->guard, picture->account, picture->who, saving->error->message);
      return;
    }
  if (picture != NULL)
    guard_pictures_forget (saving->guard->pictures, picture);
  guard_files_expect (saving->guard);
  guard_files_take (saving->guard, g_steal_pointer (&saving->held));
}

/* What its first bytes say; it is only a name. */
static char *
dup_name (const GuardPicture *picture)
{
  gsize n_bytes;
  gconstpointer data = g_bytes_get_data (picture->bytes, &n_bytes);
  const char *extension = purple_util_get_image_extension (data, n_bytes);

  /* libpurple calls so what it does not know. */
  return g_strdup_printf ("picture-%u.%s", picture->id, g_str_equal (extension, "icon") ? "bin" : extension);
}

static GuardHeld *
make_held (const GuardPicture *picture, const char *path)
{
  GuardHeld *held = guard_held_new ();

  held->protocol = g_strdup (purple_account_get_protocol_id (picture->account));
  held->account = g_strdup (purple_account_get_username (picture->account));
  held->sender = g_strdup (picture->address);
  held->sender_kind = guard_contacts_get_kind (picture->account, picture->who);
  held->name = dup_name (picture);
  held->destination = g_file_test (path, G_FILE_TEST_IS_DIR) ? g_build_filename (path, held->name, NULL) : g_strdup (path);
  held->size_bytes = g_bytes_get_size (picture->bytes);
  return held;
}

static void
on_place (guint answer, const char *path, gpointer user_data)
{
  Guard *guard = guard_plugin_get ();
  GuardPicture *picture = guard != NULL ? guard_pictures_find (guard->pictures, GPOINTER_TO_UINT (user_data)) : NULL;
  Saving *saving;

  if (answer != GUARD_ANSWER_OK || path == NULL || *path == '\0' || picture == NULL || picture->bytes == NULL)
    return;
  saving = g_new0 (Saving, 1);
  saving->guard = guard;
  saving->id = picture->id;
  saving->bytes = g_bytes_ref (picture->bytes);
  saving->held = make_held (picture, path);
  /* Pidgin's save dialog asks about what is there already; elsewhere the file stays held, and another place is asked for. */
  saving->may_replace = purple_strequal (purple_core_get_ui (), "gtk-gaim");
  guard_files_warm_up (guard);
  guard_chores_add (guard->chores, do_hold, on_held, saving, free_saving);
}

void
guard_pictures_save (GuardPictures *self, GuardPicture *picture)
{
  g_autofree char *name = dup_name (picture);

  guard_notice_ask_place (self->guard, picture->account, picture->who, name, on_place, GUINT_TO_POINTER (picture->id));
}
