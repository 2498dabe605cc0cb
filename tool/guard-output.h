/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "core/guard-verdict.h"

#include <glib.h>

G_BEGIN_DECLS

/* Foreign text on its way to a terminal, a JSON reader or a spreadsheet. */

/* One JSON object on one line, built member by member. Characters that could act upon a terminal, or hide, are written as
 * \u escapes. */
typedef struct _GuardJson GuardJson;

GuardJson *guard_json_new (void) G_GNUC_WARN_UNUSED_RESULT;
void guard_json_free (GuardJson *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GuardJson, guard_json_free)
void guard_json_add_string (GuardJson *self, const char *name, const char *value); /* %NULL: null; invalid UTF-8: U+FFFD */
void guard_json_add_int (GuardJson *self, const char *name, gint64 value);
void guard_json_add_unsigned (GuardJson *self, const char *name, guint64 value);
void guard_json_add_bool (GuardJson *self, const char *name, gboolean value);
void guard_json_add_time (GuardJson *self, const char *name, gint64 time_us);      /* ISO 8601, UTC */
/* "verdict", "reason" and "findings", which every object has. @finding counts only with infected. */
void guard_json_add_verdict (GuardJson *self, GuardVerdict verdict, GuardReason reason, const char *finding);
/* A list, and objects in it; every one that is opened is closed before the object that it is in. */
void guard_json_open_list (GuardJson *self, const char *name);
void guard_json_close_list (GuardJson *self);
void guard_json_open_object (GuardJson *self);
void guard_json_close_object (GuardJson *self);
void guard_json_print (GuardJson *self);
/* The same into the output's buffer: for many lines a second. */
void guard_json_write (GuardJson *self);

/* A field of a comma-separated table (RFC 4180): one line, quoted where needed, and never a formula: what a spreadsheet would
 * compute is preceded by an apostrophe. Returns: (transfer full) */
char *guard_csv_field (const char *value) G_GNUC_WARN_UNUSED_RESULT;

/* "infected: Win.Test.EICAR_HDB-1", "cannot be scanned, because it is encrypted". Returns: (transfer full) */
char *guard_verdict_line (GuardVerdict verdict, GuardReason reason, const char *finding) G_GNUC_WARN_UNUSED_RESULT;

/* @text, which is one line, with blanks up to @width cells of a terminal. Returns: (transfer full) */
char *guard_pad (const char *text, gsize width) G_GNUC_WARN_UNUSED_RESULT;

/* Local time, to the second. Returns: (transfer full) */
char *guard_time_line (gint64 time_us) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
