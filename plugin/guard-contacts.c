/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-contacts-menu.h"
#include "guard-contacts-private.h"

#include "core/guard-idna.h"
#include "guard-files.h"

#include <string.h>

/* The one place that says who is who. A server's word alone makes nobody a contact: it can put anybody into the list, with mutual subscription and
 * any name, without a sound. Something that the user did here must speak for them as well (guard-people): added, authorised, let in or written
 * to. What stood in the list when the guard saw it first counts as that, or everybody would begin as a stranger. */

GuardContactsAccount *
guard_contacts_get_account (GuardContacts *self, PurpleAccount *account)
{
  GuardContactsAccount *known = g_hash_table_lookup (self->accounts, account);

  if (known != NULL)
    return known;
  known = g_new0 (GuardContactsAccount, 1);
  known->let_in = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  known->said = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  known->mutual = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  known->rooms = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  known->services = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_hash_table_insert (self->accounts, account, known);
  return known;
}

static void
free_account (gpointer data)
{
  GuardContactsAccount *known = data;

  g_hash_table_unref (known->let_in);
  g_hash_table_unref (known->said);
  g_hash_table_unref (known->mutual);
  g_hash_table_unref (known->rooms);
  g_hash_table_unref (known->services);
  g_free (known);
}

/* ---- judging ---- */

/* What the user did, strongest first. */
static const struct
{
  GuardDeed deed;
  GuardKnown why;
} evidence[] = {
  { GUARD_DEED_ADDED,      GUARD_KNOWN_ADDED },
  { GUARD_DEED_AUTHORISED, GUARD_KNOWN_AUTHORISED },
  { GUARD_DEED_WROTE,      GUARD_KNOWN_WROTE },
  { GUARD_DEED_LISTED,     GUARD_KNOWN_LISTED },
  { GUARD_DEED_LET_IN,     GUARD_KNOWN_LET_IN },
};

static void
set (GuardContactFacts *facts, GuardSenderKind kind, GuardKnown why, gint64 since_us)
{
  facts->kind = kind;
  facts->why = why;
  facts->since_us = since_us;
}

/* Addresses of people, not of what is below the domain, nor of the server itself; only where servers answer for the domain they speak for. */
static gboolean
is_of_trusted_domain (GuardContacts *self, PurpleAccount *account, const char *address)
{
  const char *domain = guard_contacts_find_domain (address);
  g_autofree char *host = NULL;

  if (g_hash_table_size (self->trusted_domains) == 0 || domain == NULL || !guard_contacts_is_jabber (account))
    return FALSE;
  host = guard_idna_to_ascii (domain, NULL);
  return host != NULL && g_hash_table_contains (self->trusted_domains, host);
}

/* Whether the others agree that they know each other: XMPP's servers say it of both sides; elsewhere the list must do. */
static gboolean
is_mutual (GuardContacts *self, PurpleAccount *account, const char *address)
{
  if (guard_contacts_is_jabber (account))
    return g_hash_table_contains (guard_contacts_get_account (self, account)->mutual, address);
  return purple_find_buddy (account, address) != NULL;
}

static void
judge_deeds (const GuardAcquaintance *person, gboolean mutual, GuardContactFacts *facts)
{
  /* They may speak; but nobody becomes a contact by waiting long enough at the door. */
  if (person->deeds_us[GUARD_DEED_LET_IN] != 0)
    set (facts, GUARD_SENDER_STRANGER, GUARD_KNOWN_LET_IN, person->deeds_us[GUARD_DEED_LET_IN]);
  for (gsize i = 0; i < G_N_ELEMENTS (evidence); i++)
    if (person->deeds_us[evidence[i].deed] != 0)
      {
        facts->is_let_in = TRUE;
        if (facts->why == GUARD_KNOWN_NOT)
          set (facts, GUARD_SENDER_STRANGER, GUARD_KNOWN_ONE_SIDED, person->deeds_us[evidence[i].deed]);
        if (mutual && facts->kind == GUARD_SENDER_STRANGER)
          set (facts, GUARD_SENDER_CONTACT, evidence[i].why, person->deeds_us[evidence[i].deed]);
      }
  if (facts->kind == GUARD_SENDER_STRANGER && person->deeds_us[GUARD_DEED_WROTE] != 0 && person->deeds_us[GUARD_DEED_HEARD] != 0)
    set (facts, GUARD_SENDER_CONTACT, GUARD_KNOWN_EXCHANGED, person->deeds_us[GUARD_DEED_WROTE]);
  facts->is_let_in |= facts->kind == GUARD_SENDER_CONTACT;
}

static void
judge_person (GuardContacts *self, PurpleAccount *account, const char *address, GuardContactFacts *facts)
{
  const GuardAcquaintance *person = guard_people_find (self->people, account, address);
  const GuardTrust trust = person != NULL ? person->trust : GUARD_TRUST_UNSAID;
  const gboolean mutual = is_mutual (self, account, address);

  if (trust == GUARD_TRUST_DISTRUSTED || trust == GUARD_TRUST_IGNORED)
    set (facts, GUARD_SENDER_STRANGER, trust == GUARD_TRUST_IGNORED ? GUARD_KNOWN_IGNORED : GUARD_KNOWN_DISTRUSTED, person->trust_us);
  else if (trust == GUARD_TRUST_TRUSTED)
    set (facts, GUARD_SENDER_TRUSTED, GUARD_KNOWN_TRUSTED, person->trust_us);
  else if (is_of_trusted_domain (self, account, address))
    set (facts, GUARD_SENDER_TRUSTED, GUARD_KNOWN_DOMAIN, 0);
  else if (person != NULL)
    judge_deeds (person, mutual, facts);
  if (facts->why == GUARD_KNOWN_NOT && guard_people_is_blind (self->people))
    facts->why = GUARD_KNOWN_BLIND;
  else if (facts->why == GUARD_KNOWN_NOT && mutual)
    facts->why = GUARD_KNOWN_LISTED_BY_SERVER;
}

static void
judge_member (PurpleAccount *account, const char *who, GuardContactFacts *facts)
{
  if (guard_contacts_is_own_occupant (account, who))
    set (facts, GUARD_SENDER_SELF, GUARD_KNOWN_OWN, 0);
  else
    set (facts, GUARD_SENDER_STRANGER, GUARD_KNOWN_ROOM, 0);
}

void
guard_contacts_look (GuardContacts *self, PurpleAccount *account, const char *who, GuardContactFacts *facts)
{
  const GuardContactsAccount *known;
  g_autofree char *key = NULL;
  gboolean is_room;

  *facts = (GuardContactFacts) { .kind = GUARD_SENDER_STRANGER, .why = GUARD_KNOWN_NOT };
  if (account == NULL || who == NULL || *who == '\0')
    return;
  known = guard_contacts_get_account (self, account);
  key = guard_contacts_read_key (account, who, &is_room);
  if (guard_contacts_is_unproven (account))
    facts->why = GUARD_KNOWN_UNPROVEN;
  else if (is_room)
    judge_member (account, who, facts);
  else if (g_str_equal (key, guard_people_get_own (self->people, account)))
    set (facts, GUARD_SENDER_SELF, GUARD_KNOWN_OWN, 0);
  else
    judge_person (self, account, key, facts);

  facts->is_let_in |= facts->kind != GUARD_SENDER_STRANGER || g_hash_table_contains (known->let_in, key);
  if (facts->why == GUARD_KNOWN_IGNORED || GPOINTER_TO_INT (g_hash_table_lookup (known->said, key)) == GUARD_TRUST_IGNORED)
    facts->is_let_in = FALSE;
}

GuardSenderKind
guard_contacts_get_kind (PurpleAccount *account, const char *who)
{
  Guard *guard = guard_plugin_get ();
  GuardContactFacts facts;

  if (guard == NULL)
    return GUARD_SENDER_STRANGER;
  guard_contacts_look (guard->contacts, account, who, &facts);
  return facts.kind;
}

/* ---- what the user says ---- */

gboolean
guard_contacts_may_trust (PurpleAccount *account, const char *who)
{
  return !guard_contacts_is_unproven (account) && !guard_contacts_is_room_member (account, who);
}

GuardTrust
guard_contacts_get_trust (GuardContacts *self, PurpleAccount *account, const char *who)
{
  g_autofree char *key = guard_contacts_dup_key (account, who);
  const GuardAcquaintance *person;

  if (!guard_contacts_may_trust (account, who))
    return (GuardTrust) GPOINTER_TO_INT (g_hash_table_lookup (guard_contacts_get_account (self, account)->said, key));
  person = guard_people_find (self->people, account, key);
  return person != NULL ? person->trust : GUARD_TRUST_UNSAID;
}

static void
note_said (GuardContacts *self, PurpleAccount *account, const char *key, GuardTrust trust)
{
  GuardJournalEntry *entry = guard_journal_entry_new ("contact-said");

  entry->protocol = g_strdup (purple_account_get_protocol_id (account));
  entry->account = g_strdup (purple_account_get_username (account));
  entry->sender = g_strdup (key);
  entry->sender_kind = guard_contacts_get_kind (account, key);
  entry->choice = g_strdup (guard_trust_to_string (trust));
  guard_files_add_journal_entry (self->guard, entry);
}

void
guard_contacts_set_trust (GuardContacts *self, PurpleAccount *account, const char *who, GuardTrust trust)
{
  g_autofree char *key = guard_contacts_dup_key (account, who);

  note_said (self, account, key, trust);
  /* Who is a stranger from now on is not let in by what was before. */
  if (trust == GUARD_TRUST_DISTRUSTED || trust == GUARD_TRUST_IGNORED)
    guard_contacts_lose (self, account, who);
  if (guard_contacts_may_trust (account, who))
    guard_people_set_trust (self->people, account, key, trust);
  else if (trust != GUARD_TRUST_TRUSTED)
    g_hash_table_insert (guard_contacts_get_account (self, account)->said, g_steal_pointer (&key), GINT_TO_POINTER (trust));
}

gboolean
guard_contacts_is_let_in (GuardContacts *self, PurpleAccount *account, const char *who)
{
  GuardContactFacts facts;

  guard_contacts_look (self, account, who, &facts);
  return facts.is_let_in;
}

void
guard_contacts_let_in_now (GuardContacts *self, PurpleAccount *account, const char *who)
{
  GuardContactsAccount *known = guard_contacts_get_account (self, account);
  g_autofree char *key = guard_contacts_dup_key (account, who);

  if (!g_hash_table_contains (known->let_in, key))
    g_hash_table_insert (known->let_in, g_steal_pointer (&key), g_strdup (""));
}

void
guard_contacts_let_in (GuardContacts *self, PurpleAccount *account, const char *who)
{
  g_autofree char *key = guard_contacts_dup_key (account, who);

  if (guard_contacts_get_trust (self, account, who) == GUARD_TRUST_IGNORED)
    guard_contacts_set_trust (self, account, who, GUARD_TRUST_UNSAID);
  /* Who is distrusted stays so: they speak, for this session, as a stranger. */
  if (!guard_contacts_may_trust (account, who) || guard_contacts_get_trust (self, account, who) == GUARD_TRUST_DISTRUSTED)
    guard_contacts_let_in_now (self, account, who);
  else
    guard_people_note (self->people, account, key, GUARD_DEED_LET_IN);
}

gboolean
guard_contacts_forget (GuardContacts *self, PurpleAccount *account, const char *who)
{
  GuardContactsAccount *known = guard_contacts_get_account (self, account);
  g_autofree char *key = guard_contacts_dup_key (account, who);
  gboolean is_known = g_hash_table_remove (known->let_in, key);

  is_known |= g_hash_table_remove (known->said, key);
  return guard_people_forget (self->people, account, key) || is_known;
}

/* ---- trusted domains ---- */

static void
read_trusted_domains (GuardContacts *self)
{
  g_auto(GStrv) domains = self->guard->settings != NULL ? g_settings_get_strv (self->guard->settings, "trusted-domains") : NULL;

  g_hash_table_remove_all (self->trusted_domains);
  for (char **domain = domains; domain != NULL && *domain != NULL; domain++)
    {
      char *host = guard_idna_to_ascii (g_strstrip (*domain), NULL);

      if (host != NULL && *host != '\0')
        g_hash_table_add (self->trusted_domains, host);
      else
        g_free (host);
    }
}

static void
on_trusted_domains (GSettings *settings, const char *key, gpointer user_data)
{
  read_trusted_domains (user_data);
  guard_contacts_publish_soon (user_data);
}

gboolean
guard_contacts_is_own_server (GuardContacts *self, PurpleAccount *account)
{
  const char *at = strrchr (purple_account_get_username (account), '@');
  g_autofree char *server = at != NULL ? g_strndup (at + 1, strcspn (at + 1, "/:")) : NULL;
  g_autofree char *host = server != NULL && *server != '\0' ? guard_idna_to_ascii (server, NULL) : NULL;

  /* The server of a domain may stand below it. */
  for (const char *part = host; part != NULL; part = strchr (part, '.') != NULL ? strchr (part, '.') + 1 : NULL)
    if (g_hash_table_contains (self->trusted_domains, part))
      return TRUE;
  return FALSE;
}

/* ---- life ---- */

GuardContacts *
guard_contacts_new (Guard *guard)
{
  GuardContacts *self = g_new0 (GuardContacts, 1);

  self->guard = guard;
  self->people = guard_people_new (guard->chores, guard_contacts_publish_soon, self);
  self->accounts = g_hash_table_new_full (NULL, NULL, NULL, free_account);
  self->trusted_domains = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  read_trusted_domains (self);
  return self;
}

static void
on_account_removed (PurpleAccount *account, gpointer user_data)
{
  GuardContacts *self = user_data;

  g_hash_table_remove (self->accounts, account);
}

void
guard_contacts_attach (GuardContacts *self)
{
  if (self->guard->settings != NULL)
    g_signal_connect (self->guard->settings, "changed::trusted-domains", G_CALLBACK (on_trusted_domains), self);
  purple_signal_connect (purple_accounts_get_handle (), "account-removed", self, PURPLE_CALLBACK (on_account_removed), self);
  guard_contacts_listen_to_rooms (self);
  guard_contacts_listen_to_rosters (self);
  guard_contacts_listen_to_deeds (self);
  guard_contacts_wrap_calls (self);
  guard_contacts_listen_to_sessions (self);
  guard_contacts_listen_to_menus (self);
}

void
guard_contacts_detach (GuardContacts *self)
{
  guard_contacts_give_calls_back (self);
  guard_contacts_leave_deeds (self);
  purple_signals_disconnect_by_handle (self);
  if (self->guard->settings != NULL)
    g_signal_handlers_disconnect_by_data (self->guard->settings, self);
  g_clear_handle_id (&self->timer, g_source_remove);
}

void
guard_contacts_free (GuardContacts *self)
{
  /* Something may have changed since. */
  g_clear_handle_id (&self->timer, g_source_remove);
  guard_people_free (self->people);
  g_hash_table_unref (self->trusted_domains);
  g_hash_table_unref (self->accounts);
  g_free (self);
}
