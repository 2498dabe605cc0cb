/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Which part of a host's name somebody can register (the Public Suffix List, by libpsl, which finds its own data). */

/* The registrable part of @host (ASCII A-labels, lower-case; a trailing dot is ignored): "login.paypal.com" -> "paypal.com".
 * Names below a private suffix (github.io) are their own. Returns: (transfer full): @host itself where it is an IP address, a
 * single label or a public suffix; "" for "" */
char *guard_domain_dup_registrable (const char *host) G_GNUC_WARN_UNUSED_RESULT;
/* The same, but %NULL where nobody can have registered it: an IP address, a single label, a public suffix.
 * Returns: (transfer full) (nullable) */
char *guard_domain_dup_registered (const char *host) G_GNUC_WARN_UNUSED_RESULT;
/* Whether the last label is one that the list knows: "paypal.com" but not "foo.bar" with an unknown last label. */
gboolean guard_domain_has_known_suffix (const char *host);
gboolean guard_domain_is_same_site (const char *host, const char *other);

/* For a person's eyes: Unicode where nothing in the name deceives (guard_spoof_check), else A-labels; one line.
 * Returns: (transfer full) */
char *guard_domain_dup_shown (const char *host) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
