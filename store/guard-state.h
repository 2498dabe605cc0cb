/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "guard-store.h"

G_BEGIN_DECLS

/* What only a running client knows, for the other programs: kinds of contact, the inbox, services, connections. Each client writes its own
 * sections, and they count only while it lives: what a dead one left is "could not be found out", not a fact.
 *
 * All of it may wait for the disk: off the main loop. */

#define GUARD_STATE_CONNECTIONS "connections"
#define GUARD_STATE_CONTACTS "contacts"
#define GUARD_STATE_INBOX "inbox"
#define GUARD_STATE_PLUGINS "plugins"
#define GUARD_STATE_SERVICES "services"

/* What is bounded, for a section of a client. */
#define GUARD_STATE_MAX_ROWS 1000
#define GUARD_STATE_MAX_BYTES (1024 * 1024) /* of facts */
#define GUARD_STATE_MAX_ROW_BYTES (64 * 1024)
#define GUARD_STATE_MAX_FACTS 32
#define GUARD_STATE_MAX_TEXT_BYTES 4096 /* of a name or a fact; longer ones are cut */

typedef struct
{
  char *name;      /* what it is about: an account, a service, a person; there may be several of one name */
  GVariant *facts; /* a{ss} */
  gint64 time_us;
  gboolean is_alive; /* the client that said so still runs */
} GuardState;

/* A section, as all clients have it. */
typedef struct
{
  GPtrArray *rows;  /* (element-type GuardState): by name */
  guint n_clients;  /* living ones that have spoken of it, if only to say that there is nothing; with 0 nothing is known */
  guint64 n_more;   /* rows of theirs that had no place here, or cannot be read */
} GuardStates;

/* Returns: (nullable) (transfer none): a fact of @state */
const char *guard_state_get_fact (const GuardState *state, const char *key);

void guard_states_free (GuardStates *states);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GuardStates, guard_states_free)

/* Adds a row to a builder of a(sa{ss}). Then come the facts in pairs, key and value, ended by %NULL; a value that is %NULL is left out. Foreign text
 * need not be valid. */
void guard_state_add_row (GVariantBuilder *rows, const char *name, ...) G_GNUC_NULL_TERMINATED;

/* Replaces this process's rows of @section. @rows: a(sa{ss}): name and facts; what has no place is counted. Returns: %FALSE with @error set, and nothing
 * has changed */
gboolean guard_state_put (GuardStore *store, const char *section, GVariant *rows, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Takes back all that this process has said. Returns: %FALSE with @error set */
gboolean guard_state_withdraw (GuardStore *store, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Returns: (transfer full): %NULL with @error set */
GuardStates *guard_state_list (GuardStore *store, const char *section, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
