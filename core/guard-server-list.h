/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Servers by the names that stand in settings. Names are compared as a resolver reads them: without regard to case or a last dot, beyond
 * ASCII as A-labels, and an IPv4 address by its number, however it was written. */

/* Whether @host is one of @list (%NULL-terminated), or below one that is written with a leading dot: ".example.org" stands for
 * a.example.org, not for example.org itself. What is no name is on no list. An address is only on a list that has it whole. */
gboolean guard_server_list_contains (const char * const *list, const char *host);

/* Whether @host is exactly a name of this very computer: "localhost", "127.0.0.1", "::1". Other spellings are other servers: nobody
 * writes them by chance. */
gboolean guard_server_is_this_computer (const char *host);

G_END_DECLS
