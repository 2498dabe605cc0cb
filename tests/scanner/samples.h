/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Files of many kinds, made while a test runs. All returned: (transfer full) */

/* Text that is the same in every encoding that has its letters. */
GBytes *sample_text (const char *text, const char *encoding);
/* @names_and_texts: pairs, ended by NULL. @format: as libarchive names it ("zip", "7zip", "ustar"), @filter: (nullable) */
GBytes *sample_archive (const char *format, const char *filter, const char *const *names_and_texts);
/* One file in an archive. */
GBytes *sample_packed (const char *format, const char *filter, const char *name, GBytes *content);
GBytes *sample_encrypted_zip (const char *name, const char *text);
GBytes *sample_many_members (guint n_members);
/* Archives in archives, @content in the innermost. */
GBytes *sample_nested (guint depth, GBytes *content);
/* A zip of one file of zeros. */
GBytes *sample_zeros_zip (gsize n_bytes);

GBytes *sample_docx (const char *document);
GBytes *sample_xlsx (const char *strings, const char *sheet);
GBytes *sample_odt (const char *content);
/* A page of PDF with @text. */
GBytes *sample_pdf (const char *text, gboolean is_compressed);
/* One whose letters only a table from the disk could tell. */
GBytes *sample_pdf_without_letters (void);
GBytes *sample_cut (GBytes *whole, guint percent);

typedef enum
{
  SAMPLE_JPEG,
  SAMPLE_PNG,
  SAMPLE_TIFF,
  SAMPLE_WEBP,
} SamplePicture;
GBytes *sample_picture (SamplePicture kind, gboolean has_position);

G_END_DECLS
