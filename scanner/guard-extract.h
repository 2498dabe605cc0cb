/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "guard-inspect-record.h"

#include <glib.h>

G_BEGIN_DECLS

/* The text of a file that is about to be sent, whatever it is packed in: texts of any encoding, markup, office documents, PDF, mail, pictures,
 * archives, and all these inside of each other. Only in a locked process: nearly all of it is done by libraries that read foreign bytes. */

/**
 * GuardExtractSink:
 * @part: a file begins, or a file inside of it, called @name (any bytes)
 * @text: a piece of its text, UTF-8, in order
 * @end: what comes next does not follow what came before: another part, or another reading of the same bytes
 * @place: it says where it was made (the position in a picture)
 * @unread: it, or some of it, was not looked at
 * @progress: so much of the outermost file was looked at
 *
 * @where is the part for a person: "page.docx inside letters.zip"; "" for the outermost file.
 */
typedef struct
{
  void (*part) (const char *name, const char *where, gpointer user_data);
  void (*text) (const char *text, gsize n_bytes, const char *where, gpointer user_data);
  void (*end) (const char *where, gpointer user_data);
  void (*place) (const char *where, gpointer user_data);
  void (*unread) (GuardUnread reason, const char *where, gpointer user_data);
  void (*progress) (guint64 n_done_bytes, gpointer user_data);
  gpointer user_data;
} GuardExtractSink;

/* What one file may unpack to. */
typedef struct
{
  guint depth;          /* files inside of files */
  guint n_parts;        /* files in all */
  guint64 part_bytes;   /* of one file inside */
  guint64 all_bytes;    /* of all together */
} GuardExtractLimits;

/* Whatever opens files or takes memory at its first use: before the lock. Returns: %FALSE if the library that tells kinds of files apart has no
 * data, without which nothing can be looked at */
gboolean guard_extract_prepare (void);

/* @bytes: (array length=n_bytes) */
void guard_extract_file (const char *name, const guint8 *bytes, gsize n_bytes, const GuardExtractLimits *limits, const GuardExtractSink *sink);

G_END_DECLS
