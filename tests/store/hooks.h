/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>

/* What the tests change in the code under test. */

extern const char *crash_at;        /* the process kills itself at this point of guard-hold.c */
extern gboolean lacks_rename_flags; /* the file system knows no RENAME_NOREPLACE and no RENAME_EXCHANGE */
extern gboolean lacks_links;        /* it knows no second names: the file is copied */
extern void (*before_rename) (void); /* somebody else acts just before the final name is given */

void crash_point (const char *name);
