/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "store/guard-store.h"

#include <glib.h>

G_BEGIN_DECLS

/* Chores: what has to wait for the disk is done one after the other, in the order given, on one thread beside the main
 * loop. The store is opened as the first chore, so that the client's start does not wait for it. */
typedef struct _GuardChores GuardChores;

/* Does the work on the chores' thread. @store is %NULL when it could not be opened: then @store_error says why.
 * Must not touch libpurple. */
typedef void (*GuardChoreFunc) (GuardStore *store, const GError *store_error, gpointer data);
/* Afterwards, on the main loop. */
typedef void (*GuardChoreDoneFunc) (gpointer data);

/* @home: (type filename). Returns: (transfer full) */
GuardChores *guard_chores_new (const char *home) G_GNUC_WARN_UNUSED_RESULT;

/* Finishes what was given, waiting for it, and calls all that is done; for the moment before things are taken apart. */
void guard_chores_drain (GuardChores *self);

/* The same, and closes the store. */
void guard_chores_free (GuardChores *self);

/* Gives a chore. @done (nullable) is called on the main loop after @work; then @free_data (nullable). */
void guard_chores_add (GuardChores *self, GuardChoreFunc work, GuardChoreDoneFunc done, gpointer data, GDestroyNotify free_data);

/* Whether chores are waiting or being done. */
gboolean guard_chores_are_pending (GuardChores *self);

/* The open store, for its quick calls only; %NULL while it is not open (yet). */
GuardStore *guard_chores_peek_store (GuardChores *self);

G_END_DECLS
