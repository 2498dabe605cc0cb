/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "guard.h"

G_BEGIN_DECLS

/* What the client offers to the network and to other programs: THE TABLE of services. What is not needed is closed at every start, and opened again by
 * unload, by its switch, and by purple-guard restore. */
GuardServices *guard_services_new (Guard *guard) G_GNUC_WARN_UNUSED_RESULT;
void guard_services_attach (GuardServices *self);
void guard_services_detach (GuardServices *self);
void guard_services_free (GuardServices *self);

/* The list, with a reason and the way to open or close each. Returns: (transfer full) (element-type utf8) */
GPtrArray *guard_services_list (GuardServices *self) G_GNUC_WARN_UNUSED_RESULT;
/* Opens or closes the service of that name, for good. Returns: (transfer full): what is to be said of it */
char *guard_services_set (GuardServices *self, const char *name, gboolean is_to_be_open) G_GNUC_WARN_UNUSED_RESULT;
/* The same list to choose from. */
void guard_services_show (GuardServices *self);

G_END_DECLS
