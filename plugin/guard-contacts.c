/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-contacts.h"

#include "core/guard-text.h"

#include <string.h>

/* The minimal form: a contact is somebody in the list of a protocol whose server vouches for addresses. */

#define MAX_SHOWN_CHARACTERS 64

/* Protocols on which an address proves nothing, because anybody may take any name. */
static const char * const unproven_protocols[] = { "prpl-irc", "prpl-bonjour", "prpl-simple", "prpl-zephyr", NULL };

gboolean
guard_contacts_is_room_member (PurpleAccount *account, const char *who)
{
  const char *slash = strchr (who, '/');
  g_autofree char *room = slash != NULL ? g_strndup (who, slash - who) : g_strdup (who);

  return purple_find_conversation_with_account (PURPLE_CONV_TYPE_CHAT, room, account) != NULL
         || purple_blist_find_chat (account, room) != NULL;
}

char *
guard_contacts_dup_address (PurpleAccount *account, const char *who)
{
  const char *protocol = purple_account_get_protocol_id (account);
  const char *slash;

  if (who == NULL)
    return g_strdup ("");

  /* In a room the part behind the slash is the person. */
  slash = strchr (who, '/');
  if (slash != NULL && slash != who && purple_strequal (protocol, "prpl-jabber") && !guard_contacts_is_room_member (account, who))
    return g_strndup (who, slash - who);
  return g_strdup (who);
}

gboolean
guard_contacts_are_same (PurpleAccount *account, const char *one, const char *other)
{
  g_autofree char *first = NULL;

  if (one == NULL || other == NULL)
    return FALSE;

  /* purple_normalize() answers in a buffer of its own. */
  first = g_strdup (purple_normalize (account, one));
  return purple_strequal (first, purple_normalize (account, other));
}

GuardSenderKind
guard_contacts_get_kind (PurpleAccount *account, const char *who)
{
  if (account == NULL || who == NULL)
    return GUARD_SENDER_STRANGER;

  if (g_strv_contains (unproven_protocols, purple_account_get_protocol_id (account)) || guard_contacts_is_room_member (account, who))
    return GUARD_SENDER_STRANGER;

  if (guard_contacts_are_same (account, who, purple_account_get_username (account)))
    return GUARD_SENDER_SELF;

  return purple_find_buddy (account, who) != NULL ? GUARD_SENDER_CONTACT : GUARD_SENDER_STRANGER;
}

char *
guard_contacts_dup_shown (PurpleAccount *account, const char *who)
{
  PurpleBuddy *buddy = purple_find_buddy (account, who);
  const char *alias = buddy != NULL ? purple_buddy_get_alias (buddy) : NULL;
  g_autofree char *address = guard_contacts_dup_address (account, who);
  g_autofree char *shown_address = guard_text_one_line (address, MAX_SHOWN_CHARACTERS);
  g_autofree char *shown_alias = guard_text_one_line (alias, MAX_SHOWN_CHARACTERS);

  if (*shown_alias == '\0' || g_str_equal (shown_alias, shown_address) || (alias != NULL && g_str_equal (alias, who)))
    return g_steal_pointer (&shown_address);

  return g_strdup_printf ("%s (%s)", shown_alias, shown_address);
}
