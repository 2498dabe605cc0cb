/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-extract-private.h"

#include <archive.h>
#include <archive_entry.h>
#include <string.h>

/* Archives and compressed files, by libarchive, each file in them read into memory up to what there is room for. Formats and filters are named one by
 * one: "all" would bring those that start programs or read other files (mtree). */

#define BLOCK_BYTES (64 * 1024)

static struct archive *
new_reader (void)
{
  struct archive *reader = archive_read_new ();

  archive_read_support_filter_bzip2 (reader);
  archive_read_support_filter_compress (reader);
  archive_read_support_filter_gzip (reader);
  archive_read_support_filter_lz4 (reader);
  archive_read_support_filter_lzip (reader);
  archive_read_support_filter_lzma (reader);
  archive_read_support_filter_xz (reader);
  archive_read_support_filter_zstd (reader);
  archive_read_support_format_7zip (reader);
  archive_read_support_format_ar (reader);
  archive_read_support_format_cab (reader);
  archive_read_support_format_cpio (reader);
  archive_read_support_format_iso9660 (reader);
  archive_read_support_format_lha (reader);
  archive_read_support_format_rar (reader);
  archive_read_support_format_rar5 (reader);
  archive_read_support_format_raw (reader);
  archive_read_support_format_tar (reader);
  archive_read_support_format_xar (reader);
  archive_read_support_format_zip (reader);
  return reader;
}

/* "letters.txt" of "letters.txt.gz": what is compressed alone has no name inside. */
static char *
strip_ending (const char *name)
{
  const char *dot = strrchr (name, '.');

  return dot != NULL && dot != name ? g_strndup (name, (gsize) (dot - name)) : g_strdup (name);
}

static char *
dup_entry_name (GuardExtract *self, struct archive *reader, struct archive_entry *entry)
{
  const char *name = archive_entry_pathname (entry);

  if (archive_format (reader) == ARCHIVE_FORMAT_RAW)
    return strip_ending (guard_extract_get_name (self));
  if (name == NULL)
    name = archive_entry_pathname_utf8 (entry);
  return g_strdup (name != NULL ? name : "?");
}

/* Returns: the last answer of libarchive: ARCHIVE_EOF at the good end; ARCHIVE_OK if there was more than @room */
static int
read_data (struct archive *reader, GByteArray *data, gsize room)
{
  g_autofree guint8 *block = g_malloc (BLOCK_BYTES);
  la_ssize_t n;

  while (data->len <= room)
    {
      n = archive_read_data (reader, block, BLOCK_BYTES);
      if (n == 0)
        return ARCHIVE_EOF;
      if (n < 0)
        return (int) n;
      g_byte_array_append (data, block, (guint) n);
    }
  return ARCHIVE_OK;
}

static GuardUnread
find_fault (struct archive *reader)
{
  return archive_read_has_encrypted_entries (reader) > 0 ? GUARD_UNREAD_ENCRYPTED : GUARD_UNREAD_DAMAGED;
}

/* Returns: whether the archive can be read on */
static gboolean
read_entry (GuardExtract *self, struct archive *reader, struct archive_entry *entry, gsize room)
{
  g_autofree char *name = dup_entry_name (self, reader, entry);
  g_autoptr(GByteArray) data = g_byte_array_new ();
  int status;

  if (archive_entry_is_encrypted (entry))
    {
      guard_extract_part_unread (self, name, GUARD_UNREAD_ENCRYPTED);
      return TRUE;
    }
  status = read_data (reader, data, room);
  if (status == ARCHIVE_OK)
    {
      guard_extract_part_unread (self, name, GUARD_UNREAD_TOO_MUCH);
      return TRUE;
    }
  guard_extract_part (self, name, data->data, data->len); /* of a damaged one, too, as far as it goes */
  if (status != ARCHIVE_EOF)
    guard_extract_part_unread (self, name, find_fault (reader));
  return status != ARCHIVE_FATAL;
}

/* The first file in an archive says when it is an office document (ECMA-376 part 2 "Content Types", ODF 1.2 part 3 "MIME type"); libmagic knows
 * only those that are packed in the usual way. */
static gboolean
is_mark_of_document (struct archive_entry *entry)
{
  const char *name = archive_entry_pathname (entry);

  return g_strcmp0 (name, "[Content_Types].xml") == 0 || g_strcmp0 (name, "mimetype") == 0;
}

static void
read_entries (GuardExtract *self, struct archive *reader)
{
  gboolean is_first = TRUE, is_document = FALSE;
  struct archive_entry *entry;
  gsize room;
  int status;

  while ((status = archive_read_next_header (reader, &entry)) == ARCHIVE_OK || status == ARCHIVE_WARN)
    {
      if (is_first && is_mark_of_document (entry))
        guard_extract_set_document (self, is_document = TRUE);
      is_first = FALSE;
      guard_extract_progress (self, (guint64) MAX (archive_filter_bytes (reader, -1), 0));
      if (archive_entry_filetype (entry) != AE_IFREG && archive_format (reader) != ARCHIVE_FORMAT_RAW)
        continue;
      room = guard_extract_get_room (self);
      if (room == 0 || !read_entry (self, reader, entry, room))
        break;
    }
  if (status != ARCHIVE_OK && status != ARCHIVE_WARN && status != ARCHIVE_EOF)
    guard_extract_unread (self, find_fault (reader));
  if (is_document)
    guard_extract_set_document (self, FALSE);
}

void
guard_extract_read_archive (GuardExtract *self, const guint8 *bytes, gsize n_bytes)
{
  struct archive *reader = new_reader ();

  if (archive_read_open_memory (reader, bytes, n_bytes) == ARCHIVE_OK)
    read_entries (self, reader);
  else
    guard_extract_unread (self, GUARD_UNREAD_DAMAGED);
  archive_read_free (reader);
}

/* The first use of some filters reads the processor's abilities, and of names the character set. */
void
guard_extract_prepare_archive (void)
{
  struct archive *reader = new_reader ();

  archive_read_open_memory (reader, "x", 1);
  archive_read_free (reader);
}
