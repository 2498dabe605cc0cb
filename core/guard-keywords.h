/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Many phrases looked for in a text at once, in one pass (Aho and Corasick's automaton), whatever the phrases are.
 *
 * Text is compared folded: letters lower-case and half-width, apostrophes and invisible characters left out, everything that is
 * neither letter nor digit one blank; blanks between ideographs left out. A phrase matches whole words: "gift card" is found in
 * "Gift-Card!" but not in "gift cards"; "gift card*" is found in both. Ideographs know no words: there any place counts.
 * Filled, compiled, then only read. */
typedef struct _GuardKeywords GuardKeywords;

GuardKeywords *guard_keywords_new (void) G_GNUC_WARN_UNUSED_RESULT;
void guard_keywords_free (GuardKeywords *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GuardKeywords, guard_keywords_free)

/* Before compiling. @id: what to report it by; phrases may share one. Returns: %FALSE with GUARD_ERROR_MALFORMED (nothing is left of
 * @phrase when folded) or GUARD_ERROR_TOO_BIG (65,000 letters in all phrases together) */
gboolean guard_keywords_add (GuardKeywords *self, const char *phrase, guint id, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void guard_keywords_compile (GuardKeywords *self);

/* @position: where the phrase ends, in bytes of the text; a whole word's blank counts */
typedef void (*GuardKeywordFunc) (guint id, gsize position, gpointer user_data);

/* Calls @found for every phrase at every place, in the order of the ends. Any bytes; linear in @n_bytes. */
void guard_keywords_scan (const GuardKeywords *self, const char *text, gsize n_bytes, GuardKeywordFunc found, gpointer user_data);

G_END_DECLS
