/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-extract-private.h"

#include <libexif/exif-data.h>
#include <string.h>

/* Pictures and films: the position where they were made. EXIF lies in JPEG, PNG, WebP and HEIC behind different labels, but always as a whole TIFF
 * file, and a picture of TIFF begins with it; libexif reads it. Positions of other forms are told by their names. Nothing else in a picture is
 * text by nature. */

#define EXIF_LABEL "Exif\0\0"
#define EXIF_LABEL_BYTES 6
#define MAX_EXIF_BYTES (1u << 20)
#define MAX_TRIES 16 /* labels in one picture; more are chance or malice */

/* XMP, and films of telephones. */
static const struct
{
  const char *bytes;
  gsize n_bytes;
} position_names[] = {
  { "exif:GPSLatitude", 16 },
  { "com.apple.quicktime.location.ISO6709", 36 },
  { "\xa9xyz", 4 },
};

static gboolean
has_entry (ExifData *data, int tag)
{
  const ExifEntry *entry = exif_content_get_entry (data->ifd[EXIF_IFD_GPS], (ExifTag) tag);

  for (guint i = 0; entry != NULL && i < entry->size; i++)
    if (entry->data[i] != 0)
      return TRUE;
  return FALSE;
}

/* @tiff: a TIFF file, followed by whatever else */
static gboolean
has_position (const guint8 *tiff, gsize n_bytes)
{
  const gsize n_read = MIN (n_bytes, MAX_EXIF_BYTES);
  g_autofree guint8 *labelled = g_malloc (n_read + EXIF_LABEL_BYTES);
  ExifData *data = exif_data_new ();
  gboolean is_found;

  memcpy (labelled, EXIF_LABEL, EXIF_LABEL_BYTES);
  memcpy (labelled + EXIF_LABEL_BYTES, tiff, n_read);
  exif_data_load_data (data, labelled, (unsigned int) (n_read + EXIF_LABEL_BYTES));
  is_found = has_entry (data, EXIF_TAG_GPS_LATITUDE) || has_entry (data, EXIF_TAG_GPS_LONGITUDE);
  exif_data_unref (data);
  return is_found;
}

static gboolean
is_tiff (const guint8 *bytes, gsize n_bytes)
{
  return n_bytes >= 8 && (memcmp (bytes, "II*\0", 4) == 0 || memcmp (bytes, "MM\0*", 4) == 0);
}

/* The labels before the TIFF file, and how many bytes lie between: JPEG and HEIC; PNG; WebP. */
static const struct
{
  const char *label;
  gsize n_bytes;
  gsize n_between_bytes;
} labels[] = {
  { EXIF_LABEL, EXIF_LABEL_BYTES, 0 },
  { "eXIf", 4, 0 },
  { "EXIF", 4, 4 },
};

static gboolean
has_labelled_position (const guint8 *bytes, gsize n_bytes, gsize row)
{
  const guint8 *at = bytes, *end = bytes + n_bytes;
  guint n_tries = 0;

  while (n_tries < MAX_TRIES && (at = memmem (at, (gsize) (end - at), labels[row].label, labels[row].n_bytes)) != NULL)
    {
      const guint8 *tiff = at + labels[row].n_bytes + labels[row].n_between_bytes;

      at += labels[row].n_bytes;
      if (tiff >= end || !is_tiff (tiff, (gsize) (end - tiff)))
        continue;
      n_tries++;
      if (has_position (tiff, (gsize) (end - tiff)))
        return TRUE;
    }
  return FALSE;
}

static gboolean
names_position (const guint8 *bytes, gsize n_bytes)
{
  for (gsize i = 0; i < G_N_ELEMENTS (position_names); i++)
    if (memmem (bytes, n_bytes, position_names[i].bytes, position_names[i].n_bytes) != NULL)
      return TRUE;
  return FALSE;
}

void
guard_extract_read_picture (GuardExtract *self, const guint8 *bytes, gsize n_bytes)
{
  gboolean is_found = (is_tiff (bytes, n_bytes) && has_position (bytes, n_bytes)) || names_position (bytes, n_bytes);

  for (gsize i = 0; i < G_N_ELEMENTS (labels) && !is_found; i++)
    is_found = has_labelled_position (bytes, n_bytes, i);
  if (is_found)
    guard_extract_place (self);
}
