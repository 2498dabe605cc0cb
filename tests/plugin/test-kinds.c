/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */

/* Who is who, in libpurple without a client and without servers: what headless/test-contacts cannot tell, several accounts and many people. */
#include "config.h"

#include "store/fixture.h"

#include "plugin/guard-contacts-menu.h"
#include "plugin/guard-contacts-private.h"
#include "plugin/guard-files.h"
#include "plugin/guard-state.h"

#define N_PEOPLE 10000
#define N_ASKED 100000

static Guard *current;

typedef struct
{
  Fixture base;
  Guard guard;
  PurpleAccount *home, *work, *irc;
} Desk;

/* ---- what the rest of the plugin is to those under test ---- */

Guard *
guard_plugin_get (void)
{
  return current;
}

void
guard_files_add_journal_entry (Guard *guard, GuardJournalEntry *entry)
{
  guard_journal_entry_free (entry);
}

void
guard_contacts_listen_to_menus (GuardContacts *self)
{
}

void
guard_state_publish (Guard *guard, const char *section, GVariant *rows)
{
  g_variant_unref (g_variant_ref_sink (rows));
}

/* ---- stage ---- */

static void
begin_guard (Desk *desk)
{
  desk->guard.chores = guard_chores_new (desk->base.home);
  desk->guard.contacts = guard_contacts_new (&desk->guard);
  current = &desk->guard;
  guard_contacts_attach (desk->guard.contacts);
}

static void
end_guard (Desk *desk)
{
  guard_contacts_detach (desk->guard.contacts);
  guard_chores_drain (desk->guard.chores);
  current = NULL;
  guard_contacts_free (desk->guard.contacts);
  guard_chores_free (desk->guard.chores);
}

static PurpleAccount *
add_account (const char *name, const char *protocol)
{
  PurpleAccount *account = purple_account_new (name, protocol);

  purple_accounts_add (account);
  return account;
}

static void
set_up_desk (Desk *desk, gconstpointer data)
{
  set_up (&desk->base, NULL);
  desk->home = add_account ("me@home.example/pidgin", "prpl-jabber");
  desk->work = add_account ("me@work.example/pidgin", "prpl-jabber");
  desk->irc = add_account ("me@irc.work.example", "prpl-irc");
  begin_guard (desk);
}

static void
tear_down_desk (Desk *desk, gconstpointer data)
{
  end_guard (desk);
  purple_accounts_remove (desk->home);
  purple_accounts_remove (desk->work);
  purple_accounts_remove (desk->irc);
  tear_down (&desk->base, NULL);
}

static PurpleBuddy *
add_buddy (PurpleAccount *account, const char *address, PurpleContact *contact)
{
  PurpleBuddy *buddy = purple_buddy_new (account, address, NULL);

  purple_blist_add_buddy (buddy, contact, NULL, NULL);
  return buddy;
}

/* The server says that the list has @address, with mutual subscription. @type: "result": the list as a whole */
static void
push (PurpleAccount *account, const char *type, const char *address)
{
  PurpleConnection connection = { .account = account };
  g_autofree char *xml = g_strdup_printf ("<iq><query xmlns='jabber:iq:roster'><item jid='%s' subscription='both'/></query></iq>", address);
  xmlnode *stanza = xmlnode_from_str (xml, -1);

  purple_signal_emit_return_1 (purple_plugins_find_with_id ("prpl-jabber"), "jabber-receiving-iq", &connection, type, "1", NULL, stanza);
  xmlnode_free (stanza);
}

#define assert_kind(account, who, expected) g_assert_cmpint (guard_contacts_get_kind (account, who), ==, expected)

/* ---- tests ---- */

static void
test_accounts (Desk *desk, gconstpointer data)
{
  GuardContacts *contacts = desk->guard.contacts;

  push (desk->home, "result", "bob@home.example");
  push (desk->work, "result", "boss@work.example");
  push (desk->work, "set", "bob@home.example");
  assert_kind (desk->home, "bob@home.example", GUARD_SENDER_CONTACT);
  assert_kind (desk->work, "bob@home.example", GUARD_SENDER_STRANGER);
  assert_kind (desk->irc, "bob@home.example", GUARD_SENDER_STRANGER);
  guard_contacts_set_trust (contacts, desk->work, "bob@home.example", GUARD_TRUST_TRUSTED);
  assert_kind (desk->work, "bob@home.example/x", GUARD_SENDER_TRUSTED);
  assert_kind (desk->home, "bob@home.example", GUARD_SENDER_CONTACT);
  /* Oneself, per account. */
  assert_kind (desk->home, "ME@home.example/other", GUARD_SENDER_SELF);
  assert_kind (desk->work, "me@home.example", GUARD_SENDER_STRANGER);
  assert_kind (desk->irc, "me", GUARD_SENDER_STRANGER);
  /* Nobody is trusted where names prove nothing; let in they can be. */
  guard_contacts_set_trust (contacts, desk->irc, "bob", GUARD_TRUST_TRUSTED);
  assert_kind (desk->irc, "bob", GUARD_SENDER_STRANGER);
  g_assert_false (guard_contacts_is_let_in (contacts, desk->irc, "bob"));
  guard_contacts_let_in (contacts, desk->irc, "bob");
  g_assert_true (guard_contacts_is_let_in (contacts, desk->irc, "Bob"));
  assert_kind (desk->irc, "bob", GUARD_SENDER_STRANGER);
  guard_contacts_set_trust (contacts, desk->irc, "bob", GUARD_TRUST_IGNORED);
  guard_contacts_note_wrote (contacts, desk->irc, "bob");
  g_assert_false (guard_contacts_is_let_in (contacts, desk->irc, "bob"));
}

/* Several addresses that the list shows as one person; another name; another address. */
static void
test_merged (Desk *desk, gconstpointer data)
{
  GuardContacts *contacts = desk->guard.contacts;
  PurpleBuddy *bob = add_buddy (desk->home, "bob@home.example", NULL);

  push (desk->home, "result", "bob@home.example");
  add_buddy (desk->home, "mallory@evil.example", purple_buddy_get_contact (bob));
  push (desk->home, "set", "mallory@evil.example");
  assert_kind (desk->home, "bob@home.example", GUARD_SENDER_CONTACT);
  assert_kind (desk->home, "mallory@evil.example", GUARD_SENDER_STRANGER);
  purple_blist_alias_contact (purple_buddy_get_contact (bob), "Bob");
  purple_blist_alias_buddy (bob, "mallory@evil.example");
  assert_kind (desk->home, "bob@home.example", GUARD_SENDER_CONTACT);
  assert_kind (desk->home, "mallory@evil.example", GUARD_SENDER_STRANGER);
  purple_blist_rename_buddy (bob, "bob2@home.example");
  assert_kind (desk->home, "bob2@home.example", GUARD_SENDER_STRANGER);
  guard_contacts_let_in (contacts, desk->home, "bob2@home.example");
  assert_kind (desk->home, "bob2@home.example", GUARD_SENDER_STRANGER);
  g_assert_true (guard_contacts_is_let_in (contacts, desk->home, "bob2@home.example"));
  push (desk->home, "set", "bob2@home.example");
  assert_kind (desk->home, "bob2@home.example", GUARD_SENDER_CONTACT);
}

/* A distrusted person who is let in speaks, as a stranger. */
static void
test_let_in (Desk *desk, gconstpointer data)
{
  GuardContacts *contacts = desk->guard.contacts;

  guard_contacts_set_trust (contacts, desk->home, "eve@home.example", GUARD_TRUST_DISTRUSTED);
  guard_contacts_let_in (contacts, desk->home, "eve@home.example");
  assert_kind (desk->home, "eve@home.example", GUARD_SENDER_STRANGER);
  g_assert_true (guard_contacts_is_let_in (contacts, desk->home, "eve@home.example"));
  guard_contacts_set_trust (contacts, desk->home, "eve@home.example", GUARD_TRUST_IGNORED);
  g_assert_false (guard_contacts_is_let_in (contacts, desk->home, "eve@home.example"));
  guard_contacts_let_in (contacts, desk->home, "eve@home.example");
  g_assert_true (guard_contacts_is_let_in (contacts, desk->home, "eve@home.example"));
  /* Whoever was let in is still a stranger, until the two have written to each other. */
  assert_kind (desk->home, "eve@home.example", GUARD_SENDER_STRANGER);
  purple_signal_emit (purple_conversations_get_handle (), "received-im-msg", desk->home, "eve@home.example", "hello", NULL, PURPLE_MESSAGE_RECV);
  assert_kind (desk->home, "eve@home.example", GUARD_SENDER_STRANGER);
  guard_contacts_note_wrote (contacts, desk->home, "eve@home.example");
  assert_kind (desk->home, "eve@home.example", GUARD_SENDER_CONTACT);
  g_assert_true (guard_contacts_forget (contacts, desk->home, "eve@home.example"));
  g_assert_false (guard_contacts_is_let_in (contacts, desk->home, "eve@home.example"));
  g_assert_false (guard_contacts_forget (contacts, desk->home, "eve@home.example"));
}

/* What the guard says by itself makes nobody a contact. */
static void
test_own_words (Desk *desk, gconstpointer data)
{
  GuardContacts *contacts = desk->guard.contacts;

  guard_contacts_begin_own_words (contacts);
  guard_contacts_note_wrote (contacts, desk->home, "mallory@evil.example");
  guard_contacts_end_own_words (contacts);
  purple_signal_emit (purple_conversations_get_handle (), "received-im-msg", desk->home, "mallory@evil.example", "yes", NULL, PURPLE_MESSAGE_RECV);
  assert_kind (desk->home, "mallory@evil.example", GUARD_SENDER_STRANGER);
  g_assert_true (guard_contacts_is_let_in (contacts, desk->home, "mallory@evil.example"));
  guard_contacts_note_wrote (contacts, desk->home, "mallory@evil.example");
  purple_signal_emit (purple_conversations_get_handle (), "received-im-msg", desk->home, "mallory@evil.example", "away", NULL,
                      PURPLE_MESSAGE_RECV | PURPLE_MESSAGE_AUTO_RESP);
  assert_kind (desk->home, "mallory@evil.example", GUARD_SENDER_STRANGER);
  purple_signal_emit (purple_conversations_get_handle (), "received-im-msg", desk->home, "mallory@evil.example", "yes", NULL, PURPLE_MESSAGE_RECV);
  assert_kind (desk->home, "mallory@evil.example", GUARD_SENDER_CONTACT);
}

/* Asked in the moment after the start, the answer waits for what is kept; strangers add nothing. Times are said, not judged. */
static void
test_many (Desk *desk, gconstpointer data)
{
  gint64 begun_us;

  for (guint i = 0; i < N_PEOPLE; i++)
    {
      g_autofree char *address = g_strdup_printf ("contact%u@home.example", i);

      guard_contacts_let_in (desk->guard.contacts, desk->home, address);
    }
  purple_signal_emit (purple_conversations_get_handle (), "received-im-msg", desk->home, "contact9999@home.example", "hello", NULL, PURPLE_MESSAGE_RECV);
  guard_contacts_note_wrote (desk->guard.contacts, desk->home, "contact9999@home.example");
  end_guard (desk);
  begun_us = g_get_monotonic_time ();
  begin_guard (desk);
  g_assert_true (guard_contacts_is_let_in (desk->guard.contacts, desk->home, "contact0@home.example"));
  g_test_message ("%d people are read in %.1f ms", N_PEOPLE, (g_get_monotonic_time () - begun_us) / 1000.0);
  begun_us = g_get_monotonic_time ();
  for (guint i = 0; i < N_ASKED; i++)
    assert_kind (desk->home, i % 2 == 0 ? "contact9999@home.example/x" : "stranger@evil.example/x", i % 2 == 0 ? GUARD_SENDER_CONTACT : GUARD_SENDER_STRANGER);
  g_test_message ("one is asked about in %.2f us", (g_get_monotonic_time () - begun_us) / (double) N_ASKED);
}

/* ---- libpurple ---- */

static guint
add_input (int descriptor, PurpleInputCondition condition, PurpleInputFunction function, gpointer data)
{
  return 0;
}

static PurpleEventLoopUiOps loop = { .timeout_add = g_timeout_add, .timeout_remove = g_source_remove, .input_add = add_input, .input_remove = g_source_remove };

int
main (int argc, char **argv)
{
  g_autofree char *profile = NULL;
  int result;

  g_test_init (&argc, &argv, NULL);
  profile = g_dir_make_tmp ("guard-kinds-XXXXXX", NULL);
  purple_util_set_user_dir (profile);
  purple_eventloop_set_ui_ops (&loop);
  g_assert_true (purple_core_init ("guard-test"));
  purple_set_blist (purple_blist_new ());
  g_test_add ("/kinds/accounts", Desk, NULL, set_up_desk, test_accounts, tear_down_desk);
  g_test_add ("/kinds/merged", Desk, NULL, set_up_desk, test_merged, tear_down_desk);
  g_test_add ("/kinds/let-in", Desk, NULL, set_up_desk, test_let_in, tear_down_desk);
  g_test_add ("/kinds/own-words", Desk, NULL, set_up_desk, test_own_words, tear_down_desk);
  g_test_add ("/kinds/many", Desk, NULL, set_up_desk, test_many, tear_down_desk);
  result = g_test_run ();
  purple_core_quit ();
  remove_tree (profile);
  return result;
}
