/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "guard-rules.h"

#include <glib.h>

G_BEGIN_DECLS

/* What link-lists.rules lists: schemes, ports, hosts, endings of names. Filled on the main loop, then only read. */
typedef struct _GuardLinkLists GuardLinkLists;

GuardLinkLists *guard_link_lists_new (void) G_GNUC_WARN_UNUSED_RESULT;
void guard_link_lists_free (GuardLinkLists *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GuardLinkLists, guard_link_lists_free)

/* Adds to what is known. Returns: %FALSE with @error (file and line) set, and nothing added */
gboolean guard_link_lists_add_rules (GuardLinkLists *self, GuardRules *rules, GError **error) G_GNUC_WARN_UNUSED_RESULT;
guint guard_link_lists_count (const GuardLinkLists *self);

typedef enum
{
  GUARD_LIST_SHORTENERS = 0,    /* hosts whose addresses hide where they lead */
  GUARD_LIST_PUBLIC_HOSTS,      /* hosts where anybody has an address */
  GUARD_LIST_FORBIDDEN_SCHEMES, /* never opened from a message */
  GUARD_LIST_USUAL_SCHEMES,     /* opened without a word */
  GUARD_LIST_USUAL_PORTS,       /* "https:8443" */
  GUARD_LIST_SHORTCUTS,         /* endings of files that do something else than they show */
  GUARD_LIST_PAGES,             /* endings of programs that web servers and browsers treat as pages or text */
  GUARD_N_LISTS
} GuardLinkList;

/* @word: a host, a scheme, "scheme:port", an ending; in lower case */
gboolean guard_link_lists_has (const GuardLinkLists *self, GuardLinkList list, const char *word);
/* The same for a host and all that is below it. */
gboolean guard_link_lists_has_host (const GuardLinkLists *self, GuardLinkList list, const char *host);

G_END_DECLS
