/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-contacts-menu.h"

#include "guard-contacts-private.h"
#include "guard-notice-contacts.h"
#include "guard-notice.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* A list of people in a conversation longer than this is read in the settings window. */
#define MAX_LINES 100

/* ---- commands ---- */

/* In a room a name is one of its members, unless it is an address. Returns: (transfer full) (nullable): %NULL: the user must say whom */
static char *
dup_who (PurpleConversation *conversation, const char *argument)
{
  const char *room = purple_conversation_get_name (conversation);

  if (purple_conversation_get_type (conversation) != PURPLE_CONV_TYPE_CHAT)
    return g_strdup (*argument != '\0' ? argument : room);
  if (*argument == '\0')
    return NULL;
  if (purple_conv_chat_find_user (PURPLE_CONV_CHAT (conversation), argument) && guard_contacts_is_jabber (purple_conversation_get_account (conversation)))
    return g_strdup_printf ("%s/%s", room, argument);
  return g_strdup (argument);
}

/* Returns: (transfer full) */
static char *
say (GuardContacts *self, PurpleAccount *account, const char *who, GuardTrust trust)
{
  GuardContactFacts facts;

  guard_contacts_look (self, account, who, &facts);
  if (facts.kind == GUARD_SENDER_SELF || (trust == GUARD_TRUST_TRUSTED && !guard_contacts_may_trust (account, who)))
    return guard_notice_dup_trust_refused (account, who, &facts);
  guard_contacts_set_trust (self, account, who, trust);
  return guard_notice_dup_trust_said (account, who, trust);
}

static void
say_in (Guard *guard, PurpleConversation *conversation, const char *argument, GuardTrust trust)
{
  g_autofree char *who = dup_who (conversation, argument);
  g_autofree char *line = who != NULL ? say (guard->contacts, purple_conversation_get_account (conversation), who, trust) : NULL;

  guard_notice_write (conversation, line != NULL ? line : _("Say whom: write the address after the command."));
}

void
guard_contacts_on_trust (Guard *guard, PurpleConversation *conversation, const char *argument)
{
  say_in (guard, conversation, argument, GUARD_TRUST_TRUSTED);
}

void
guard_contacts_on_distrust (Guard *guard, PurpleConversation *conversation, const char *argument)
{
  say_in (guard, conversation, argument, GUARD_TRUST_DISTRUSTED);
}

void
guard_contacts_on_who (Guard *guard, PurpleConversation *conversation, const char *argument)
{
  PurpleAccount *account = purple_conversation_get_account (conversation);
  g_autofree char *who = dup_who (conversation, argument);
  g_autofree char *line = NULL;
  GuardContactFacts facts;

  if (who == NULL)
    {
      guard_notice_write (conversation, _("Say whom: write the address after the command."));
      return;
    }
  guard_contacts_look (guard->contacts, account, who, &facts);
  line = guard_notice_dup_who (account, who, &facts);
  guard_notice_write (conversation, line);
  if (facts.kind == GUARD_SENDER_STRANGER && facts.is_let_in)
    guard_notice_write (conversation, guard_contacts_may_trust (account, who) ? _("They do not wait in the inbox: you let them in, or turned to them.")
                                                                              : _("They do not wait in the inbox until they leave, or you do."));
}

void
guard_contacts_on_people (Guard *guard, PurpleConversation *conversation, const char *argument)
{
  g_autoptr(GPtrArray) people = guard_people_list (guard->contacts->people);

  if (people->len == 0)
    guard_notice_write (conversation, _("Nothing is kept of anybody."));
  for (guint i = 0; i < MIN (people->len, MAX_LINES); i++)
    {
      const GuardAcquaintance *person = g_ptr_array_index (people, i);
      PurpleAccount *account = guard_people_find_account (person);
      g_autofree char *line = NULL;
      GuardContactFacts facts;

      if (account == NULL)
        continue;
      guard_contacts_look (guard->contacts, account, person->address, &facts);
      line = guard_notice_dup_who (account, person->address, &facts);
      guard_notice_write (conversation, line);
    }
  if (people->len > MAX_LINES)
    guard_notice_write (conversation, _("There are more; “purple-guard people” lists them all."));
}

gboolean
guard_contacts_forget_everywhere (Guard *guard, PurpleConversation *conversation, const char *argument)
{
  g_autofree char *who = *argument != '\0' ? dup_who (conversation, argument) : NULL;
  gboolean is_known = FALSE;

  for (GList *l = who != NULL ? purple_accounts_get_all () : NULL; l != NULL; l = l->next)
    is_known |= guard_contacts_forget (guard->contacts, l->data, who);
  return is_known;
}

/* ---- menus ---- */

static void
say_about_buddy (PurpleBuddy *buddy, GuardTrust trust)
{
  Guard *guard = guard_plugin_get ();
  g_autofree char *line = NULL;

  if (guard == NULL)
    return;
  line = say (guard->contacts, purple_buddy_get_account (buddy), purple_buddy_get_name (buddy), trust);
  guard_notice_show (guard, PURPLE_NOTIFY_MSG_INFO, _("purple-guard"), line, NULL);
}

/* Of somebody with several addresses the one that the client shows: each is judged by itself. */
static PurpleBuddy *
get_buddy (PurpleBlistNode *node)
{
  if (PURPLE_BLIST_NODE_IS_BUDDY (node))
    return PURPLE_BUDDY (node);
  return PURPLE_BLIST_NODE_IS_CONTACT (node) ? purple_contact_get_priority_buddy (PURPLE_CONTACT (node)) : NULL;
}

static void
on_node_entry (PurpleBlistNode *node, gpointer trust)
{
  PurpleBuddy *buddy = get_buddy (node);

  if (buddy != NULL)
    say_about_buddy (buddy, (GuardTrust) GPOINTER_TO_INT (trust));
}

static void
on_conversation_entry (PurpleConversation *conversation, gpointer trust)
{
  Guard *guard = guard_plugin_get ();

  if (guard != NULL)
    say_in (guard, conversation, "", (GuardTrust) GPOINTER_TO_INT (trust));
}

static void
add_entry (GList **menu, const char *label, PurpleCallback callback, GuardTrust trust)
{
  *menu = g_list_append (*menu, purple_menu_action_new (label, callback, GINT_TO_POINTER (trust), NULL));
}

static void
add_entries (GuardContacts *self, GList **menu, PurpleAccount *account, const char *who, PurpleCallback callback)
{
  const GuardTrust trust = guard_contacts_get_trust (self, account, who);

  if (guard_contacts_get_kind (account, who) == GUARD_SENDER_SELF)
    return;
  if (trust != GUARD_TRUST_TRUSTED && guard_contacts_may_trust (account, who))
    add_entry (menu, _("Trust"), callback, GUARD_TRUST_TRUSTED);
  if (trust == GUARD_TRUST_TRUSTED)
    add_entry (menu, _("Do not trust any more"), callback, GUARD_TRUST_UNSAID);
  if (trust == GUARD_TRUST_DISTRUSTED || trust == GUARD_TRUST_IGNORED)
    add_entry (menu, _("Do not treat as a stranger any more"), callback, GUARD_TRUST_UNSAID);
  else
    add_entry (menu, _("Treat as a stranger"), callback, GUARD_TRUST_DISTRUSTED);
}

static void
on_node_menu (PurpleBlistNode *node, GList **menu, gpointer user_data)
{
  PurpleBuddy *buddy = get_buddy (node);

  if (buddy != NULL)
    add_entries (user_data, menu, purple_buddy_get_account (buddy), purple_buddy_get_name (buddy), PURPLE_CALLBACK (on_node_entry));
}

static void
on_conversation_menu (PurpleConversation *conversation, GList **menu, gpointer user_data)
{
  if (purple_conversation_get_type (conversation) == PURPLE_CONV_TYPE_IM)
    add_entries (user_data, menu, purple_conversation_get_account (conversation), purple_conversation_get_name (conversation),
                 PURPLE_CALLBACK (on_conversation_entry));
}

void
guard_contacts_listen_to_menus (GuardContacts *self)
{
  purple_signal_connect (purple_blist_get_handle (), "blist-node-extended-menu", self, PURPLE_CALLBACK (on_node_menu), self);
  purple_signal_connect (purple_conversations_get_handle (), "conversation-extended-menu", self, PURPLE_CALLBACK (on_conversation_menu), self);
}
