/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Sees system calls and allocations fail while a file is looked at, whatever the library that made them says about it.
 * libclamav turns most failures into "clean", so its own word is not enough. */
typedef struct
{
  guint n_machine;    /* ENOSPC, EMFILE, EACCES, EIO ...: the machine could not */
  guint n_too_large;  /* EFBIG: a temporary file reached its limit */
  guint n_memory;     /* an allocation failed */
  int last_error;     /* errno of the latest of them */
  const char *where;  /* the call, static */
} GuardWitnessReport;

void guard_witness_start (void);
GuardWitnessReport guard_witness_stop (void);

/* While @is_fatal a failed allocation ends the process at once with this status: code that cannot go on without memory
 * (GLib) would otherwise die in a way that does not say why. */
#define GUARD_WITNESS_EXIT_MEMORY 77
void guard_witness_make_memory_fatal (gboolean is_fatal);

G_END_DECLS
