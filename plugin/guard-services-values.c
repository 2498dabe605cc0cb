/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-services-private.h"

/* A value is written down before it is changed, so that no crash in between loses it. What cannot be written down stays as it is: the list then shows
 * the service as open. */

static char *
dup_boolean (gboolean value)
{
  return g_strdup (value ? "1" : "0");
}

static PurpleAccount *
find_account (const GuardOriginal *place)
{
  return purple_accounts_find (place->account, place->protocol);
}

static char *
dup_preference (const char *path)
{
  switch (purple_prefs_get_type (path))
    {
    case PURPLE_PREF_BOOLEAN:
      return dup_boolean (purple_prefs_get_bool (path));
    case PURPLE_PREF_STRING:
      return g_strdup (purple_prefs_get_string (path));
    default:
      return NULL;
    }
}

char *
guard_services_dup_value (const GuardOriginal *place)
{
  PurpleAccount *account;

  if (place->place == GUARD_PLACE_PREFERENCE)
    return dup_preference (place->name);
  account = find_account (place);
  if (account == NULL)
    return NULL;
  if (place->place == GUARD_PLACE_ACCOUNT_CLIENT)
    return dup_boolean (purple_account_get_ui_bool (account, place->client, place->name, FALSE));
  return g_strdup (purple_account_get_string (account, place->name, NULL));
}

/* @value: (nullable): it was not set before, which of a preference cannot be */
static void
set_value (const GuardOriginal *place, const char *value)
{
  const gboolean is_yes = g_strcmp0 (value, "1") == 0;
  PurpleAccount *account = place->place != GUARD_PLACE_PREFERENCE ? find_account (place) : NULL;

  if (place->place == GUARD_PLACE_PREFERENCE && value != NULL)
    {
      if (place->is_boolean)
        purple_prefs_set_bool (place->name, is_yes);
      else
        purple_prefs_set_string (place->name, value);
    }
  if (account == NULL)
    return;
  /* The only thing that a client keeps and the guard changes is whether it uses the account: that has a call of its own. */
  if (place->place == GUARD_PLACE_ACCOUNT_CLIENT)
    purple_account_set_enabled (account, place->client, is_yes);
  else if (value == NULL)
    purple_account_remove_setting (account, place->name);
  else
    purple_account_set_string (account, place->name, value);
}

static GuardOriginal *
new_original (const GuardOriginal *place, const char *was, const char *put)
{
  GuardOriginal *original = g_new0 (GuardOriginal, 1);

  original->service = g_strdup (place->service);
  original->place = place->place;
  original->protocol = g_strdup (place->protocol);
  original->account = g_strdup (place->account);
  original->client = g_strdup (place->client);
  original->name = g_strdup (place->name);
  original->is_boolean = place->is_boolean;
  original->was = g_strdup (was);
  original->put = g_strdup (put);
  return original;
}

gboolean
guard_services_put (GuardServices *self, const GuardOriginal *place, const char *put)
{
  g_autofree char *value = guard_services_dup_value (place);
  g_autoptr(GError) error = NULL;

  if (g_strcmp0 (value, put) == 0 || (value == NULL && *put == '\0'))
    return FALSE;
  guard_originals_keep (self->originals, new_original (place, value, put));
  if (!guard_originals_save (self->originals, &error))
    {
      g_warning ("%s is not closed, since what it was could not be written down: %s", place->service, error->message);
      return FALSE;
    }
  set_value (place, put);
  return TRUE;
}

void
guard_services_put_back (GuardServices *self, const char *name)
{
  GPtrArray *originals = guard_originals_list (self->originals);
  g_autoptr(GError) error = NULL;
  gboolean is_changed = FALSE;

  for (guint i = originals->len; i > 0; i--)
    {
      GuardOriginal *original = g_ptr_array_index (originals, i - 1);
      g_autofree char *value = NULL;

      if (!g_str_equal (original->service, name))
        continue;
      value = guard_services_dup_value (original);
      if (g_strcmp0 (value != NULL ? value : "", original->put) == 0)
        set_value (original, original->was);
      guard_originals_drop (self->originals, original);
      is_changed = TRUE;
    }
  if (is_changed && !guard_originals_save (self->originals, &error))
    g_warning ("What was opened again could not be written down: %s", error->message);
}
