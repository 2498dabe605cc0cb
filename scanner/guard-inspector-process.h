/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "guard-inspect.h"

G_BEGIN_DECLS

/* The process purple-guard-inspector, as its client holds it. */
typedef struct _GuardInspectorProcess GuardInspectorProcess;

/* What it is started with: a copy of the options, with the defaults filled in. */
typedef struct
{
  char *program;
  char **rules, **own_rules, **contacts;
  guint64 max_bytes;
  guint max_seconds;
} GuardInspectorSetup;

void guard_inspector_setup_init (GuardInspectorSetup *self, const GuardInspectOptions *options);
void guard_inspector_setup_clear (GuardInspectorSetup *self);

/* Starts it; takes a few milliseconds at most. Returns: (transfer full) (nullable): %NULL if it cannot be started */
GuardInspectorProcess *guard_inspector_process_start (const GuardInspectorSetup *setup) G_GNUC_WARN_UNUSED_RESULT;
/* Kills it if it lives; it is collected later, from the main loop. */
void guard_inspector_process_free (GuardInspectorProcess *self);

/* To talk, and to poll for reading. */
int guard_inspector_process_get_channel (const GuardInspectorProcess *self);

/* The descriptors that it finds when it starts. */
#define GUARD_INSPECTOR_CHANNEL 3
#define GUARD_INSPECTOR_CONTACTS 4
#define GUARD_INSPECTOR_MAX_CONTACTS_BYTES (4u << 20)

G_END_DECLS
