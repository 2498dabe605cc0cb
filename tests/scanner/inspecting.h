/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "scanner/guard-inspect.h"

G_BEGIN_DECLS

/* What tests of the inspector share: rules of their own, and inspections that are waited for. */
typedef struct
{
  char *folder;
  char *rules[3];
  GuardInspectOptions options;
} Desk;

typedef struct
{
  gboolean is_done;
  GuardReport *report;
  char *unread;
  guint n_progress;
} Inspection;

void desk_set_up (Desk *desk, gconstpointer data);
void desk_tear_down (Desk *desk, gconstpointer data);
/* Returns: (transfer full): its path */
char *desk_write (Desk *desk, const char *name, const void *bytes, gsize n_bytes);

void inspection_clear (Inspection *inspection);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Inspection, inspection_clear)

/* Starts, and does not wait. */
GuardInspect *inspect_later (Desk *desk, const char *path, const char *name, Inspection *inspection);
/* Runs the main loop until it is done; more than a minute is an error of the test. */
void wait_for_inspection (Inspection *inspection);
/* @descriptor: (transfer full). Waits, as does the next. */
void inspect_descriptor (Desk *desk, int descriptor, Inspection *inspection);
void inspect_bytes (Desk *desk, const char *name, GBytes *bytes, Inspection *inspection);

/* Returns: (nullable): the finding of @kind */
const GuardFinding *find_kind (const Inspection *inspection, const char *kind);
guint count_kinds (const Inspection *inspection);

G_END_DECLS
