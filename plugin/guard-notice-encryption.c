/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-notice.h"

#include "core/guard-text.h"
#include "guard-contacts.h"

#include <glib/gi18n-lib.h>

/* What is said of how a chat is encrypted. */

#define MAX_ROOM_CHARACTERS 80

static char *
dup_other_side (PurpleAccount *account, const char *who, gboolean is_room)
{
  return is_room ? guard_text_one_line (who, MAX_ROOM_CHARACTERS) : guard_contacts_dup_shown (account, who);
}

static char *
dup_encrypted_line (PurpleAccount *account, const char *who, gboolean is_room, const GuardChatState *state)
{
  g_autofree char *person = dup_other_side (account, who, is_room);

  /* Translators: %s are a person or a room, and how it is encrypted: "OTR" or "OMEMO" */
  if (is_room)
    return g_strdup_printf (_("This chat is encrypted up to the members of %s (%s), but nobody has checked their keys."), person, state->method);
  if (state->protection == GUARD_PROTECTION_END_TO_END)
    return g_strdup_printf (_("This chat is encrypted up to %s (%s), with a key that you have checked."), person, state->method);
  return g_strdup_printf (_("This chat is encrypted up to %s (%s), but nobody has checked the key."), person, state->method);
}

static char *
dup_finished_line (PurpleAccount *account, const char *who)
{
  g_autofree char *person = guard_contacts_dup_shown (account, who);

  return g_strdup_printf (_("This chat is not encrypted any more: %s has ended OTR. OTR sends nothing until you start it again, or end it, too."), person);
}

static char *
dup_state_line (PurpleAccount *account, const char *who, gboolean is_room, const GuardChatState *state)
{
  if (state->is_finished)
    return dup_finished_line (account, who);
  if (state->protection >= GUARD_PROTECTION_UNVERIFIED)
    return dup_encrypted_line (account, who, is_room, state);
  /* Translators: %s is how it is encrypted: "TLS" */
  if (state->protection == GUARD_PROTECTION_TRANSPORT)
    return g_strdup_printf (_("This chat is encrypted only up to your server (%s), which can read it."), state->method);
  return g_strdup (_("This chat is not encrypted, as far as purple-guard can tell."));
}

char *
guard_notice_dup_encryption_line (PurpleAccount *account, const char *who, gboolean is_room, const GuardChatState *state)
{
  g_autofree char *line = dup_state_line (account, who, is_room, state);

  if (state->news == GUARD_ENCRYPTION_NEW_KEY)
    return g_strdup_printf ("%s %s", line, _("A key or a device is new there."));
  if (state->news == GUARD_ENCRYPTION_LOST && !state->is_finished)
    return g_strdup_printf ("%s %s", line, _("It was encrypted up to the other person before."));
  return g_steal_pointer (&line);
}

char *
guard_notice_dup_encryption_change (PurpleAccount *account, const char *who, gboolean is_room, const GuardChatState *state)
{
  g_autofree char *person = NULL;

  if (state->is_finished)
    return dup_finished_line (account, who);
  if (state->protection < GUARD_PROTECTION_UNVERIFIED)
    return g_strdup (_("This chat is not encrypted any more."));

  person = dup_other_side (account, who, is_room);
  /* Translators: %s are a person or a room, and how it is encrypted: "OTR" or "OMEMO" */
  if (is_room)
    return g_strdup_printf (_("From now on this chat is encrypted up to the members of %s (%s), but nobody has checked their keys."), person, state->method);
  if (state->news == GUARD_ENCRYPTION_NEW_KEY)
    return g_strdup_printf (_("From now on this chat is also encrypted to a new key or device of %s (%s), which nobody has checked."), person, state->method);
  if (state->protection == GUARD_PROTECTION_END_TO_END)
    return g_strdup_printf (_("From now on this chat is encrypted up to %s (%s), with a key that you have checked."), person, state->method);
  return g_strdup_printf (_("From now on this chat is encrypted up to %s (%s), but nobody has checked the key."), person, state->method);
}
