/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "guard-store.h"

G_BEGIN_DECLS

/* What strangers have sent and the user has not decided about: mail, not journal. It outlives the client, and goes when the user decides. A row
 * without words stands for a person: how much came, and how much of it was dropped.
 *
 * All calls may wait for the disk: off the main loop. */

typedef struct
{
  guint64 id;       /* given by the caller; nobody else's */
  gint64 time_us;   /* when it came */
  char *protocol, *account;
  char *sender;     /* the person */
  char *who;        /* the address with its device, as it came */
  char *kind;       /* a word of the caller's */
  guint flags;
  gint64 said_us;
  char *content;    /* (nullable) */
} GuardWaiting;

#define GUARD_WAITING_MAX_ROWS 65536 /* far above what a client keeps: more is another's doing, and is not read */

void guard_waiting_free (GuardWaiting *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GuardWaiting, guard_waiting_free)

/**
 * guard_waiting_write:
 * @rows: (element-type GuardWaiting): written, or written anew where there is one with this id
 * @gone: (array of guint64): ids of those that are to be removed
 *
 * All or nothing. Returns: %FALSE with @error set
 */
gboolean guard_waiting_write (GuardStore *store, GPtrArray *rows, GArray *gone, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* In the order in which they came. Returns: (transfer full) (element-type GuardWaiting): with a free function set; %NULL with @error set */
GPtrArray *guard_waiting_list (GuardStore *store, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
