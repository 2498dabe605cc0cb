/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-roster.h"

#include "guard-incoming.h"
#include "guard-outgoing.h"
#include "store/guard-data.h"

#include <glib/gi18n-lib.h>

/* Reading the rules and drawing thousands of contacts takes longer than a main loop may wait, so it is a chore, whose result is swapped
 * in at its end. Until the first one is there nothing is known, and links are "not checked".
 *
 * A list comes in hundreds of single changes when an account signs on: it is read a moment after the last of them. */

#define QUIET_MS 100

/* One making of the knowledge. */
typedef struct
{
  Guard *guard;
  char *home;
  GPtrArray *addresses, *names; /* of char *, the same number, %NULL at the end */
  GuardKnowledge *knowledge;
  char *note;    /* what is wrong with own rules */
  GError *error; /* what is wrong with the shipped ones */
} Making;

static guint timer;
static gboolean has_told; /* what is wrong with the rules, once a run */

static void
free_making (gpointer data)
{
  Making *making = data;

  g_free (making->home);
  g_ptr_array_unref (making->addresses);
  g_ptr_array_unref (making->names);
  guard_knowledge_free (making->knowledge);
  g_free (making->note);
  g_clear_error (&making->error);
  g_free (making);
}

static void
do_make (GuardStore *store, const GError *store_error, gpointer data)
{
  Making *making = data;

  making->knowledge = guard_data_load_knowledge (making->home, &making->note, &making->error);
  guard_knowledge_set_contacts (making->knowledge, (const char * const *) making->addresses->pdata, (const char * const *) making->names->pdata);
}

static void
tell (const Making *making)
{
  if (has_told || (making->error == NULL && making->note == NULL))
    return;
  has_told = TRUE;
  if (making->error != NULL)
    purple_notify_warning (making->guard->plugin, _("purple-guard"),
                           _("The lists for links cannot be used; every link is asked about before it opens."), making->error->message);
  else
    purple_notify_warning (making->guard->plugin, _("purple-guard"), _("One of your own lists for links cannot be used."), making->note);
}

static void
do_free (GuardStore *store, const GError *store_error, gpointer data)
{
  guard_knowledge_free (data);
}

static void
on_made (gpointer data)
{
  Making *making = data;
  GuardKnowledge *earlier = making->guard->knowledge;

  making->guard->knowledge = g_steal_pointer (&making->knowledge);
  /* Taking thousands of contacts apart is too long for the main loop, too. */
  if (earlier != NULL)
    guard_chores_add (making->guard->chores, do_free, NULL, earlier, NULL);
  tell (making);
  guard_incoming_on_knowledge (making->guard->incoming);
  guard_outgoing_on_knowledge (making->guard->outgoing);
}

static void
make (Guard *guard)
{
  GSList *buddies = purple_blist_get_buddies ();
  Making *making = g_new0 (Making, 1);

  making->guard = guard;
  making->home = g_strdup (guard->home);
  making->addresses = g_ptr_array_new_with_free_func (g_free);
  making->names = g_ptr_array_new_with_free_func (g_free);
  for (GSList *item = buddies; item != NULL; item = item->next)
    {
      const char *alias = purple_buddy_get_alias (item->data);

      g_ptr_array_add (making->addresses, g_strdup (purple_buddy_get_name (item->data)));
      g_ptr_array_add (making->names, g_strdup (alias != NULL ? alias : ""));
    }
  g_ptr_array_add (making->addresses, NULL);
  g_ptr_array_add (making->names, NULL);
  g_slist_free (buddies);
  guard_chores_add (guard->chores, do_make, on_made, making, free_making);
}

static gboolean
on_quiet (gpointer data)
{
  timer = 0;
  make (data);
  return G_SOURCE_REMOVE;
}

static void
make_soon (Guard *guard)
{
  g_clear_handle_id (&timer, g_source_remove);
  timer = g_timeout_add (QUIET_MS, on_quiet, guard);
}

void
guard_roster_on_buddy (PurpleBuddy *buddy, gpointer user_data)
{
  make_soon (user_data);
}

void
guard_roster_on_aliased (PurpleBlistNode *node, const char *old_alias, gpointer user_data)
{
  make_soon (user_data);
}

void
guard_roster_attach (Guard *guard)
{
  has_told = FALSE;
  make (guard);
}

void
guard_roster_detach (Guard *guard)
{
  g_clear_handle_id (&timer, g_source_remove);
}
