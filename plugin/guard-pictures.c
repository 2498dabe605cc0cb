/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-pictures-private.h"

#include "guard-attention.h"
#include "guard-contacts.h"
#include "guard-files.h"
#include "guard-notice.h"
#include "guard-notice-pictures.h"
#include "guard-question.h"

#include <glib/gi18n-lib.h>

#include <stdlib.h>
#include <string.h>

/* The pictures that were not shown: as many as fit, of each person and of all. Whoever sends most loses first, so that a flood of one, or
 * of many, does not push out what somebody else sent. What is dropped is counted and said. */

#define MAX_PICTURES_OF_ONE 20
#define MAX_BYTES_OF_ONE (2 * 1024 * 1024)
#define MAX_PICTURES 200
#define MAX_BYTES (16 * 1024 * 1024)
#define MAX_ENTRIES_A_MINUTE 10 /* lines of the journal; what is more is told with the next */

static char handle;

gboolean
guard_pictures_is_stranger (PurpleAccount *account, const char *who)
{
  return guard_contacts_get_kind (account, who) == GUARD_SENDER_STRANGER;
}

/* Returns: (transfer full) */
static char *
dup_person_key (PurpleAccount *account, const char *address)
{
  return g_strdup_printf ("%p\n%s", (void *) account, purple_normalize (account, address));
}

GuardPicturePerson *
guard_pictures_find_person (GuardPictures *self, PurpleAccount *account, const char *who)
{
  g_autofree char *address = guard_contacts_dup_address (account, who);
  g_autofree char *key = dup_person_key (account, address);

  return g_hash_table_lookup (self->persons, key);
}

static void
free_person (gpointer data)
{
  GuardPicturePerson *person = data;

  g_free (person->key);
  g_free (person);
}

/* @key: (transfer full) */
static GuardPicturePerson *
add_person (GuardPictures *self, char *key)
{
  GuardPicturePerson *person = g_new0 (GuardPicturePerson, 1);

  person->key = key;
  g_hash_table_insert (self->persons, key, person);
  return person;
}

static gsize
get_size (const GuardPicture *picture)
{
  return picture->bytes != NULL ? g_bytes_get_size (picture->bytes) : 0;
}

static void
free_picture (GuardPicture *picture)
{
  g_free (picture->who);
  g_free (picture->address);
  g_free (picture->key);
  g_clear_pointer (&picture->bytes, g_bytes_unref);
  g_clear_pointer (&picture->request, xmlnode_free);
  g_free (picture);
}

void
guard_pictures_forget (GuardPictures *self, GuardPicture *picture)
{
  GuardPicturePerson *person = picture->person;

  g_queue_remove (&self->kept, picture);
  self->n_bytes -= get_size (picture);
  person->n_bytes -= get_size (picture);
  if (--person->n_pictures == 0)
    g_hash_table_remove (self->persons, person->key);
  free_picture (picture);
}

GuardPicture *
guard_pictures_find (GuardPictures *self, guint id)
{
  for (GList *item = self->kept.head; item != NULL; item = item->next)
    if (((GuardPicture *) item->data)->id == id)
      return item->data;
  return NULL;
}

/* ---- keeping ---- */

static void
add_entry (GuardPictures *self, PurpleAccount *account, const char *address, const char *finding)
{
  GuardJournalEntry *entry = guard_journal_entry_new ("picture-withheld");

  entry->protocol = g_strdup (purple_account_get_protocol_id (account));
  entry->account = g_strdup (purple_account_get_username (account));
  entry->sender = g_strdup (address);
  entry->sender_kind = GUARD_SENDER_STRANGER;
  entry->finding = g_strdup (finding);
  entry->action = g_strdup ("withheld");
  guard_files_add_journal_entry (self->guard, entry);
}

/* A flood of pictures is no flood of lines. */
static void
write_journal (GuardPictures *self, const GuardPicture *picture)
{
  const gint64 now_us = g_get_monotonic_time ();
  const char *kind = picture->kind == GUARD_PICTURE_ICON ? "icon" : "message";
  g_autofree char *finding = NULL;

  if (now_us - self->minute_began_us > 60 * G_USEC_PER_SEC)
    {
      self->minute_began_us = now_us;
      self->n_entries = 0;
    }
  if (++self->n_entries > MAX_ENTRIES_A_MINUTE)
    {
      self->n_unwritten++;
      return;
    }
  finding = self->n_unwritten > 0 ? g_strdup_printf ("%s, and %u before", kind, self->n_unwritten) : g_strdup (kind);
  self->n_unwritten = 0;
  add_entry (self, picture->account, picture->address, finding);
}

static GuardPicture *
find_same (GuardPictures *self, const GuardPicturePerson *person, const char *key)
{
  for (GList *item = self->kept.head; person != NULL && item != NULL; item = item->next)
    {
      GuardPicture *picture = item->data;

      if (picture->person == person && g_str_equal (picture->key, key))
        return picture;
    }
  return NULL;
}

/* The oldest of whoever has most of them. */
static GuardPicture *
choose_victim (GuardPictures *self)
{
  GuardPicture *victim = NULL;
  gsize n_most = 0;

  for (GList *item = self->kept.head; item != NULL; item = item->next)
    {
      GuardPicture *picture = item->data;
      const gsize n = picture->person->n_bytes / 1024 + picture->person->n_pictures;

      if (n > n_most)
        {
          n_most = n;
          victim = picture;
        }
    }
  return victim;
}

static void
make_room (GuardPictures *self)
{
  while (self->kept.length > MAX_PICTURES || self->n_bytes > MAX_BYTES)
    {
      GuardPicture *victim = choose_victim (self);

      self->n_dropped++;
      guard_pictures_forget (self, victim);
    }
}

static gboolean
has_room (const GuardPicturePerson *person, gsize n_bytes)
{
  return person->n_pictures < MAX_PICTURES_OF_ONE && n_bytes <= GUARD_PICTURE_MAX_BYTES && person->n_bytes + n_bytes <= MAX_BYTES_OF_ONE;
}

/* Returns: (nullable): %NULL if it was the one too many */
static GuardPicture *
add_picture (GuardPictures *self, GuardPicture *picture)
{
  const guint id = picture->id = ++self->last_id;

  picture->person->n_pictures++;
  picture->person->n_bytes += get_size (picture);
  self->n_bytes += get_size (picture);
  g_queue_push_tail (&self->kept, picture);
  write_journal (self, picture);
  make_room (self);
  return guard_pictures_find (self, id);
}

static GuardPicture *
drop (GuardPictures *self, GuardPicturePerson *person, xmlnode *request)
{
  self->n_dropped++;
  if (person != NULL)
    person->n_dropped++;
  g_clear_pointer (&request, xmlnode_free);
  return NULL;
}

GuardPicture *
guard_pictures_keep (GuardPictures *self, PurpleAccount *account, const char *who, GuardPictureKind kind, const char *key, GBytes *bytes, xmlnode *request)
{
  g_autofree char *address = guard_contacts_dup_address (account, who);
  g_autofree char *person_key = dup_person_key (account, address);
  GuardPicturePerson *person = g_hash_table_lookup (self->persons, person_key);
  GuardPicture *picture = find_same (self, person, key);
  const GuardPicturePerson nobody = { 0 };

  if (picture != NULL)
    {
      g_clear_pointer (&request, xmlnode_free);
      return picture;
    }
  if (!has_room (person != NULL ? person : &nobody, bytes != NULL ? g_bytes_get_size (bytes) : 0))
    return drop (self, person, request);
  picture = g_new0 (GuardPicture, 1);
  picture->kind = kind;
  picture->account = account;
  picture->who = g_strdup (who);
  picture->address = g_steal_pointer (&address);
  picture->key = g_strdup (key);
  picture->bytes = bytes != NULL ? g_bytes_ref (bytes) : NULL;
  picture->request = request;
  picture->person = person != NULL ? person : add_person (self, g_steal_pointer (&person_key));
  return add_picture (self, picture);
}

void
guard_pictures_take (GuardPictures *self, PurpleAccount *account, const char *who, const GuardHtml *message)
{
  const GArray *ids = guard_html_get_pictures (message);

  if (ids->len == 0 || !guard_pictures_is_stranger (account, who))
    return;
  for (guint i = 0; i < ids->len; i++)
    {
      const guint id = g_array_index (ids, guint, i);
      PurpleStoredImage *image = purple_imgstore_find_by_id ((int) id);
      g_autofree char *key = g_strdup_printf ("store:%u", id);
      g_autoptr(GBytes) bytes = NULL;

      if (image == NULL || purple_imgstore_get_size (image) == 0)
        continue;
      bytes = purple_imgstore_get_size (image) <= GUARD_PICTURE_MAX_BYTES ? g_bytes_new (purple_imgstore_get_data (image), purple_imgstore_get_size (image)) : NULL;
      if (bytes != NULL)
        guard_pictures_keep (self, account, who, GUARD_PICTURE_MESSAGE, key, bytes, NULL);
      else
        self->n_dropped++;
    }
}

/* ---- listing ---- */

GPtrArray *
guard_pictures_list (GuardPictures *self)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func (g_free);

  for (GList *item = self->kept.head; item != NULL; item = item->next)
    {
      const GuardPicture *picture = item->data;

      g_ptr_array_add (lines, guard_notice_dup_picture_line (picture->account, picture->who, picture->id, picture->kind == GUARD_PICTURE_ICON, get_size (picture)));
    }
  if (self->n_dropped > 0)
    g_ptr_array_add (lines, guard_notice_dup_pictures_dropped_line (self->n_dropped));
  return lines;
}

/* ---- showing ---- */

static GuardPictureShown
show (GuardPictures *self, guint id)
{
  GuardPicture *picture = guard_pictures_find (self, id);

  if (picture == NULL)
    return GUARD_PICTURE_UNKNOWN;
  if (picture->bytes == NULL)
    return guard_pictures_fetch (self, picture) ? GUARD_PICTURE_FETCHED : GUARD_PICTURE_OFFLINE;
  guard_pictures_save (self, picture);
  return GUARD_PICTURE_ASKED;
}

GuardPictureShown
guard_pictures_show (GuardPictures *self, const char *id)
{
  return show (self, (guint) strtoul (id, NULL, 10));
}

static void
on_chosen (guint answer, const char *text, gpointer user_data)
{
  g_autoptr(GArray) ids = user_data;

  if (guard_plugin_get () != NULL && answer > 0 && answer <= ids->len)
    show (guard_plugin_get ()->pictures, g_array_index (ids, guint, answer - 1));
}

void
guard_pictures_choose (GuardPictures *self)
{
  g_autoptr(GPtrArray) lines = guard_pictures_list (self);
  GArray *ids;

  if (self->kept.length == 0)
    {
      guard_notice_show (self->guard, PURPLE_NOTIFY_MSG_INFO, _("Pictures not shown"), _("No picture is kept back."), lines->len > 0 ? g_ptr_array_index (lines, 0) : NULL);
      return;
    }
  ids = g_array_new (FALSE, FALSE, sizeof (guint));
  for (GList *item = self->kept.head; item != NULL; item = item->next)
    g_array_append_val (ids, ((GuardPicture *) item->data)->id);
  g_ptr_array_set_size (lines, (int) ids->len);
  g_ptr_array_add (lines, NULL);
  guard_question_ask_choice (self->guard->plugin, _("Pictures not shown"), _("Which picture is to be scanned and saved?"), (const char * const *) lines->pdata,
                             _("_Save"), on_chosen, ids);
}

/* ---- life ---- */

static void
on_account_removed (PurpleAccount *account, gpointer user_data)
{
  GuardPictures *self = user_data;

  for (GList *item = self->kept.head; item != NULL;)
    {
      GList *next = item->next;

      if (((GuardPicture *) item->data)->account == account)
        guard_pictures_forget (self, item->data);
      item = next;
    }
}

void
guard_pictures_attach (GuardPictures *self)
{
  guard_pictures_attach_saying (self);
  purple_signal_connect (purple_accounts_get_handle (), "account-removed", &handle, PURPLE_CALLBACK (on_account_removed), self);
  guard_pictures_attach_client (self);
  guard_pictures_attach_xmpp (self);
  guard_pictures_attach_fetching (self);
  guard_attention_attach (self->guard);
}

void
guard_pictures_detach (GuardPictures *self)
{
  guard_attention_detach ();
  guard_pictures_detach_fetching (self);
  guard_pictures_detach_xmpp ();
  guard_pictures_detach_client ();
  guard_pictures_detach_saying ();
  purple_signals_disconnect_by_handle (&handle);
}

GuardPictures *
guard_pictures_new (Guard *guard)
{
  GuardPictures *self = g_new0 (GuardPictures, 1);

  self->guard = guard;
  g_queue_init (&self->kept);
  self->persons = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, free_person);
  return self;
}

void
guard_pictures_free (GuardPictures *self)
{
  g_queue_clear_full (&self->kept, (GDestroyNotify) free_picture);
  g_hash_table_unref (self->persons);
  g_free (self);
}
