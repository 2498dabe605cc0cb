/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The host of a web address ("host parser" of the URL Standard). */

typedef enum
{
  GUARD_HOST_NONE = 0, /* the address has none: "mailto:a@b", "file:///etc" */
  GUARD_HOST_DOMAIN,   /* a name, in A-labels */
  GUARD_HOST_IPV4,     /* four decimal numbers, however it was written */
  GUARD_HOST_IPV6,     /* in brackets, compressed */
  GUARD_HOST_OPAQUE,   /* of a scheme that browsers do not open themselves */
} GuardHostKind;

/**
 * guard_host_append:
 * @to: where the serialised host goes, ASCII; on failure what is behind its old end is of no meaning
 * @text: (array length=n_bytes): the host as it stands in the address, not empty
 * @is_opaque: whether the scheme is one that browsers do not open themselves
 * @kind: (out): what it is
 * @error: %GUARD_ERROR_MALFORMED, or what guard_idna_to_ascii() has
 */
gboolean guard_host_append (GString *to, const char *text, gsize n_bytes, gboolean is_opaque, GuardHostKind *kind,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
