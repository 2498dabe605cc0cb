/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "samples.h"

#include <archive.h>
#include <archive_entry.h>
#include <gio/gio.h>
#include <libexif/exif-data.h>
#include <stdlib.h>
#include <string.h>

GBytes *
sample_text (const char *text, const char *encoding)
{
  g_autoptr(GError) error = NULL;
  gsize n_bytes = 0;
  char *bytes = g_convert (text, -1, encoding, "UTF-8", NULL, &n_bytes, &error);

  g_assert_no_error (error);
  return g_bytes_new_take (bytes, n_bytes);
}

/* --- archives --- */

typedef struct
{
  struct archive *writer;
  GByteArray *bytes;
} Packing;

static la_ssize_t
on_write (struct archive *writer, void *data, const void *bytes, size_t n_bytes)
{
  g_byte_array_append (data, bytes, (guint) n_bytes);
  return (la_ssize_t) n_bytes;
}

static void
start (Packing *self, const char *format, const char *filter)
{
  self->writer = archive_write_new ();
  self->bytes = g_byte_array_new ();
  g_assert_cmpint (archive_write_set_format_by_name (self->writer, format), ==, ARCHIVE_OK);
  if (filter != NULL)
    g_assert_cmpint (archive_write_add_filter_by_name (self->writer, filter), ==, ARCHIVE_OK);
  archive_write_set_bytes_per_block (self->writer, 0);
}

static void
open_packing (Packing *self)
{
  g_assert_cmpint (archive_write_open (self->writer, self->bytes, NULL, on_write, NULL), ==, ARCHIVE_OK);
}

static void
pack (Packing *self, const char *name, const void *content, gsize n_bytes)
{
  struct archive_entry *entry = archive_entry_new ();

  archive_entry_set_pathname (entry, name);
  archive_entry_set_filetype (entry, AE_IFREG);
  archive_entry_set_perm (entry, 0600);
  archive_entry_set_size (entry, (la_int64_t) n_bytes);
  g_assert_cmpint (archive_write_header (self->writer, entry), ==, ARCHIVE_OK);
  g_assert_cmpint (archive_write_data (self->writer, content, n_bytes), ==, (int) n_bytes);
  archive_entry_free (entry);
}

static GBytes *
finish (Packing *self)
{
  g_assert_cmpint (archive_write_close (self->writer), ==, ARCHIVE_OK);
  archive_write_free (self->writer);
  return g_byte_array_free_to_bytes (self->bytes);
}

GBytes *
sample_archive (const char *format, const char *filter, const char *const *names_and_texts)
{
  Packing packing;

  start (&packing, format, filter);
  open_packing (&packing);
  for (gsize i = 0; names_and_texts[i] != NULL; i += 2)
    pack (&packing, names_and_texts[i], names_and_texts[i + 1], strlen (names_and_texts[i + 1]));
  return finish (&packing);
}

GBytes *
sample_packed (const char *format, const char *filter, const char *name, GBytes *content)
{
  Packing packing;

  start (&packing, format, filter);
  open_packing (&packing);
  pack (&packing, name, g_bytes_get_data (content, NULL), g_bytes_get_size (content));
  return finish (&packing);
}

GBytes *
sample_encrypted_zip (const char *name, const char *text)
{
  Packing packing;

  start (&packing, "zip", NULL);
  g_assert_cmpint (archive_write_set_options (packing.writer, "zip:encryption=zipcrypt"), ==, ARCHIVE_OK);
  g_assert_cmpint (archive_write_set_passphrase (packing.writer, "secret"), ==, ARCHIVE_OK);
  open_packing (&packing);
  pack (&packing, name, text, strlen (text));
  return finish (&packing);
}

GBytes *
sample_many_members (guint n_members)
{
  Packing packing;

  start (&packing, "zip", NULL);
  open_packing (&packing);
  for (guint i = 0; i < n_members; i++)
    {
      g_autofree char *name = g_strdup_printf ("%u.txt", i);

      pack (&packing, name, "x", 1);
    }
  return finish (&packing);
}

GBytes *
sample_nested (guint depth, GBytes *content)
{
  GBytes *nested = g_bytes_ref (content);

  for (guint i = 0; i < depth; i++)
    {
      GBytes *outer = sample_packed ("ustar", "gzip", "inner", nested);

      g_bytes_unref (nested);
      nested = outer;
    }
  return nested;
}

GBytes *
sample_zeros_zip (gsize n_bytes)
{
  g_autofree char *zeros = g_malloc0 (n_bytes);
  g_autoptr(GBytes) content = g_bytes_new_static (zeros, n_bytes);

  return sample_packed ("zip", NULL, "zeros", content);
}

/* --- documents --- */

#define XML "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
#define TYPES XML "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"></Types>"
#define RELATIONS XML "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"></Relationships>"

GBytes *
sample_docx (const char *document)
{
  g_autofree char *part = g_strconcat (XML "<w:document xmlns:w=\"urn:w\"><w:body>", document, "</w:body></w:document>", NULL);
  const char *const parts[] = { "[Content_Types].xml", TYPES, "_rels/.rels", RELATIONS, "word/document.xml", part, NULL };

  return sample_archive ("zip", NULL, parts);
}

GBytes *
sample_xlsx (const char *strings, const char *sheet)
{
  g_autofree char *shared = g_strconcat (XML "<sst xmlns=\"urn:x\">", strings, "</sst>", NULL);
  g_autofree char *cells = g_strconcat (XML "<worksheet xmlns=\"urn:x\"><sheetData>", sheet, "</sheetData></worksheet>", NULL);
  const char *const parts[] = { "[Content_Types].xml", TYPES, "_rels/.rels", RELATIONS, "xl/sharedStrings.xml", shared, "xl/worksheets/sheet1.xml", cells,
                                "xl/printerSettings/printerSettings1.bin", "\x01\x02\x03\x04\x05\x06", NULL };

  return sample_archive ("zip", NULL, parts);
}

GBytes *
sample_odt (const char *content)
{
  g_autofree char *part = g_strconcat (XML "<office:document-content xmlns:office=\"urn:o\" xmlns:text=\"urn:t\">", content, "</office:document-content>", NULL);
  const char *const type = "application/vnd.oasis.opendocument.text";
  Packing packing;

  start (&packing, "zip", NULL);
  g_assert_cmpint (archive_write_zip_set_compression_store (packing.writer), ==, ARCHIVE_OK); /* the first part is readable from outside */
  open_packing (&packing);
  pack (&packing, "mimetype", type, strlen (type));
  pack (&packing, "content.xml", part, strlen (part));
  return finish (&packing);
}

static GBytes *
deflate (const char *text)
{
  g_autoptr(GZlibCompressor) compressor = g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_ZLIB, 9);
  g_autoptr(GOutputStream) memory = g_memory_output_stream_new_resizable ();
  g_autoptr(GOutputStream) packing = g_converter_output_stream_new (memory, G_CONVERTER (compressor));
  g_autoptr(GError) error = NULL;

  g_output_stream_write_all (packing, text, strlen (text), NULL, NULL, &error);
  g_assert_no_error (error);
  g_output_stream_close (packing, NULL, &error);
  g_assert_no_error (error);
  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (memory));
}

static void
add_object (GString *pdf, GArray *offsets, const char *head, GBytes *stream)
{
  g_array_append_val (offsets, pdf->len);
  g_string_append_printf (pdf, "%u 0 obj\n%s\n", offsets->len, head);
  if (stream != NULL)
    {
      g_string_append (pdf, "stream\n");
      g_string_append_len (pdf, g_bytes_get_data (stream, NULL), (gssize) g_bytes_get_size (stream));
      g_string_append (pdf, "\nendstream\n");
    }
  g_string_append (pdf, "endobj\n");
}

#define PAGE "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>"

/* @fonts: the objects from the fifth on */
static GBytes *
make_pdf (const char *page, gboolean is_compressed, const char *const *fonts)
{
  g_autoptr(GBytes) content = is_compressed ? deflate (page) : g_bytes_new (page, strlen (page));
  g_autofree char *head = g_strdup_printf ("<< /Length %" G_GSIZE_FORMAT "%s >>", g_bytes_get_size (content), is_compressed ? " /Filter /FlateDecode" : "");
  g_autoptr(GArray) offsets = g_array_new (FALSE, FALSE, sizeof (gsize));
  g_autoptr(GString) pdf = g_string_new ("%PDF-1.4\n%\xe2\xe3\xcf\xd3\n");
  gsize table;

  add_object (pdf, offsets, "<< /Type /Catalog /Pages 2 0 R >>", NULL);
  add_object (pdf, offsets, "<< /Type /Pages /Kids [3 0 R] /Count 1 >>", NULL);
  add_object (pdf, offsets, PAGE, NULL);
  add_object (pdf, offsets, head, content);
  for (gsize i = 0; fonts[i] != NULL; i++)
    add_object (pdf, offsets, fonts[i], NULL);
  table = pdf->len;
  g_string_append_printf (pdf, "xref\n0 %u\n0000000000 65535 f \n", offsets->len + 1);
  for (guint i = 0; i < offsets->len; i++)
    g_string_append_printf (pdf, "%010" G_GSIZE_FORMAT " 00000 n \n", g_array_index (offsets, gsize, i));
  g_string_append_printf (pdf, "trailer\n<< /Size %u /Root 1 0 R >>\nstartxref\n%" G_GSIZE_FORMAT "\n%%%%EOF\n", offsets->len + 1, table);
  return g_string_free_to_bytes (g_steal_pointer (&pdf));
}

GBytes *
sample_pdf (const char *text, gboolean is_compressed)
{
  static const char *const fonts[] = { "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>", NULL };
  g_autofree char *page = g_strdup_printf ("BT /F1 12 Tf 72 720 Td (%s) Tj ET", text);

  return make_pdf (page, is_compressed, fonts);
}

GBytes *
sample_pdf_without_letters (void)
{
  static const char *const fonts[] = {
    "<< /Type /Font /Subtype /Type0 /BaseFont /SimSun /Encoding /GBK-EUC-H /DescendantFonts [6 0 R] >>",
    "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /SimSun /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> "
    "/FontDescriptor 7 0 R /DW 1000 >>",
    "<< /Type /FontDescriptor /FontName /SimSun /Flags 4 /FontBBox [0 -200 1000 900] /ItalicAngle 0 /Ascent 800 /Descent -200 /CapHeight 700 /StemV 80 >>",
    NULL,
  };

  return make_pdf ("BT /F1 12 Tf 72 720 Td <d2b9ddbabcc6bbae> Tj ET", FALSE, fonts);
}

GBytes *
sample_cut (GBytes *whole, guint percent)
{
  return g_bytes_new_from_bytes (whole, 0, g_bytes_get_size (whole) * percent / 100);
}

/* --- pictures --- */

static void
add_degrees (ExifData *data, int tag)
{
  ExifEntry *entry = exif_entry_new ();

  exif_content_add_entry (data->ifd[EXIF_IFD_GPS], entry);
  entry->tag = (ExifTag) tag;
  entry->format = EXIF_FORMAT_RATIONAL;
  entry->components = 3;
  entry->size = 3 * exif_format_get_size (EXIF_FORMAT_RATIONAL);
  entry->data = calloc (1, entry->size); /* libexif frees it */
  for (guint i = 0; i < 3; i++)
    exif_set_rational (entry->data + i * 8, EXIF_BYTE_ORDER_INTEL, (ExifRational) { 22 + i, 1 });
  exif_entry_unref (entry);
}

/* "Exif", two zeros, then a TIFF file. */
static GByteArray *
make_exif (gboolean has_position)
{
  ExifData *data = exif_data_new ();
  GByteArray *bytes = g_byte_array_new ();
  unsigned char *saved = NULL;
  unsigned int n_bytes = 0;

  exif_data_set_byte_order (data, EXIF_BYTE_ORDER_INTEL);
  exif_data_set_option (data, EXIF_DATA_OPTION_FOLLOW_SPECIFICATION);
  exif_data_fix (data);
  if (has_position)
    {
      add_degrees (data, EXIF_TAG_GPS_LATITUDE);
      add_degrees (data, EXIF_TAG_GPS_LONGITUDE);
    }
  exif_data_save_data (data, &saved, &n_bytes);
  g_byte_array_append (bytes, saved, n_bytes);
  free (saved);
  exif_data_unref (data);
  return bytes;
}

static void
append_number (GByteArray *to, guint64 number, guint n_bytes, gboolean is_big_endian)
{
  for (guint i = 0; i < n_bytes; i++)
    {
      const guint8 byte = (guint8) (number >> (8 * (is_big_endian ? n_bytes - 1 - i : i)));

      g_byte_array_append (to, &byte, 1);
    }
}

static void
append_text (GByteArray *to, const char *text, gsize n_bytes)
{
  g_byte_array_append (to, (const guint8 *) text, (guint) n_bytes);
}

GBytes *
sample_picture (SamplePicture kind, gboolean has_position)
{
  g_autoptr(GByteArray) exif = make_exif (has_position);
  const guint8 *tiff = exif->data + 6;
  const guint n_tiff = exif->len - 6;
  GByteArray *picture = g_byte_array_new ();

  switch (kind)
    {
    case SAMPLE_JPEG:
      append_text (picture, "\xff\xd8\xff\xe1", 4);
      append_number (picture, exif->len + 2, 2, TRUE);
      g_byte_array_append (picture, exif->data, exif->len);
      append_text (picture, "\xff\xd9", 2);
      break;
    case SAMPLE_PNG:
      append_text (picture, "\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\1\0\0\0\1\x08\0\0\0\0\x3a\x7e\x9b\x55", 33);
      append_number (picture, n_tiff, 4, TRUE);
      append_text (picture, "eXIf", 4);
      g_byte_array_append (picture, tiff, n_tiff);
      append_text (picture, "\0\0\0\0\0\0\0\0IEND\xae\x42\x60\x82", 16);
      break;
    case SAMPLE_TIFF:
      g_byte_array_append (picture, tiff, n_tiff);
      break;
    case SAMPLE_WEBP:
      append_text (picture, "RIFF", 4);
      append_number (picture, n_tiff + 12, 4, FALSE);
      append_text (picture, "WEBPEXIF", 8);
      append_number (picture, n_tiff, 4, FALSE);
      g_byte_array_append (picture, tiff, n_tiff);
      break;
    }
  return g_byte_array_free_to_bytes (picture);
}
