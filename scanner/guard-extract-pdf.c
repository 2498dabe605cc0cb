/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-extract-private.h"

#include <poppler.h>
#include <string.h>

/* PDF, by poppler: the text of the pages, what was filled in, the title, and the files in it. A document that does not say which letters its shapes are
 * (or wants a table from the disk for it, which the lock forbids) gives gaps or nonsense: that is said. Pages that are pictures hold no text by nature. */

#define SHARE_OF_NONSENSE 10 /* one letter in so many that no writing has */
#define END_WITHIN_BYTES 2048

typedef struct
{
  gsize n_letters, n_nonsense;
} Letters;

/* What poppler complained about, of the document that is read now; it tells that only to a log. */
static gboolean lacks_letters;

/* "Couldn't find '…' CMap file", "Missing language pack for '…'", "Unknown character collection '…'": shapes whose letters nobody knows. */
static void
on_complaint (const char *domain, GLogLevelFlags level, const char *message, gpointer data)
{
  static const char * const words[] = { "CMap", "language pack", "character collection" };

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    lacks_letters = lacks_letters || strstr (message, words[i]) != NULL;
}

static void
count_letters (Letters *letters, const char *text)
{
  for (; *text != '\0'; text = g_utf8_next_char (text))
    {
      const gunichar letter = g_utf8_get_char (text);
      const GUnicodeType type = g_unichar_type (letter);

      if (g_unichar_isspace (letter))
        continue;
      letters->n_letters++;
      letters->n_nonsense += type == G_UNICODE_PRIVATE_USE || type == G_UNICODE_UNASSIGNED || type == G_UNICODE_CONTROL || letter == 0xfffd;
    }
}

static void
tell (GuardExtract *self, const char *text)
{
  if (text == NULL || *text == '\0')
    return;
  guard_extract_text (self, text, strlen (text));
  guard_extract_text (self, "\n", 1);
}

static void
read_fields (GuardExtract *self, PopplerPage *page)
{
  GList *fields = poppler_page_get_form_field_mapping (page);

  for (GList *at = fields; at != NULL; at = at->next)
    {
      PopplerFormField *field = ((PopplerFormFieldMapping *) at->data)->field;
      const gboolean is_text = poppler_form_field_get_field_type (field) == POPPLER_FORM_FIELD_TEXT;
      g_autofree char *text = is_text ? poppler_form_field_text_get_text (field) : NULL;

      tell (self, text);
    }
  poppler_page_free_form_field_mapping (fields);
}

static void
read_pages (GuardExtract *self, PopplerDocument *document, gsize n_bytes)
{
  const int n_pages = poppler_document_get_n_pages (document);
  Letters letters = { 0, 0 };

  lacks_letters = FALSE;
  for (int i = 0; i < n_pages; i++)
    {
      PopplerPage *page = poppler_document_get_page (document, i);
      g_autofree char *text = page != NULL ? poppler_page_get_text (page) : NULL;

      if (page == NULL)
        return guard_extract_unread (self, GUARD_UNREAD_DAMAGED);
      if (text != NULL)
        count_letters (&letters, text);
      tell (self, text);
      read_fields (self, page);
      guard_extract_progress (self, n_bytes * (guint64) (i + 1) / (guint64) n_pages);
      g_object_unref (page);
    }
  if (lacks_letters || letters.n_nonsense * SHARE_OF_NONSENSE > letters.n_letters)
    guard_extract_unread (self, GUARD_UNREAD_LETTERS);
}

typedef struct
{
  GByteArray *bytes;
  gsize room;
} Saving;

static gboolean
save (const char *bytes, gsize n_bytes, gpointer data, GError **error)
{
  Saving *saving = data;

  if (saving->bytes->len + n_bytes > saving->room)
    return FALSE;
  g_byte_array_append (saving->bytes, (const guint8 *) bytes, (guint) n_bytes);
  return TRUE;
}

/* Returns: whether there is room for more */
static gboolean
read_attachment (GuardExtract *self, PopplerAttachment *attachment)
{
  g_autoptr(GByteArray) bytes = g_byte_array_new ();
  Saving saving = { bytes, guard_extract_get_room (self) };
  const char *name = attachment->name != NULL ? attachment->name : "?";

  if (saving.room == 0)
    return FALSE;
  if (poppler_attachment_save_to_callback (attachment, save, &saving, NULL))
    guard_extract_part (self, name, bytes->data, bytes->len);
  else
    guard_extract_part_unread (self, name, GUARD_UNREAD_DAMAGED);
  return TRUE;
}

static void
read_attachments (GuardExtract *self, PopplerDocument *document)
{
  GList *attachments = poppler_document_get_attachments (document);
  gboolean goes_on = TRUE;

  for (GList *at = attachments; at != NULL && goes_on; at = at->next)
    goes_on = read_attachment (self, at->data);
  g_list_free_full (attachments, g_object_unref);
}

static void
read_heading (GuardExtract *self, PopplerDocument *document)
{
  g_autofree char *title = poppler_document_get_title (document);
  g_autofree char *author = poppler_document_get_author (document);
  g_autofree char *subject = poppler_document_get_subject (document);
  g_autofree char *keywords = poppler_document_get_keywords (document);

  tell (self, title);
  tell (self, author);
  tell (self, subject);
  tell (self, keywords);
}

/* poppler mends what is cut off, and shows what is left of it. */
static gboolean
has_end (const guint8 *bytes, gsize n_bytes)
{
  const gsize n_looked = MIN (n_bytes, END_WITHIN_BYTES);

  return memmem (bytes + n_bytes - n_looked, n_looked, "%%EOF", 5) != NULL;
}

static PopplerDocument *
open_document (const guint8 *bytes, gsize n_bytes, GError **error)
{
  g_autoptr(GBytes) all = g_bytes_new_static (bytes, n_bytes);

  return poppler_document_new_from_bytes (all, NULL, error);
}

static void
read_document (GuardExtract *self, PopplerDocument *document, gsize n_bytes)
{
  read_heading (self, document);
  read_pages (self, document, n_bytes);
  guard_extract_end (self);
  read_attachments (self, document);
}

void
guard_extract_read_pdf (GuardExtract *self, const guint8 *bytes, gsize n_bytes)
{
  g_autoptr(GError) error = NULL;
  PopplerDocument *document = open_document (bytes, n_bytes, &error);

  if (document == NULL)
    {
      guard_extract_unread (self, g_error_matches (error, POPPLER_ERROR, POPPLER_ERROR_ENCRYPTED) ? GUARD_UNREAD_ENCRYPTED : GUARD_UNREAD_DAMAGED);
      guard_extract_read_strings (self, bytes, n_bytes);
      return;
    }
  if (!has_end (bytes, n_bytes))
    guard_extract_unread (self, GUARD_UNREAD_DAMAGED);
  read_document (self, document, n_bytes);
  g_object_unref (document);
}

/* The first document makes poppler look for its tables. */
void
guard_extract_prepare_pdf (void)
{
  PopplerDocument *document = NULL;

  g_log_set_handler ("Poppler", G_LOG_LEVEL_MASK, on_complaint, NULL);
  document = open_document ((const guint8 *) "%PDF-1.4\n%%EOF\n", 15, NULL);
  g_clear_object (&document);
}
