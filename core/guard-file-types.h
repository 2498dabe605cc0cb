/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "guard-filename.h"
#include "guard-rules.h"

#include <glib.h>

G_BEGIN_DECLS

/* How dangerous a kind of file is to open. By an allow-list: what is on no list is GUARD_RISK_UNKNOWN, which is treated as
 * a possible program, never as harmless. */
typedef enum
{
  GUARD_RISK_HARMLESS = 1,  /* plain text, pictures, sound, film */
  GUARD_RISK_DOCUMENT = 2,  /* may carry active content or links: office, PDF, HTML */
  GUARD_RISK_CONTAINER = 3, /* archives and disk images: what counts is inside */
  GUARD_RISK_UNKNOWN = 4,   /* on no list */
  GUARD_RISK_PROGRAM = 5,   /* runs, installs or changes settings when opened */
} GuardRisk;

const char *guard_risk_to_string (GuardRisk risk); /* stable word: "harmless" ... */
const char *guard_risk_to_words (GuardRisk risk);  /* translated, static: "a picture, text, sound or film", "a program" ... */

/* The table of file types, compiled from file-types.rules. Once filled immutable; safe to read from any thread. */
typedef struct _GuardFileTypes GuardFileTypes;

/* Returns: (transfer full): the table, or %NULL with @error (file and line) set */
GuardFileTypes *guard_file_types_new (GuardRules *rules, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Adds another file's types to the table; what is listed already cannot be listed again. Only before the table is shared between threads.
 * Returns: %FALSE with @error set, and nothing added */
gboolean guard_file_types_add_rules (GuardFileTypes *self, GuardRules *rules, GError **error) G_GNUC_WARN_UNUSED_RESULT;
guint guard_file_types_count (const GuardFileTypes *self);
void guard_file_types_free (GuardFileTypes *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GuardFileTypes, guard_file_types_free)

/* What the name alone says. A name that plays GUARD_FILENAME_SPECIAL or DOUBLE_EXTENSION or DIRECTION_CONTROLS is never
 * better than GUARD_RISK_UNKNOWN. @self may be %NULL (no rules could be read): then everything is GUARD_RISK_UNKNOWN. */
GuardRisk guard_file_types_judge_name (const GuardFileTypes *self, const GuardFilename *filename);
/* What the content says (MIME type as libmagic names it). */
GuardRisk guard_file_types_judge_content (const GuardFileTypes *self, const char *mime_type);
/* Whether name and content tell different stories: "invoice.pdf" that is "application/x-dosexec". A generic type that
 * libmagic gives when it knows nothing (application/octet-stream, text/plain for any text format) contradicts only
 * where the rules say so. */
gboolean guard_file_types_contradicts (const GuardFileTypes *self, const GuardFilename *filename, const char *mime_type);
/* What to call a MIME type for a person: "a Windows program", translated; falls back to the MIME type itself.
 * Returns: (transfer none) */
const char *guard_file_types_describe (const GuardFileTypes *self, const char *mime_type);

G_END_DECLS
