/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-contacts-private.h"

#include "core/guard-text.h"

#include <string.h>

#define MAX_SHOWN_CHARACTERS 64

/* Protocols on which an address proves nothing, because anybody may take any name. */
static const char * const unproven_protocols[] = { "prpl-irc", "prpl-bonjour", "prpl-silc", "prpl-simple", "prpl-zephyr", NULL };

static const char * const reasons[] = {
  [GUARD_KNOWN_NOT] = "unknown",
  [GUARD_KNOWN_ROOM] = "room",
  [GUARD_KNOWN_UNPROVEN] = "unproven",
  [GUARD_KNOWN_BLIND] = "not-read",
  [GUARD_KNOWN_DISTRUSTED] = "distrusted",
  [GUARD_KNOWN_IGNORED] = "ignored",
  [GUARD_KNOWN_LISTED_BY_SERVER] = "listed-by-server",
  [GUARD_KNOWN_ONE_SIDED] = "one-sided",
  [GUARD_KNOWN_OWN] = "own",
  [GUARD_KNOWN_TRUSTED] = "trusted",
  [GUARD_KNOWN_DOMAIN] = "domain",
  [GUARD_KNOWN_LET_IN] = "let-in",
  [GUARD_KNOWN_ADDED] = "added",
  [GUARD_KNOWN_AUTHORISED] = "authorised",
  [GUARD_KNOWN_WROTE] = "wrote",
  [GUARD_KNOWN_EXCHANGED] = "exchanged",
  [GUARD_KNOWN_LISTED] = "listed",
};

const char *
guard_known_to_string (GuardKnown why)
{
  return reasons[(gsize) why < G_N_ELEMENTS (reasons) ? why : GUARD_KNOWN_NOT];
}

gboolean
guard_contacts_is_unproven (PurpleAccount *account)
{
  return g_strv_contains (unproven_protocols, purple_account_get_protocol_id (account));
}

gboolean
guard_contacts_is_jabber (PurpleAccount *account)
{
  return purple_strequal (purple_account_get_protocol_id (account), "prpl-jabber");
}

const char *
guard_contacts_find_domain (const char *address)
{
  const char *at = strchr (address, '@');

  return at != NULL && at != address && at[1] != '\0' ? at + 1 : NULL;
}

char *
guard_contacts_read_key (PurpleAccount *account, const char *who, gboolean *is_room)
{
  const char *slash = guard_contacts_is_jabber (account) ? strchr (who, '/') : NULL;
  g_autofree char *bare = slash != NULL && slash != who ? g_strndup (who, slash - who) : NULL;
  /* purple_normalize() answers in a buffer of its own. */
  g_autofree char *normal = g_strdup (purple_normalize (account, bare != NULL ? bare : who));

  *is_room = guard_contacts_is_room (account, normal);
  return *is_room && bare != NULL ? g_strconcat (normal, slash, NULL) : g_steal_pointer (&normal);
}

char *
guard_contacts_dup_key (PurpleAccount *account, const char *who)
{
  gboolean is_room;

  return guard_contacts_read_key (account, who, &is_room);
}

char *
guard_contacts_dup_address (PurpleAccount *account, const char *who)
{
  const char *slash;

  if (who == NULL)
    return g_strdup ("");

  /* In a room the part behind the slash is the person. */
  slash = guard_contacts_is_jabber (account) ? strchr (who, '/') : NULL;
  if (slash != NULL && slash != who && !guard_contacts_is_room_member (account, who))
    return g_strndup (who, slash - who);
  return g_strdup (who);
}

gboolean
guard_contacts_are_same (PurpleAccount *account, const char *one, const char *other)
{
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  if (one == NULL || other == NULL)
    return FALSE;

  first = guard_contacts_dup_key (account, one);
  second = guard_contacts_dup_key (account, other);
  return g_str_equal (first, second);
}

char *
guard_contacts_dup_shown (PurpleAccount *account, const char *who)
{
  /* A room in the list has a name, its members do not have that one. */
  PurpleBuddy *buddy = guard_contacts_is_room_member (account, who) ? NULL : purple_find_buddy (account, who);
  const char *alias = buddy != NULL ? purple_buddy_get_alias (buddy) : NULL;
  g_autofree char *address = guard_contacts_dup_address (account, who);
  g_autofree char *shown_address = guard_text_one_line (address, MAX_SHOWN_CHARACTERS);
  g_autofree char *shown_alias = guard_text_one_line (alias, MAX_SHOWN_CHARACTERS);

  if (*shown_alias == '\0' || g_str_equal (shown_alias, shown_address) || (alias != NULL && g_str_equal (alias, who)))
    return g_steal_pointer (&shown_address);

  return g_strdup_printf ("%s (%s)", shown_alias, shown_address);
}
