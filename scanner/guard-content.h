/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a file is, by its content. */

/* Loads libmagic's table; once, before any lock and before the fork. Without it types stay unknown. */
gboolean guard_content_prepare (void);

/* Writes the MIME type of what @descriptor holds ("application/pdf"), judged by its first MiB; "" if it cannot be told.
 * Only in a locked worker. */
void guard_content_type (int descriptor, char *type, gsize n_room);

/* The same of bytes in memory. */
void guard_content_type_of_bytes (const guint8 *bytes, gsize n_bytes, char *type, gsize n_room);

/* Whether files of @type hold other files or a compressed one, so that looking at the outside only is not enough. */
gboolean guard_content_is_container (const char *type);

G_END_DECLS
