/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-services-private.h"

#include "guard-files.h"
#include "guard-state.h"
#include "store/guard-state.h"

/* Plugins are programs that do what they like in here. They are listed with where they come from, and never unloaded: that is the user's to say. */

#define PACKAGES "/var/lib/dpkg/info"

struct _GuardLoaded
{
  GuardServices *services;
  GPtrArray *known;   /* of GuardProvenance, since the last look */
  guint n_looks;      /* only the last one counts */
  guint look_id;
};

/* What is looked at beside the main loop. */
typedef struct
{
  GuardLoaded *loaded;
  guint n_looks;
  GPtrArray *paths; /* of char *, %NULL-terminated */
  GPtrArray *found;
} Errand;

static GuardLoaded *alive; /* an errand may come back after an unload */

static void
free_errand (gpointer data)
{
  Errand *errand = data;

  g_clear_pointer (&errand->found, g_ptr_array_unref);
  g_ptr_array_unref (errand->paths);
  g_free (errand);
}

static void
do_look (GuardStore *store, const GError *store_error, gpointer data)
{
  Errand *errand = data;

  errand->found = guard_provenance_look ((const char * const *) errand->paths->pdata, PACKAGES);
}

static PurplePlugin *
find_plugin (const char *path)
{
  for (GList *l = purple_plugins_get_loaded (); l != NULL; l = l->next)
    if (purple_strequal (((PurplePlugin *) l->data)->path, path))
      return l->data;
  return NULL;
}

static const char *
get_name (const GuardProvenance *provenance)
{
  PurplePlugin *plugin = find_plugin (provenance->path);

  return plugin != NULL ? purple_plugin_get_name (plugin) : NULL;
}

/* ---- what is said of it, once ---- */

static char *
dup_mark (const GuardProvenance *provenance)
{
  return g_strdup_printf ("plugin %s %s", guard_origin_to_string (provenance->origin), provenance->path);
}

static void
tell (GuardLoaded *self, const GuardProvenance *provenance)
{
  Guard *guard = self->services->guard;
  g_autofree char *mark = dup_mark (provenance);
  GuardJournalEntry *entry;

  if (provenance->origin == GUARD_ORIGIN_PACKAGE || guard_originals_was_told (self->services->originals, mark))
    return;
  guard_originals_set_told (self->services->originals, mark);
  entry = guard_journal_entry_new ("plugin-unknown");
  entry->name = g_path_get_basename (provenance->path);
  entry->place = g_strdup (provenance->path);
  entry->finding = g_strdup (guard_origin_to_string (provenance->origin));
  guard_files_add_journal_entry (guard, entry);
  if (provenance->origin == GUARD_ORIGIN_OTHERS)
    guard_notice_plugin_weak (guard, get_name (provenance), provenance);
}

static void
add_fact (GVariantBuilder *facts, const char *name, const char *value)
{
  g_autofree char *valid = g_utf8_make_valid (value != NULL ? value : "", -1);

  g_variant_builder_add (facts, "{ss}", name, valid);
}

static void
publish (GuardLoaded *self)
{
  GVariantBuilder rows;

  g_variant_builder_init (&rows, G_VARIANT_TYPE ("a(sa{ss})"));
  for (guint i = 0; i < self->known->len; i++)
    {
      const GuardProvenance *provenance = g_ptr_array_index (self->known, i);
      g_autofree char *path = g_utf8_make_valid (provenance->path, -1);
      GVariantBuilder facts;

      g_variant_builder_init (&facts, G_VARIANT_TYPE ("a{ss}"));
      add_fact (&facts, "name", get_name (provenance));
      add_fact (&facts, "true-path", provenance->true_path);
      add_fact (&facts, "link", provenance->is_link ? "yes" : "no");
      add_fact (&facts, "owner", provenance->owner);
      add_fact (&facts, "package", provenance->package);
      add_fact (&facts, "weak-path", provenance->weak_path);
      add_fact (&facts, "origin", guard_origin_to_string (provenance->origin));
      g_variant_builder_add (&rows, "(s@a{ss})", path, g_variant_builder_end (&facts));
    }
  guard_state_publish (self->services->guard, GUARD_STATE_PLUGINS, g_variant_builder_end (&rows));
}

static void
on_looked (gpointer data)
{
  Errand *errand = data;
  GuardLoaded *self = errand->loaded;
  g_autoptr(GError) error = NULL;

  if (self != alive || errand->n_looks != self->n_looks || errand->found == NULL)
    return;
  g_clear_pointer (&self->known, g_ptr_array_unref);
  self->known = g_steal_pointer (&errand->found);
  for (guint i = 0; i < self->known->len; i++)
    tell (self, g_ptr_array_index (self->known, i));
  if (!guard_originals_save (self->services->originals, &error))
    g_message ("What was said of plugins could not be written down: %s", error->message);
  publish (self);
}

/* ---- when ---- */

static gboolean
look (gpointer user_data)
{
  GuardLoaded *self = user_data;
  Errand *errand = g_new0 (Errand, 1);

  self->look_id = 0;
  errand->loaded = self;
  errand->n_looks = ++self->n_looks;
  errand->paths = g_ptr_array_new_with_free_func (g_free);
  for (GList *l = purple_plugins_get_loaded (); l != NULL; l = l->next)
    if (((PurplePlugin *) l->data)->path != NULL)
      g_ptr_array_add (errand->paths, g_strdup (((PurplePlugin *) l->data)->path));
  g_ptr_array_add (errand->paths, NULL);
  guard_chores_add (self->services->guard->chores, do_look, on_looked, errand, free_errand);
  return G_SOURCE_REMOVE;
}

/* Many are loaded one after the other: one look for all. */
static void
on_plugins_changed (PurplePlugin *plugin, gpointer user_data)
{
  GuardLoaded *self = user_data;

  if (self->look_id == 0)
    self->look_id = g_idle_add (look, self);
}

void
guard_loaded_list (GuardLoaded *self, GPtrArray *lines)
{
  for (guint i = 0; self->known != NULL && i < self->known->len; i++)
    {
      const GuardProvenance *provenance = g_ptr_array_index (self->known, i);

      if (find_plugin (provenance->path) != NULL)
        g_ptr_array_add (lines, guard_notice_dup_plugin_line (get_name (provenance), provenance));
    }
}

GuardLoaded *
guard_loaded_new (GuardServices *services)
{
  GuardLoaded *self = g_new0 (GuardLoaded, 1);

  self->services = services;
  alive = self;
  purple_signal_connect (purple_plugins_get_handle (), "plugin-load", self, PURPLE_CALLBACK (on_plugins_changed), self);
  purple_signal_connect (purple_plugins_get_handle (), "plugin-unload", self, PURPLE_CALLBACK (on_plugins_changed), self);
  on_plugins_changed (NULL, self);
  return self;
}

void
guard_loaded_free (GuardLoaded *self)
{
  alive = NULL;
  purple_signals_disconnect_by_handle (self);
  g_clear_handle_id (&self->look_id, g_source_remove);
  g_clear_pointer (&self->known, g_ptr_array_unref);
  g_free (self);
}
