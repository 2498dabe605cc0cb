/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "headless/guard-story.h"

G_BEGIN_DECLS

/* What the benches of the plugin share: numbers (of double, in arrays), their order, and where they come from. */

int figures_compare (gconstpointer one, gconstpointer other);
/* @share: 0.5 is the median; 0 if there are none */
double figures_percentile (GArray *sorted, double share);
/* Adds a file of microseconds, a line each, to @numbers, as milliseconds. */
void figures_load (const char *path, GArray *numbers);
/* A field ("\nPss:") of /proc/PID/smaps_rollup. */
double figures_memory_kib (GPid pid, const char *field);
/* Loads the plugin compiled so that it notes how long each call into it takes, in $GUARD_TIMES_FILE at its end. */
void figures_load_timed_guard (GuardPerson *person);
/* Sorts @numbers, and prints a line: how many, p50, p99, p99.9, p99.99, the largest. */
void figures_print (const char *name, GArray *numbers);

G_END_DECLS
