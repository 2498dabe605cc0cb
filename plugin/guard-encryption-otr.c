/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-encryption-otr.h"

#include <gmodule.h>
#include <stdio.h>
#include <stdlib.h>

/* Contexts are pointers that are handed from one of its functions to the other; none of its structures is looked into. */

#define OTR_ID "otr"
#define OTR_VERSION_KNOWN "4.0."
#define LIBOTR_VERSION_KNOWN "4."

/* pidgin-otr's TrustLevel (its otr-plugin.h). */
#define TRUST_UNVERIFIED 1
#define TRUST_PRIVATE 2
#define TRUST_FINISHED 3

typedef struct
{
  void **userstate;
  void *(*find_context) (PurpleConversation *conversation, int force_create);
  int (*get_trust) (void *context);
  void (*send_query) (PurpleConversation *conversation);
  unsigned int (*write_fingerprints) (void *userstate, FILE *file);
} Otr;

/* A symbol of its module, or of what its module was linked with. */
static gboolean
find (PurplePlugin *plugin, const char *name, gpointer *symbol)
{
  return g_module_symbol (plugin->handle, name, symbol) && *symbol != NULL;
}

static gboolean
is_known_libotr (PurplePlugin *plugin)
{
  gpointer symbol = NULL;

  return find (plugin, "otrl_version", &symbol) && g_str_has_prefix (((const char *(*) (void)) symbol) (), LIBOTR_VERSION_KNOWN);
}

/* Returns: %FALSE if anything of it is missing or another version: then nothing of it is called */
static gboolean
open_otr (Otr *otr)
{
  PurplePlugin *plugin = purple_plugins_find_with_id (OTR_ID);
  gpointer userstate, find_context, get_trust, send_query, write_fingerprints;

  if (plugin == NULL || !purple_plugin_is_loaded (plugin) || plugin->handle == NULL || plugin->info->version == NULL
      || !g_str_has_prefix (plugin->info->version, OTR_VERSION_KNOWN))
    return FALSE;
  if (!find (plugin, "otrg_plugin_userstate", &userstate) || !find (plugin, "otrg_plugin_conv_to_selected_context", &find_context)
      || !find (plugin, "otrg_plugin_context_to_trust", &get_trust) || !find (plugin, "otrg_plugin_send_default_query_conv", &send_query)
      || !find (plugin, "otrl_privkey_write_fingerprints_FILEp", &write_fingerprints) || !is_known_libotr (plugin))
    return FALSE;

  otr->userstate = userstate;
  otr->find_context = (void *(*) (PurpleConversation *, int)) find_context;
  otr->get_trust = (int (*) (void *)) get_trust;
  otr->send_query = (void (*) (PurpleConversation *)) send_query;
  otr->write_fingerprints = (unsigned int (*) (void *, FILE *)) write_fingerprints;
  return *otr->userstate != NULL;
}

GuardOtrState
guard_encryption_otr_look (PurpleConversation *conversation)
{
  Otr otr;
  void *context;

  if (!open_otr (&otr))
    return GUARD_OTR_NONE;

  context = conversation != NULL ? otr.find_context (conversation, FALSE) : NULL;
  switch (context != NULL ? otr.get_trust (context) : 0)
    {
    case TRUST_UNVERIFIED: return GUARD_OTR_UNVERIFIED;
    case TRUST_PRIVATE:    return GUARD_OTR_VERIFIED;
    case TRUST_FINISHED:   return GUARD_OTR_FINISHED;
    default:               return GUARD_OTR_PLAIN;
    }
}

/* ---- keys ---- */

/* libotr writes what it knows of all persons as it writes its file, one key a line: person, account, protocol, fingerprint, trust ("" for none), with tabs
 * between. Returns: (transfer full) (nullable) */
static char *
dup_fingerprints (const Otr *otr)
{
  char *written = NULL;
  size_t n_bytes = 0;
  FILE *memory = open_memstream (&written, &n_bytes);
  char *text;

  if (memory == NULL)
    return NULL;
  otr->write_fingerprints (*otr->userstate, memory);
  fclose (memory);
  text = g_strdup (written);
  free (written);
  return text;
}

static gboolean
is_about (char **columns, PurpleConversation *conversation)
{
  PurpleAccount *account = purple_conversation_get_account (conversation);

  return g_strv_length (columns) >= 4 && purple_strequal (columns[0], purple_normalize (account, purple_conversation_get_name (conversation)))
         && purple_strequal (columns[1], purple_account_get_username (account)) && purple_strequal (columns[2], purple_account_get_protocol_id (account));
}

GHashTable *
guard_encryption_otr_list_keys (PurpleConversation *conversation, gboolean only_unverified)
{
  GHashTable *keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Otr otr;
  g_autofree char *text = open_otr (&otr) ? dup_fingerprints (&otr) : NULL;
  g_auto(GStrv) lines = g_strsplit (text != NULL ? text : "", "\n", -1);

  for (gsize i = 0; lines[i] != NULL; i++)
    {
      g_auto(GStrv) columns = g_strsplit (lines[i], "\t", 5);

      if (is_about (columns, conversation) && (!only_unverified || columns[4] == NULL || *columns[4] == '\0'))
        g_hash_table_add (keys, g_strdup (columns[3]));
    }
  return keys;
}

gboolean
guard_encryption_otr_start (PurpleConversation *conversation)
{
  Otr otr;

  if (!open_otr (&otr))
    return FALSE;
  otr.send_query (conversation);
  return TRUE;
}
