/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-outgoing-entry.h"

#include <gmodule.h>

/* Pidgin's entry box, without its headers and without linking to GTK 2, which Finch does not have: the widget that Pidgin names
 * "pidgin_conv_entry" (gtkconv.c: setup_common_pane) and whose "gtkconv" is the conversation's own. The calls are looked up in the process. */

#define ENTRY_NAME "pidgin_conv_entry"

typedef struct
{
  GList *(*list_toplevels) (void);
  GType (*get_container_type) (void);
  void (*for_all) (gpointer container, void (*func) (gpointer widget, gpointer user_data), gpointer user_data);
  const char *(*get_name) (gpointer widget);
  gpointer (*get_buffer) (gpointer view);
  void (*insert) (gpointer buffer, const char *text, int n_bytes);
  void (*grab_focus) (gpointer widget);
} Gtk;

typedef struct
{
  const Gtk *gtk;
  gpointer of; /* Pidgin's record of the conversation */
  gpointer entry;
} Search;

static gboolean
find_calls (Gtk *gtk)
{
  GModule *process = g_module_open (NULL, G_MODULE_BIND_LAZY);
  const struct { const char *name; gpointer *call; } calls[] = {
    { "gtk_window_list_toplevels", (gpointer *) &gtk->list_toplevels },
    { "gtk_container_get_type", (gpointer *) &gtk->get_container_type },
    { "gtk_container_forall", (gpointer *) &gtk->for_all },
    { "gtk_widget_get_name", (gpointer *) &gtk->get_name },
    { "gtk_text_view_get_buffer", (gpointer *) &gtk->get_buffer },
    { "gtk_text_buffer_insert_at_cursor", (gpointer *) &gtk->insert },
    { "gtk_widget_grab_focus", (gpointer *) &gtk->grab_focus },
  };
  gboolean found_all = process != NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (calls) && found_all; i++)
    found_all = g_module_symbol (process, calls[i].name, calls[i].call);
  if (process != NULL)
    g_module_close (process);
  return found_all;
}

static void
look_into (gpointer widget, gpointer user_data)
{
  Search *search = user_data;

  if (search->entry != NULL)
    return;
  if (g_strcmp0 (search->gtk->get_name (widget), ENTRY_NAME) == 0 && g_object_get_data (G_OBJECT (widget), "gtkconv") == search->of)
    search->entry = widget;
  else if (g_type_is_a (G_OBJECT_TYPE (widget), search->gtk->get_container_type ()))
    search->gtk->for_all (widget, look_into, search);
}

gboolean
guard_outgoing_fill_entry (PurpleConversation *conversation, const char *plain)
{
  Gtk gtk;
  Search search = { .gtk = &gtk, .of = conversation->ui_data };
  g_autoptr(GList) windows = NULL;

  if (!purple_strequal (purple_core_get_ui (), "gtk-gaim") || search.of == NULL || !find_calls (&gtk))
    return FALSE;
  windows = gtk.list_toplevels ();
  for (GList *item = windows; item != NULL; item = item->next)
    look_into (item->data, &search);
  if (search.entry == NULL)
    return FALSE;
  gtk.insert (gtk.get_buffer (search.entry), plain, -1);
  gtk.grab_focus (search.entry);
  return TRUE;
}
