/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "store/guard-originals.h"

#include <glib.h>

G_BEGIN_DECLS

/* A libpurple profile on disk while no client runs: its prefs.xml and accounts.xml, of which only values that the guard put there are changed. */
typedef struct _GuardProfile GuardProfile;

typedef enum
{
  GUARD_RESTORED,       /* it is as it was before */
  GUARD_CHANGED_SINCE,  /* somebody has changed it since the guard did: it stays */
  GUARD_GONE,           /* there is no such preference or account any more */
} GuardRestored;

/**
 * guard_profile_open:
 * @folder: (type filename): libpurple's folder: "~/.purple"
 * @error: %GUARD_ERROR_MALFORMED: a file is not what libpurple writes
 *
 * A file that is not there is an empty one.
 *
 * Returns: (transfer full): %NULL with @error set
 */
GuardProfile *guard_profile_open (const char *folder, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void guard_profile_free (GuardProfile *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GuardProfile, guard_profile_free)

/* In memory; guard_profile_save() makes it true. */
GuardRestored guard_profile_put_back (GuardProfile *self, const GuardOriginal *original);
/* Replaces what was changed, each file as a whole or not at all, with the mode that it had. Returns: %FALSE with @error set */
gboolean guard_profile_save (GuardProfile *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
