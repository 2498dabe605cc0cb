/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "guard.h"

G_BEGIN_DECLS

/* What is said of pictures and nudges of strangers, which were not shown. */

/* What stands in a picture's place. */
const char *guard_notice_picture_mark (void);
/* The line below a message. @id: of the only one, or 0. Returns: (transfer full) */
char *guard_notice_dup_pictures_line (guint n_pictures, guint id, guint n_dropped) G_GNUC_WARN_UNUSED_RESULT;
/* "12: from address, 4.2 kB". @n_bytes 0: it would have to be fetched. Returns: (transfer full) */
char *guard_notice_dup_picture_line (PurpleAccount *account, const char *who, guint id, gboolean is_icon, gsize n_bytes) G_GNUC_WARN_UNUSED_RESULT;
/* Returns: (transfer full) */
char *guard_notice_dup_pictures_dropped_line (guint n_dropped) G_GNUC_WARN_UNUSED_RESULT;
/* It cannot be had, or not be held: @reason is a sentence without its full stop. */
void guard_notice_picture_failed (Guard *guard, PurpleAccount *account, const char *who, const char *reason);
/* Somebody wanted attention and got none. Returns: (transfer full) */
char *guard_notice_dup_attention_line (PurpleAccount *account, const char *who) G_GNUC_WARN_UNUSED_RESULT;
/* What a window without a message would have said, in one line. @text: (nullable): plain. Returns: (transfer full) (nullable) */
char *guard_notice_dup_window_words (const char *text) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
