/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "guard-extract.h"

G_BEGIN_DECLS

/* What the readers of the single formats share. A reader gets all bytes of one part, tells its text, opens the parts in it, and says what it could
 * not read. */
typedef struct _GuardExtract GuardExtract;

typedef void (*GuardExtractReader) (GuardExtract *self, const guint8 *bytes, gsize n_bytes);

/* What a reader has to say. */
void guard_extract_text (GuardExtract *self, const char *text, gsize n_bytes);
void guard_extract_end (GuardExtract *self);
void guard_extract_place (GuardExtract *self);
void guard_extract_unread (GuardExtract *self, GuardUnread reason);
/* Of the part that is read now; counts only for the outermost. */
void guard_extract_progress (GuardExtract *self, guint64 n_done_bytes);

/* A file inside of the one that is read now. @name: "" if it has none of its own. */
void guard_extract_part (GuardExtract *self, const char *name, const guint8 *bytes, gsize n_bytes);
/* The same for one that cannot be read. */
void guard_extract_part_unread (GuardExtract *self, const char *name, GuardUnread reason);
/* How many bytes a next part may have. Returns: 0 if no more may be unpacked; that has been said, and the reader stops */
gsize guard_extract_get_room (GuardExtract *self);
/* The part that is read now is a document: files in it are nobody's, so their names are not told; until the opposite is said. */
void guard_extract_set_document (GuardExtract *self, gboolean is_document);
gboolean guard_extract_is_in_document (const GuardExtract *self);
/* The name of the part that is read now. */
const char *guard_extract_get_name (const GuardExtract *self);

/* Encodings: */
#define GUARD_EXTRACT_MAX_READINGS 8
/* Whether @bytes are a text, in whatever encoding. */
gboolean guard_extract_is_text (const guint8 *bytes, gsize n_bytes);
/* The likeliest encodings, best first. Returns: how many; at least 1 */
guint guard_extract_guess (const guint8 *bytes, gsize n_bytes, const char *encodings[GUARD_EXTRACT_MAX_READINGS]);
/* Returns: (transfer full): a string of UTF-8 */
GString *guard_extract_decode (const guint8 *bytes, gsize n_bytes, const char *encoding) G_GNUC_WARN_UNUSED_RESULT;

/* The readers, one a file or two; the table in guard-extract.c says what for. */
void guard_extract_read_archive (GuardExtract *self, const guint8 *bytes, gsize n_bytes);
void guard_extract_read_html (GuardExtract *self, const guint8 *bytes, gsize n_bytes);
void guard_extract_read_mail (GuardExtract *self, const guint8 *bytes, gsize n_bytes);
void guard_extract_read_pdf (GuardExtract *self, const guint8 *bytes, gsize n_bytes);
void guard_extract_read_picture (GuardExtract *self, const guint8 *bytes, gsize n_bytes);
void guard_extract_read_rich_text (GuardExtract *self, const guint8 *bytes, gsize n_bytes);
void guard_extract_read_strings (GuardExtract *self, const guint8 *bytes, gsize n_bytes);
void guard_extract_read_text (GuardExtract *self, const guint8 *bytes, gsize n_bytes);
void guard_extract_read_xml (GuardExtract *self, const guint8 *bytes, gsize n_bytes);

/* What readers need before the lock. */
void guard_extract_prepare_archive (void);
void guard_extract_prepare_markup (void);
void guard_extract_prepare_pdf (void);
void guard_extract_prepare_text (void);

G_END_DECLS
