/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-paths-going.h"

#include <string.h>

static GSList *going; /* (element-type utf8): the innermost first, reduced */

/* Letters and digits alone: protocols wrap, escape and break lines as they like. */
static char *
reduce (const char *text, gboolean is_html)
{
  g_autofree char *plain = is_html ? purple_markup_strip_html (text) : g_strdup (text);
  char *end = plain;

  for (const char *c = plain; *c != '\0'; c++)
    if (g_ascii_isalnum (*c) || (guchar) *c >= 0x80)
      *end++ = *c;
  *end = '\0';
  return g_steal_pointer (&plain);
}

void
guard_paths_begin_going (const char *text, gboolean is_html)
{
  going = g_slist_prepend (going, reduce (text != NULL ? text : "", is_html));
}

void
guard_paths_end_going (void)
{
  g_free (going->data);
  going = g_slist_delete_link (going, going);
}

gboolean
guard_paths_is_going (const char *text, gboolean is_html)
{
  g_autofree char *reduced = going != NULL ? reduce (text, is_html) : NULL;

  for (GSList *l = going; l != NULL; l = l->next)
    if (strstr (l->data, reduced) != NULL)
      return TRUE;
  return FALSE;
}

gboolean
guard_paths_may_go (const GuardWords *words, GuardWordsSendFunc send, gpointer user_data, GDestroyNotify free_data)
{
  Guard *guard = guard_plugin_get ();

  if (guard != NULL && words->text != NULL && *words->text != '\0' && !guard_paths_is_going (words->text, words->is_html))
    return guard_outgoing_may_go (guard->outgoing, words, send, user_data, free_data);

  if (free_data != NULL)
    free_data (user_data);
  return TRUE;
}

PurpleConnection *
guard_paths_find_connection (PurpleAccount *account)
{
  PurpleConnection *connection = g_list_find (purple_accounts_get_all (), account) != NULL ? purple_account_get_connection (account) : NULL;

  return connection != NULL && PURPLE_CONNECTION_IS_CONNECTED (connection) ? connection : NULL;
}
