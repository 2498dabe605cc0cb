/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "guard.h"

G_BEGIN_DECLS

/* The profile: strangers read it. */

/* Sends it by @set_info, the protocol's own, now or when the user has let it go. @profile: (nullable): a vCard, or HTML */
void guard_paths_set_profile (PurpleConnection *connection, const char *profile, void (*set_info) (PurpleConnection *connection, const char *profile));
/* What a vCard says, a field a line, without its pictures. Returns: (transfer full) */
char *guard_paths_dup_card_lines (xmlnode *card) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
