/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-notice-contacts.h"

#include <glib/gi18n-lib.h>

/* Returns: (transfer full) */
static char *
dup_date (gint64 since_us)
{
  g_autoptr(GDateTime) since = g_date_time_new_from_unix_local (since_us / G_USEC_PER_SEC);

  return since != NULL ? g_date_time_format (since, "%x") : g_strdup ("?");
}

static char *
dup_stranger (const char *shown, const char *date, GuardKnown why)
{
  switch (why)
    {
    case GUARD_KNOWN_ROOM:
      return g_strdup_printf (_("%s: a stranger, because anybody can be in a room under any name."), shown);
    case GUARD_KNOWN_UNPROVEN:
      return g_strdup_printf (_("%s: a stranger, because on this network anybody can take any name."), shown);
    case GUARD_KNOWN_BLIND:
      return g_strdup_printf (_("%s: a stranger, because what purple-guard keeps of people could not be read."), shown);
    case GUARD_KNOWN_DISTRUSTED:
      return g_strdup_printf (_("%s: a stranger, because you said so on %s."), shown, date);
    case GUARD_KNOWN_IGNORED:
      return g_strdup_printf (_("%s: a stranger, whom you have ignored since %s."), shown, date);
    case GUARD_KNOWN_LISTED_BY_SERVER:
      return g_strdup_printf (_("%s: a stranger. They are in your list, but you did not add them here, nor write to them."), shown);
    case GUARD_KNOWN_LET_IN:
      return g_strdup_printf (_("%s: a stranger, whom you let in on %s. They may write to you; they are a contact once you write to them, too."), shown, date);
    case GUARD_KNOWN_ONE_SIDED:
      return g_strdup_printf (_("%s: a stranger. You contacted them on %s, but they have neither agreed nor written yet."), shown, date);
    case GUARD_KNOWN_NOT:
    case GUARD_KNOWN_OWN:
    case GUARD_KNOWN_TRUSTED:
    case GUARD_KNOWN_DOMAIN:
    case GUARD_KNOWN_ADDED:
    case GUARD_KNOWN_AUTHORISED:
    case GUARD_KNOWN_WROTE:
    case GUARD_KNOWN_EXCHANGED:
    case GUARD_KNOWN_LISTED:
    default:
      return g_strdup_printf (_("%s: a stranger. You have had nothing to do with them here."), shown);
    }
}

static char *
dup_contact (const char *shown, const char *date, GuardKnown why)
{
  switch (why)
    {
    case GUARD_KNOWN_LET_IN:
      return g_strdup_printf (_("%s: a contact, because they are in your list, and you let them in on %s."), shown, date);
    case GUARD_KNOWN_ADDED:
      return g_strdup_printf (_("%s: a contact, because you added them on %s."), shown, date);
    case GUARD_KNOWN_AUTHORISED:
      return g_strdup_printf (_("%s: a contact, because you authorised them on %s."), shown, date);
    case GUARD_KNOWN_WROTE:
      return g_strdup_printf (_("%s: a contact, because they are in your list, and you wrote to them on %s."), shown, date);
    case GUARD_KNOWN_EXCHANGED:
      return g_strdup_printf (_("%s: a contact, because you wrote to them on %s, and they wrote to you."), shown, date);
    case GUARD_KNOWN_LISTED:
    case GUARD_KNOWN_NOT:
    case GUARD_KNOWN_ROOM:
    case GUARD_KNOWN_UNPROVEN:
    case GUARD_KNOWN_BLIND:
    case GUARD_KNOWN_DISTRUSTED:
    case GUARD_KNOWN_IGNORED:
    case GUARD_KNOWN_LISTED_BY_SERVER:
    case GUARD_KNOWN_ONE_SIDED:
    case GUARD_KNOWN_OWN:
    case GUARD_KNOWN_TRUSTED:
    case GUARD_KNOWN_DOMAIN:
    default:
      return g_strdup_printf (_("%s: a contact, because they were in your list when purple-guard first saw it, on %s."), shown, date);
    }
}

char *
guard_notice_dup_who (PurpleAccount *account, const char *who, const GuardContactFacts *facts)
{
  g_autofree char *shown = guard_contacts_dup_shown (account, who);
  g_autofree char *date = dup_date (facts->since_us);

  switch (facts->kind)
    {
    case GUARD_SENDER_SELF:
      return g_strdup_printf (_("%s: you yourself."), shown);
    case GUARD_SENDER_TRUSTED:
      return facts->why == GUARD_KNOWN_DOMAIN ? g_strdup_printf (_("%s: trusted, because the settings trust everybody of this domain."), shown)
                                              : g_strdup_printf (_("%s: trusted, because you said so on %s."), shown, date);
    case GUARD_SENDER_CONTACT:
      return dup_contact (shown, date, facts->why);
    case GUARD_SENDER_STRANGER:
    default:
      return dup_stranger (shown, date, facts->why);
    }
}

char *
guard_notice_dup_trust_said (PurpleAccount *account, const char *who, GuardTrust trust)
{
  g_autofree char *shown = guard_contacts_dup_shown (account, who);

  switch (trust)
    {
    case GUARD_TRUST_TRUSTED:
      return g_strdup_printf (_("You trust %s from now on. /guard forget takes it back."), shown);
    case GUARD_TRUST_DISTRUSTED:
    case GUARD_TRUST_IGNORED:
      return g_strdup_printf (_("%s is treated as a stranger from now on. /guard trust or /guard forget takes it back."), shown);
    case GUARD_TRUST_UNSAID:
    default:
      return g_strdup_printf (_("What you said of %s counts no more; /guard who says what they are."), shown);
    }
}

char *
guard_notice_dup_trust_refused (PurpleAccount *account, const char *who, const GuardContactFacts *facts)
{
  g_autofree char *shown = guard_contacts_dup_shown (account, who);

  switch ((gint) facts->why)
    {
    case GUARD_KNOWN_OWN:
      return g_strdup_printf (_("%s is your own account."), shown);
    case GUARD_KNOWN_ROOM:
      return g_strdup_printf (_("%s cannot be trusted: anybody can be in a room under any name."), shown);
    default:
      return g_strdup_printf (_("%s cannot be trusted: on this network anybody can take any name."), shown);
    }
}
