/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Text as it is searched for data: what a writer can vary without changing the data is made one. Digits of every script and
 * full-width letters and signs become ASCII, dashes of all kinds "-", blanks of all kinds " ", invisible characters are left out, bytes that are no
 * UTF-8 and NUL become blanks. Lines stay lines. ASCII text (most of it) is taken as it is, without a copy. */
typedef struct _GuardPlain GuardPlain;

/* @text: (array length=n_bytes): any bytes; must outlive it. Returns: (transfer full): never %NULL */
GuardPlain *guard_plain_new (const char *text, gsize n_bytes) G_GNUC_WARN_UNUSED_RESULT;
void guard_plain_free (GuardPlain *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GuardPlain, guard_plain_free)

/* Not ended by NUL where it is the text itself. */
const char *guard_plain_get_text (const GuardPlain *self, gsize *n_bytes);
/* The place in the original of the bytes from @start to @end, widened to whole characters and to invisible ones in between. */
void guard_plain_locate (const GuardPlain *self, gsize start, gsize end, gsize *original_start, gsize *original_end);

G_END_DECLS
