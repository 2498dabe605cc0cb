/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <purple.h>

G_BEGIN_DECLS

/* What Finch needs of a question: a terminal is narrow, and its windows overlap. */

/* The columns that the smallest usual terminal (80) leaves for the buttons of a window. */
#define GUARD_FINCH_COLUMNS 78

gboolean guard_finch_is_client (void);
/* How many columns of the terminal @text takes. */
guint guard_finch_count_columns (const char *text);
/* Breaks long lines between words, where the client is Finch: Finch itself breaks within them.
 * Returns: (transfer full) (nullable): %NULL for %NULL */
char *guard_finch_dup_wrapped (const char *text) G_GNUC_WARN_UNUSED_RESULT;
/* Puts @window, what Finch's request call has returned, in front and gives it the keys. Finch does that itself only while a key is being
 * worked on, and puts every other window behind the one that has the keys. */
void guard_finch_raise (void *window);

G_END_DECLS
