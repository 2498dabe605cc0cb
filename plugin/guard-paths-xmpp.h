/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "guard.h"

G_BEGIN_DECLS

/* What leaves over XMPP, seen as it leaves, after everybody has had a say: words that came past everything else, words that were to be encrypted and
 * are not, lists of contacts (XEP-0144). */
void guard_paths_listen_to_xmpp (Guard *guard);
void guard_paths_leave_xmpp (Guard *guard);

G_END_DECLS
