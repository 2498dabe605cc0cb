/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Foreign text (names, aliases, file names, signature names) on its way to a person's eyes. */

/**
 * guard_text_one_line:
 * @text: (nullable): bytes from anywhere, not necessarily UTF-8
 * @max_characters: longest result in characters, at least 8; longer text is shortened in the middle with an ellipsis
 *
 * One line that cannot pretend to be anything else: invalid bytes, control characters, line and paragraph separators,
 * direction controls (Unicode Bidi_Control) and default-ignorable characters become visible as "‹U+202E›" (invalid bytes
 * as "‹FF›"); runs of white space become one space; combining marks beyond four in a row are dropped; the whole is wrapped in
 * FIRST STRONG ISOLATE ... POP DIRECTIONAL ISOLATE only if it holds a character of a right-to-left script (UAX #9), so
 * that it cannot turn its surroundings. A %NULL or empty @text gives "" .
 *
 * Returns: (transfer full): valid UTF-8 of one line
 */
char *guard_text_one_line (const char *text, gsize max_characters) G_GNUC_WARN_UNUSED_RESULT;

/* The same, escaped for libpurple's HTML (conversations, formatted notices): & < > " ' as entities.
 * Returns: (transfer full) */
char *guard_text_one_line_html (const char *text, gsize max_characters) G_GNUC_WARN_UNUSED_RESULT;

/* Bytes of a journal or a file as valid UTF-8 for storage and JSON: invalid bytes become U+FFFD, NUL ends it.
 * Returns: (transfer full) */
char *guard_text_make_valid (const char *text) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
