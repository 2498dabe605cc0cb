/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-profile.h"

#include "core/guard-error.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <libxml/parser.h>
#include <libxml/tree.h>
#include <stdlib.h>

#define MAX_FILE_BYTES (64 * 1024 * 1024)

typedef struct
{
  char *path;       /* where it really lies: a link stays one */
  mode_t mode;
  xmlDocPtr document; /* NULL: there is no such file */
  gboolean is_changed;
} File;

struct _GuardProfile
{
  File preferences;
  File accounts;
};

static void
clear_file (File *file)
{
  g_free (file->path);
  g_clear_pointer (&file->document, xmlFreeDoc);
}

void
guard_profile_free (GuardProfile *self)
{
  if (self == NULL)
    return;
  clear_file (&self->preferences);
  clear_file (&self->accounts);
  g_free (self);
}

static gboolean
open_file (File *file, const char *folder, const char *name, const char *root, GError **error)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *data = NULL;
  char *resolved = realpath (path, NULL);
  gsize n_bytes = 0;
  GStatBuf status;

  if (resolved == NULL && errno == ENOENT)
    return TRUE;
  file->path = g_strdup (resolved != NULL ? resolved : path);
  free (resolved);
  if (!g_file_get_contents (file->path, &data, &n_bytes, error))
    return FALSE;
  if (g_stat (file->path, &status) == 0)
    file->mode = status.st_mode & 0777;
  if (n_bytes <= MAX_FILE_BYTES)
    file->document = xmlReadMemory (data, (int) n_bytes, NULL, NULL, XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
  if (file->document != NULL && xmlDocGetRootElement (file->document) != NULL
      && xmlStrEqual (xmlDocGetRootElement (file->document)->name, BAD_CAST root))
    return TRUE;
  g_set_error (error, GUARD_ERROR, GUARD_ERROR_MALFORMED, _("“%s” is not what libpurple writes; nothing was changed"), file->path);
  return FALSE;
}

GuardProfile *
guard_profile_open (const char *folder, GError **error)
{
  g_autoptr(GuardProfile) self = g_new0 (GuardProfile, 1);

  if (!open_file (&self->preferences, folder, "prefs.xml", "pref", error) || !open_file (&self->accounts, folder, "accounts.xml", "account", error))
    return NULL;
  return g_steal_pointer (&self);
}

/* ---- finding ---- */

static gboolean
has_attribute (xmlNodePtr node, const char *name, const char *value)
{
  xmlChar *found = xmlGetProp (node, BAD_CAST name);
  const gboolean is_same = g_strcmp0 ((const char *) found, value) == 0;

  xmlFree (found);
  return is_same;
}

/* The child element of that name whose attribute is @value (%NULL: which has no such attribute). */
static xmlNodePtr
find_child (xmlNodePtr parent, const char *name, const char *attribute, const char *value)
{
  for (xmlNodePtr child = parent != NULL ? parent->children : NULL; child != NULL; child = child->next)
    if (child->type == XML_ELEMENT_NODE && xmlStrEqual (child->name, BAD_CAST name) && (attribute == NULL || has_attribute (child, attribute, value)))
      return child;
  return NULL;
}

static gboolean
has_text (xmlNodePtr node, const char *text)
{
  xmlChar *content = node != NULL ? xmlNodeGetContent (node) : NULL;
  const gboolean is_same = g_strcmp0 (content != NULL ? (const char *) content : "", text) == 0;

  xmlFree (content);
  return is_same;
}

static xmlNodePtr
find_preference (GuardProfile *self, const char *path)
{
  g_auto(GStrv) names = g_strsplit (path, "/", 0);
  xmlNodePtr node = self->preferences.document != NULL ? xmlDocGetRootElement (self->preferences.document) : NULL;

  for (gsize i = 0; node != NULL && names[i] != NULL; i++)
    if (*names[i] != '\0')
      node = find_child (node, "pref", "name", names[i]);
  return node;
}

static xmlNodePtr
find_account (GuardProfile *self, const GuardOriginal *original)
{
  xmlNodePtr root = self->accounts.document != NULL ? xmlDocGetRootElement (self->accounts.document) : NULL;

  for (xmlNodePtr child = root != NULL ? root->children : NULL; child != NULL; child = child->next)
    if (child->type == XML_ELEMENT_NODE && xmlStrEqual (child->name, BAD_CAST "account")
        && has_text (find_child (child, "protocol", NULL, NULL), original->protocol) && has_text (find_child (child, "name", NULL, NULL), original->account))
      return child;
  return NULL;
}

/* ---- putting back ---- */

static GuardRestored
put_preference_back (GuardProfile *self, const GuardOriginal *original)
{
  xmlNodePtr node = find_preference (self, original->name);

  if (node == NULL || original->was == NULL)
    return GUARD_GONE;
  if (!has_attribute (node, "value", original->put))
    return GUARD_CHANGED_SINCE;
  xmlSetProp (node, BAD_CAST "value", BAD_CAST original->was);
  self->preferences.is_changed = TRUE;
  return GUARD_RESTORED;
}

static void
set_setting (xmlNodePtr settings, xmlNodePtr setting, const GuardOriginal *original)
{
  if (original->was == NULL)
    {
      if (setting != NULL)
        {
          xmlUnlinkNode (setting);
          xmlFreeNode (setting);
        }
      return;
    }
  if (setting == NULL)
    {
      setting = xmlNewChild (settings, NULL, BAD_CAST "setting", NULL);
      xmlSetProp (setting, BAD_CAST "name", BAD_CAST original->name);
    }
  xmlSetProp (setting, BAD_CAST "type", BAD_CAST (original->is_boolean ? "bool" : "string"));
  xmlNodeSetContent (setting, NULL);
  /* This one takes the text as it is; the other would read entities in it. */
  xmlNodeAddContent (setting, BAD_CAST original->was);
}

static GuardRestored
put_account_back (GuardProfile *self, const GuardOriginal *original)
{
  xmlNodePtr account = find_account (self, original);
  xmlNodePtr settings = find_child (account, "settings", "ui", original->client);
  xmlNodePtr setting = find_child (settings, "setting", "name", original->name);

  if (settings == NULL)
    return GUARD_GONE;
  /* libpurple does not write an empty text, nor "no" that was never "yes". */
  if (setting == NULL ? *original->put != '\0' : !has_text (setting, original->put))
    return GUARD_CHANGED_SINCE;
  set_setting (settings, setting, original);
  self->accounts.is_changed = TRUE;
  return GUARD_RESTORED;
}

GuardRestored
guard_profile_put_back (GuardProfile *self, const GuardOriginal *original)
{
  return original->place == GUARD_PLACE_PREFERENCE ? put_preference_back (self, original) : put_account_back (self, original);
}

static gboolean
save_file (File *file, GError **error)
{
  xmlChar *data = NULL;
  int n_bytes = 0;
  gboolean is_saved;

  if (!file->is_changed)
    return TRUE;
  xmlDocDumpMemoryEnc (file->document, &data, &n_bytes, "UTF-8");
  if (data == NULL)
    {
      g_set_error (error, GUARD_ERROR, GUARD_ERROR_TOO_BIG, "%s: there is not enough memory to write it", file->path);
      return FALSE;
    }
  is_saved = g_file_set_contents_full (file->path, (const char *) data, n_bytes, G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE,
                                       (int) file->mode, error);
  xmlFree (data);
  return is_saved;
}

gboolean
guard_profile_save (GuardProfile *self, GError **error)
{
  return save_file (&self->preferences, error) && save_file (&self->accounts, error);
}
