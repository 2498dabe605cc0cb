/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-extract-private.h"

#include "core/guard-text.h"
#include "guard-content.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Which reader a file gets, how deep and how much. By its content, never by its name: what it is called is the sender's choice, and this is about what
 * leaves with it. What nobody here can read is searched for text that lies open in it, and said. */

#define MAX_NAME_CHARACTERS 60

struct _GuardExtract
{
  const GuardExtractSink *sink;
  const GuardExtractLimits *limits;
  GPtrArray *names;   /* of char: from the outermost to the one that is read now */
  GPtrArray *places;  /* of char: the same for a person: "page.docx inside letters.zip" */
  guint n_parts;
  guint64 n_unpacked_bytes;
  guint n_documents;  /* of @names that are documents, whose parts are nobody's files */
  gboolean is_full;   /* that there is too much was said */
};

typedef enum
{
  KIND_PLAIN = 0,
  KIND_DOCUMENT = 1 << 0, /* the files in it are not for people */
  KIND_OLD = 1 << 1,      /* what is told is not all */
  KIND_UNKNOWN = 1 << 2,
  KIND_MARKS = 1 << 3,    /* is a text, too: it has a reader of its own only for its marks */
} KindFlags;

typedef struct
{
  const char *types; /* as libmagic names them, with * */
  GuardExtractReader reader; /* NULL: there is no text by nature */
  KindFlags flags;
} Kind;

/* THE TABLE. The first row that matches counts. What is in none is unknown. */
static const Kind kinds[] = {
  { "inode/x-empty", NULL, KIND_PLAIN },
  { "application/x-empty", NULL, KIND_PLAIN },
  { "application/pdf", guard_extract_read_pdf, KIND_PLAIN },

  { "application/vnd.openxmlformats-officedocument.*", guard_extract_read_archive, KIND_DOCUMENT },
  { "application/vnd.ms-*.macroenabled*", guard_extract_read_archive, KIND_DOCUMENT },
  { "application/vnd.oasis.opendocument.*", guard_extract_read_archive, KIND_DOCUMENT },
  { "application/vnd.sun.xml.*", guard_extract_read_archive, KIND_DOCUMENT },
  { "application/epub+zip", guard_extract_read_archive, KIND_DOCUMENT },

  { "text/html", guard_extract_read_html, KIND_MARKS },
  { "application/xhtml+xml", guard_extract_read_html, KIND_MARKS },
  { "text/xml", guard_extract_read_xml, KIND_MARKS },
  { "application/xml", guard_extract_read_xml, KIND_MARKS },
  { "image/svg*", guard_extract_read_xml, KIND_MARKS },
  { "text/rtf", guard_extract_read_rich_text, KIND_MARKS },
  { "application/rtf", guard_extract_read_rich_text, KIND_MARKS },
  { "message/rfc822", guard_extract_read_mail, KIND_MARKS },
  { "message/news", guard_extract_read_mail, KIND_MARKS },
  { "application/mbox", guard_extract_read_mail, KIND_MARKS },

  { "application/zip", guard_extract_read_archive, KIND_PLAIN },
  { "application/java-archive", guard_extract_read_archive, KIND_PLAIN },
  { "application/vnd.android.package-archive", guard_extract_read_archive, KIND_PLAIN },
  { "application/gzip", guard_extract_read_archive, KIND_PLAIN },
  { "application/x-gzip", guard_extract_read_archive, KIND_PLAIN },
  { "application/x-bzip2", guard_extract_read_archive, KIND_PLAIN },
  { "application/x-xz", guard_extract_read_archive, KIND_PLAIN },
  { "application/x-lzma", guard_extract_read_archive, KIND_PLAIN },
  { "application/x-lzip", guard_extract_read_archive, KIND_PLAIN },
  { "application/x-lz4", guard_extract_read_archive, KIND_PLAIN },
  { "application/x-compress", guard_extract_read_archive, KIND_PLAIN },
  { "application/zstd", guard_extract_read_archive, KIND_PLAIN },
  { "application/x-tar", guard_extract_read_archive, KIND_PLAIN },
  { "application/x-cpio", guard_extract_read_archive, KIND_PLAIN },
  { "application/x-archive", guard_extract_read_archive, KIND_PLAIN },
  { "application/vnd.debian.binary-package", guard_extract_read_archive, KIND_PLAIN },
  { "application/x-7z-compressed", guard_extract_read_archive, KIND_PLAIN },
  { "application/x-rar", guard_extract_read_archive, KIND_PLAIN },
  { "application/vnd.rar", guard_extract_read_archive, KIND_PLAIN },
  { "application/vnd.ms-cab-compressed", guard_extract_read_archive, KIND_PLAIN },
  { "application/x-iso9660-image", guard_extract_read_archive, KIND_PLAIN },
  { "application/x-lha", guard_extract_read_archive, KIND_PLAIN },
  { "application/x-lzh-compressed", guard_extract_read_archive, KIND_PLAIN },
  { "application/x-xar", guard_extract_read_archive, KIND_PLAIN },

  { "application/msword", guard_extract_read_strings, KIND_OLD },
  { "application/vnd.ms-*", guard_extract_read_strings, KIND_OLD },
  { "application/x-ole-storage", guard_extract_read_strings, KIND_OLD },
  { "application/CDFV2*", guard_extract_read_strings, KIND_OLD },
  { "application/encrypted", guard_extract_read_strings, KIND_OLD },

  { "image/*", guard_extract_read_picture, KIND_PLAIN },
  { "video/*", guard_extract_read_picture, KIND_PLAIN },
  { "audio/*", NULL, KIND_PLAIN },
  { "application/ogg", NULL, KIND_PLAIN },
  { "font/*", NULL, KIND_PLAIN },
  { "application/font-*", NULL, KIND_PLAIN },
  { "application/x-font-*", NULL, KIND_PLAIN },
  { "application/vnd.ms-fontobject", NULL, KIND_PLAIN },
  { "application/vnd.ms-opentype", NULL, KIND_PLAIN },

  { "application/x-executable", guard_extract_read_strings, KIND_PLAIN },
  { "application/x-pie-executable", guard_extract_read_strings, KIND_PLAIN },
  { "application/x-sharedlib", guard_extract_read_strings, KIND_PLAIN },
  { "application/x-object", guard_extract_read_strings, KIND_PLAIN },
  { "application/x-dosexec", guard_extract_read_strings, KIND_PLAIN },
  { "application/vnd.microsoft.portable-executable", guard_extract_read_strings, KIND_PLAIN },
  { "application/x-mach-binary", guard_extract_read_strings, KIND_PLAIN },
  { "application/x-java-applet", guard_extract_read_strings, KIND_PLAIN },
};

static const Kind kind_text = { "", guard_extract_read_text, KIND_PLAIN };
static const Kind kind_tar = { "", guard_extract_read_archive, KIND_PLAIN };
static const Kind kind_unknown = { "", guard_extract_read_strings, KIND_UNKNOWN };

/* Parts of documents that hold settings, shapes of letters or a cache, and no text of the writer's. */
static const char * const textless_parts[] = { "*printerSettings*.bin", "*.odttf", "*.fntdata", "layout-cache", "Thumbnails/*" };

/* --- what readers say --- */

static const char *
get_where (const GuardExtract *self)
{
  return self->places->len > 0 ? self->places->pdata[self->places->len - 1] : "";
}

void
guard_extract_text (GuardExtract *self, const char *text, gsize n_bytes)
{
  if (n_bytes > 0)
    self->sink->text (text, n_bytes, get_where (self), self->sink->user_data);
}

void
guard_extract_end (GuardExtract *self)
{
  self->sink->end (get_where (self), self->sink->user_data);
}

void
guard_extract_place (GuardExtract *self)
{
  self->sink->place (get_where (self), self->sink->user_data);
}

void
guard_extract_unread (GuardExtract *self, GuardUnread reason)
{
  self->sink->unread (reason, get_where (self), self->sink->user_data);
}

void
guard_extract_progress (GuardExtract *self, guint64 n_done_bytes)
{
  if (self->names->len == 1)
    self->sink->progress (n_done_bytes, self->sink->user_data);
}

void
guard_extract_set_document (GuardExtract *self, gboolean is_document)
{
  if (is_document)
    self->n_documents++;
  else
    self->n_documents--;
}

gboolean
guard_extract_is_in_document (const GuardExtract *self)
{
  return self->n_documents > 0;
}

const char *
guard_extract_get_name (const GuardExtract *self)
{
  return self->names->pdata[self->names->len - 1];
}

/* --- which reader --- */

static gboolean
matches_any (const char * const *globs, gsize n_globs, const char *name)
{
  for (gsize i = 0; i < n_globs; i++)
    if (g_pattern_match_simple (globs[i], name))
      return TRUE;
  return FALSE;
}

static const Kind *
find_kind (const char *type)
{
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_pattern_match_simple (kinds[i].types, type))
      return &kinds[i];
  return NULL;
}

/* What can be read as text is: libmagic takes many a text for something rarer. Only marks are better known than skipped. */
static const Kind *
choose_kind (const guint8 *bytes, gsize n_bytes)
{
  char type[96];
  const Kind *kind;

  guard_content_type_of_bytes (bytes, n_bytes, type, sizeof type);
  kind = find_kind (type);
  if (kind != NULL && ((kind->flags & KIND_MARKS) != 0 || kind->reader == guard_extract_read_pdf))
    return kind;
  if (n_bytes > 262 && memcmp (bytes + 257, "ustar", 5) == 0)
    return &kind_tar;
  if (guard_extract_is_text (bytes, n_bytes))
    return &kind_text;
  return kind != NULL ? kind : &kind_unknown;
}

static void
read_part (GuardExtract *self, const guint8 *bytes, gsize n_bytes)
{
  const Kind *kind = n_bytes == 0 ? &kinds[0] : choose_kind (bytes, n_bytes);

  if ((kind->flags & KIND_DOCUMENT) != 0)
    guard_extract_set_document (self, TRUE);
  if (kind->reader != NULL)
    kind->reader (self, bytes, n_bytes);
  if ((kind->flags & KIND_OLD) != 0)
    guard_extract_unread (self, GUARD_UNREAD_OLD_DOCUMENT);
  if ((kind->flags & KIND_UNKNOWN) != 0)
    guard_extract_unread (self, GUARD_UNREAD_UNKNOWN_FORMAT);
  if ((kind->flags & KIND_DOCUMENT) != 0)
    guard_extract_set_document (self, FALSE);
  guard_extract_end (self);
}

/* --- files in files --- */

/* The outermost file is known to who reads this, and files in documents are nobody's. */
static char *
make_where (const GuardExtract *self, const char *name)
{
  g_autofree char *shown = guard_text_one_line (name, MAX_NAME_CHARACTERS);

  if (self->names->len == 0)
    return g_strdup ("");
  if (self->n_documents > 0 || *shown == '\0')
    return g_strdup (get_where (self));
  if (*get_where (self) == '\0')
    return g_steal_pointer (&shown);
  /* Translators: a file inside of another: "page.docx inside letters.zip" */
  return g_strdup_printf (_("%s inside %s"), shown, get_where (self));
}

static void
enter (GuardExtract *self, const char *name)
{
  char *where = make_where (self, name); /* while the names are still those around it */

  g_ptr_array_add (self->names, g_strdup (name));
  g_ptr_array_add (self->places, where);
  if (self->n_documents == 0 && *name != '\0')
    self->sink->part (name, where, self->sink->user_data);
}

static void
leave (GuardExtract *self)
{
  g_ptr_array_set_size (self->names, (int) self->names->len - 1);
  g_ptr_array_set_size (self->places, (int) self->places->len - 1);
}

static void
say_full (GuardExtract *self, GuardUnread reason)
{
  if (!self->is_full)
    guard_extract_unread (self, reason);
  self->is_full = TRUE;
}

gsize
guard_extract_get_room (GuardExtract *self)
{
  if (self->n_parts >= self->limits->n_parts)
    say_full (self, GUARD_UNREAD_TOO_MANY);
  else if (self->n_unpacked_bytes >= self->limits->all_bytes)
    say_full (self, GUARD_UNREAD_TOO_MUCH);
  return self->is_full ? 0 : MIN (self->limits->part_bytes, self->limits->all_bytes - self->n_unpacked_bytes);
}

void
guard_extract_part (GuardExtract *self, const char *name, const guint8 *bytes, gsize n_bytes)
{
  self->n_parts++;
  self->n_unpacked_bytes += n_bytes;
  if (self->n_documents > 0 && matches_any (textless_parts, G_N_ELEMENTS (textless_parts), name))
    return;

  enter (self, name);
  if (self->names->len > self->limits->depth)
    guard_extract_unread (self, GUARD_UNREAD_TOO_DEEP);
  else
    read_part (self, bytes, n_bytes);
  leave (self);
}

void
guard_extract_part_unread (GuardExtract *self, const char *name, GuardUnread reason)
{
  self->n_parts++;
  enter (self, name);
  guard_extract_unread (self, reason);
  leave (self);
}

gboolean
guard_extract_prepare (void)
{
  guard_extract_prepare_text ();
  guard_extract_prepare_markup ();
  guard_extract_prepare_archive ();
  guard_extract_prepare_pdf ();
  return guard_content_prepare ();
}

void
guard_extract_file (const char *name, const guint8 *bytes, gsize n_bytes, const GuardExtractLimits *limits, const GuardExtractSink *sink)
{
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GPtrArray) places = g_ptr_array_new_with_free_func (g_free);
  GuardExtract self = { .sink = sink, .limits = limits, .names = names, .places = places };

  enter (&self, name);
  read_part (&self, bytes, n_bytes);
  leave (&self);
}
