/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Tricks that a file name can play. */
typedef enum
{
  GUARD_FILENAME_DIRECTION_CONTROLS = 1 << 0, /* characters that turn the reading direction */
  GUARD_FILENAME_HIDDEN_CHARACTERS  = 1 << 1, /* control or invisible characters, invalid bytes */
  GUARD_FILENAME_DOUBLE_EXTENSION   = 1 << 2, /* "photo.jpg.exe": the last extension is not harmless and one before it names another kind */
  GUARD_FILENAME_TRAILING_DOTS      = 1 << 3, /* ends in dots or spaces (any white space) */
  GUARD_FILENAME_LEADING_DOT        = 1 << 4, /* hidden on this system */
  GUARD_FILENAME_LEADING_DASH       = 1 << 5, /* reads as an option to programs */
  GUARD_FILENAME_PATH               = 1 << 6, /* the sender sent folders with it */
  GUARD_FILENAME_SPACES_BEFORE_EXTENSION = 1 << 7, /* three or more blanks in a row push the end out of sight */
  GUARD_FILENAME_LONG               = 1 << 8, /* was shortened to fit into a file system */
  GUARD_FILENAME_SPECIAL            = 1 << 9, /* a name that some desktop acts upon: autorun.inf, desktop.ini, .directory, Thumbs.db, .htaccess ... (data) */
} GuardFilenameTricks;

/**
 * GuardFilename:
 * @shown: one line for a person, with hidden characters made visible (guard_text_one_line), extension always visible
 * @safe: a name fit for the disk: UTF-8, no path, no control or direction characters, no leading dot or dash or blank,
 *        no trailing dots or blanks, at most 200 bytes, shortened in the middle so that the last extension stays; never empty
 * @extension: the last extension of @safe, lower-case by Unicode case folding, without the dot; "" if there is none
 * @tricks: what @spoken tried
 *
 * A name that somebody else chose for a file. Plain record, immutable once made.
 */
typedef struct
{
  char *shown;
  char *safe;
  char *extension;
  GuardFilenameTricks tricks;
} GuardFilename;

/**
 * guard_filename_new:
 * @spoken: (nullable): the name as it came, any bytes
 *
 * Returns: (transfer full): always a usable name; "received file" where nothing of @spoken can be used
 */
GuardFilename *guard_filename_new (const char *spoken) G_GNUC_WARN_UNUSED_RESULT;
void guard_filename_free (GuardFilename *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GuardFilename, guard_filename_free)

/* The first trick, in the order of danger, as a sentence for a person ("the name holds characters that turn the reading
 * direction"), translated, static; %NULL where there is none. */
const char *guard_filename_describe_tricks (GuardFilenameTricks tricks);

G_END_DECLS
