/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>

/* What libpurple 2.14 and Pidgin make of HTML, re-stated: an oracle for what becomes clickable. plugin/test-pidgin-reader compares it
 * with the real library where that can be asked. */

typedef struct
{
  GString *text;        /* that is seen; a picture of the client's own is "[picture, not shown]" */
  GPtrArray *addresses; /* of char *, in order: what a click opens */
  GPtrArray *shown;     /* of char *: what is clicked */
} PidginReading;

/* purple_markup_linkify(), its faults included. Returns: (transfer full) */
char *pidgin_linkify (const char *html);

/* The tag reader (GtkIMHtml) on what the linkifier made. It knows a link also by any scheme that the desktop has a program for, where
 * a word begins or a smiley ends; here a smiley may end anywhere. */
PidginReading *pidgin_read (const char *html);
void pidgin_reading_free (PidginReading *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PidginReading, pidgin_reading_free)

/* Pidgin strips a message of more "<" than 100, decodes it, and reads the result as HTML again. */
guint pidgin_count_tags (const char *html);
