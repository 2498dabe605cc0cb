/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "core/guard-report.h"

#include <glib.h>

G_BEGIN_DECLS

/* The client end of the inspector: what is about to be sent is read by a process of its own, purple-guard-inspector, one for each file, locked in
 * before it gets the file. Here is only talk with it: nothing blocks, everything happens on the default main context, and whatever the other
 * end does (is missing, dies, lies, hangs) ends in a report: at worst "not checked". */
typedef struct _GuardInspect GuardInspect;

#define GUARD_INSPECT_DEFAULT_BYTES (G_GUINT64_CONSTANT (100) << 20)
#define GUARD_INSPECT_DEFAULT_SECONDS 60u /* for each of those 100 MiB */

/**
 * GuardInspectOptions: zero / %NULL = default
 * @program: (type filename): purple-guard-inspector; default: the installed one, $PURPLE_GUARD_INSPECTOR overrides it
 * @rules: (array zero-terminated=1): shipped rule files, whole paths (guard_data_list_shipped_rules); if one cannot be read, nothing is checked
 * @own_rules: (array zero-terminated=1): the administrator's and the user's (guard_data_list_own_rules); what is wrong with one is told
 *   where rules are read for messages, here it is left out
 * @contacts: (array zero-terminated=1): addresses of the user's contacts, so that lists of them are told from others
 * @max_bytes: larger files are not read
 * @max_seconds: after that the process is killed
 *
 * All is copied.
 */
typedef struct
{
  const char *program;
  const char * const *rules;
  const char * const *own_rules;
  const char * const *contacts;
  guint64 max_bytes;
  guint max_seconds;
} GuardInspectOptions;

/* How much of the file was looked at; several times a second at most. */
typedef void (*GuardInspectProgressFunc) (guint64 n_done_bytes, guint64 n_all_bytes, gpointer user_data);

/**
 * GuardInspectDoneFunc:
 * @report: (transfer full): what was found. What could not be looked at makes it "not checked", and each reason is a finding of
 *   %GUARD_LEVEL_NONE of the detector "not-checked". The excerpts are masked; each why names the part of the file ("…, in page.docx inside letters.zip")
 * @unread: (nullable): what was not looked at, and why: one line for a person, translated, made harmless
 */
typedef void (*GuardInspectDoneFunc) (GuardReport *report, const char *unread, gpointer user_data);

/**
 * guard_inspect_start:
 * @descriptor: (transfer full): a fresh open of the file, O_RDONLY, used by nobody else; closed here
 * @name: how the file is called for the other side; any bytes. Names of files that hold credentials are a finding
 * @progress: (nullable)
 *
 * Starts nothing inside this call. @done is called once, from the main loop, and then the inspection is gone; unless it is cancelled before.
 *
 * Returns: (transfer none): never %NULL; valid until @done was called
 */
GuardInspect *guard_inspect_start (const GuardInspectOptions *options, int descriptor, const char *name, GuardInspectProgressFunc progress,
                                   GuardInspectDoneFunc done, gpointer user_data);
/* Kills the process; no function is called any more. */
void guard_inspect_cancel (GuardInspect *self);

G_END_DECLS
