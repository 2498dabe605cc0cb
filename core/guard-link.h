/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "guard-sites.h"
#include "guard-url.h"

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  GUARD_LINK_ANCHOR,      /* <a href>, <img src>: address and shown text may differ */
  GUARD_LINK_TEXT,        /* plain text that the client makes a link of */
  GUARD_LINK_OUT_OF_BAND, /* XEP-0066 */
  GUARD_LINK_ADDRESS,     /* an address alone: a click, the shell */
} GuardLinkOrigin;

/**
 * GuardLink:
 * @origin: where it was found
 * @spoken: the address as it stands in the message, entities decoded, as the client would open it ("www.x.org" has got its "http://")
 * @shown: the text that a person sees, plain; the address itself for all but anchors
 * @offset, @n_bytes: of @shown in the plain text of the message
 * @url: (nullable): as a browser reads it; %NULL: no browser opens it
 * @domain: registrable part of the host; "" without a host
 * @host: (nullable): the host, for finding out whether it imitates a site; %NULL: it is no name, or cannot
 *
 * A link of a message. Plain record, immutable once made.
 */
typedef struct
{
  GuardLinkOrigin origin;
  char *spoken;
  char *shown;
  gsize offset, n_bytes;
  GuardUrl *url;
  char *domain;
  GuardSitesHost *host;
} GuardLink;

/* @shown: (nullable): then the address itself. Parses, and finds the domain. Returns: (transfer full) */
GuardLink *guard_link_new (GuardLinkOrigin origin, const char *spoken, const char *shown, gsize offset) G_GNUC_WARN_UNUSED_RESULT;
void guard_link_free (GuardLink *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GuardLink, guard_link_free)

/* Whether a message may show it as a link at all: a browser reads it, and its scheme is one that people send each other. Says nothing
 * about where it leads, nor whether a click opens it unasked. */
gboolean guard_link_may_be_shown (const GuardLink *self);

G_END_DECLS
