/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-popups.h"

#include "core/guard-text.h"
#include "guard-contacts.h"
#include "guard-files.h"
#include "guard-inbox.h"
#include "guard-incoming.h"
#include "guard-links.h"
#include "guard-notice.h"
#include "guard-notice-pictures.h"
#include "guard-remark.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Windows that come without a message. libpurple tells the window's text, but not whose it is; for XMPP headlines and errors the
 * stanza that is being read says it, for IRC's answers to pings the line, everything else counts as a stranger's.
 *
 * Where strangers wait in the inbox, theirs open no window: the inbox says that there was one.
 *
 * A flood: a few windows of a kind are shown in a period; what comes more is counted until the period ends, and said once. A period in
 * which something was held back is followed by one twice as long, so that a flood that goes on grows quieter. */

#define MAX_WINDOWS_A_PERIOD 3
#define FIRST_PERIOD_SECONDS 15
#define LAST_PERIOD_SECONDS 960
#define MAX_KINDS 64
#define MAX_KIND_CHARACTERS 80
#define OTHER_KIND "…"
#define MAX_PINGED 16

typedef struct
{
  GuardPopups *popups;
  char *kind;
  guint n_shown, n_withheld;
  guint period_seconds;
  guint timer;
} Counter;

struct _GuardPopups
{
  Guard *guard;
  GHashTable *counters;   /* kind -> Counter */
  PurpleAccount *account; /* of the stanza that is being read */
  char *sender;           /* of that stanza; both only until its window, or the end of this round of the main loop */
  guint forget_source;
  GQueue pinged;          /* of char *, the latest first: nicks that the user pinged, and that have not answered */
};

/* ---- rewriting ---- */

char *
guard_popups_rewrite (GuardPopups *self, const char *html, PurpleAccount *account, const char *who)
{
  g_autoptr(GuardHtml) read = guard_html_new (html, strlen (html));
  const char *sender = who != NULL ? who : self->sender;
  PurpleAccount *of = who != NULL ? account : self->account;
  GuardSenderKind kind = of != NULL && sender != NULL ? guard_contacts_get_kind (of, sender) : GUARD_SENDER_STRANGER;
  GuardMessage message;
  GuardLevel level;
  GuardPolicy policy;
  gboolean is_about_links_only;
  g_autoptr(GuardReport) report = guard_incoming_judge (self->guard, read, kind, of, sender, FALSE, &message);
  g_autofree char *text = guard_html_serialise (read, GUARD_HTML_PLAIN);
  g_autofree char *line = NULL;
  g_autofree char *escaped = NULL;
  g_autoptr(GuardHtml) own = NULL;
  g_autofree char *warning = NULL;

  guard_links_note (self->guard->links, NULL, sender, &message, report);
  guard_get_policy (self->guard, &policy);
  line = guard_remark_dup (&policy, &message, report, &level, &is_about_links_only);
  if (line == NULL)
    return g_steal_pointer (&text);
  escaped = g_markup_printf_escaped (_("purple-guard: %s"), line);
  own = guard_html_new (escaped, strlen (escaped));
  warning = guard_html_serialise (own, GUARD_HTML_PLAIN | GUARD_HTML_NO_LINKS | GUARD_HTML_OWN);
  return g_strconcat (text, "<br>", warning, NULL);
}

void
guard_popups_rewrite_profile (GuardPopups *self, PurpleNotifyUserInfo *profile, PurpleAccount *account, const char *who)
{
  for (GList *item = purple_notify_user_info_get_entries (profile); item != NULL; item = item->next)
    {
      const char *value = purple_notify_user_info_entry_get_value (item->data);
      g_autofree char *rewritten = value != NULL ? guard_popups_rewrite (self, value, account, who) : NULL;

      if (rewritten != NULL)
        purple_notify_user_info_entry_set_value (item->data, rewritten);
    }
}

/* ---- floods ---- */

static gboolean on_period_over (gpointer data);

static void
begin_period (Counter *counter)
{
  counter->n_shown = 0;
  counter->n_withheld = 0;
  counter->timer = g_timeout_add_seconds (counter->period_seconds, on_period_over, counter);
}

/* How many, and nothing of what they said. */
static void
write_journal (GuardPopups *self, guint n_withheld)
{
  GuardJournalEntry *entry = guard_journal_entry_new ("notice-withheld");

  entry->sender_kind = GUARD_SENDER_STRANGER;
  entry->finding = g_strdup_printf ("%u", n_withheld);
  entry->action = g_strdup ("withheld");
  guard_files_add_journal_entry (self->guard, entry);
}

static gboolean
on_period_over (gpointer data)
{
  Counter *counter = data;
  GuardPopups *self = counter->popups;

  counter->timer = 0;
  if (counter->n_withheld == 0)
    {
      g_hash_table_remove (self->counters, counter->kind);
      return G_SOURCE_REMOVE;
    }
  write_journal (self, counter->n_withheld);
  guard_notice_popups_withheld (self->guard, counter->kind, counter->n_withheld);
  counter->period_seconds = MIN (counter->period_seconds * 2, LAST_PERIOD_SECONDS);
  begin_period (counter);
  return G_SOURCE_REMOVE;
}

static void
free_counter (gpointer data)
{
  Counter *counter = data;

  g_clear_handle_id (&counter->timer, g_source_remove);
  g_free (counter->kind);
  g_free (counter);
}

static Counter *
get_counter (GuardPopups *self, const char *kind)
{
  Counter *counter = g_hash_table_lookup (self->counters, kind);

  if (counter == NULL && g_hash_table_size (self->counters) >= MAX_KINDS)
    {
      kind = OTHER_KIND;
      counter = g_hash_table_lookup (self->counters, kind);
    }
  if (counter != NULL)
    return counter;

  counter = g_new0 (Counter, 1);
  counter->popups = self;
  counter->kind = g_strdup (kind);
  counter->period_seconds = FIRST_PERIOD_SECONDS;
  g_hash_table_insert (self->counters, counter->kind, counter);
  begin_period (counter);
  return counter;
}

gboolean
guard_popups_may_show (GuardPopups *self, const char *kind)
{
  g_autofree char *line = guard_text_one_line (kind, MAX_KIND_CHARACTERS);
  Counter *counter = get_counter (self, line);

  if (counter->n_shown < MAX_WINDOWS_A_PERIOD)
    {
      counter->n_shown++;
      return TRUE;
    }
  counter->n_withheld++;
  return FALSE;
}

/* ---- whose ---- */

static void
forget_sender (GuardPopups *self)
{
  g_clear_handle_id (&self->forget_source, g_source_remove);
  g_clear_pointer (&self->sender, g_free);
  self->account = NULL;
}

static gboolean
on_forget (gpointer data)
{
  GuardPopups *self = data;

  self->forget_source = 0;
  forget_sender (self);
  return G_SOURCE_REMOVE;
}

static void
remember_sender (GuardPopups *self, PurpleAccount *account, const char *who)
{
  forget_sender (self);
  self->account = account;
  self->sender = g_strdup (who);
  self->forget_source = g_idle_add_full (G_PRIORITY_HIGH, on_forget, self, NULL);
}

/* ---- windows that wait ---- */

/* The server itself, and rooms that the user is in, have something to say to their guests. */
static gboolean
is_host (PurpleAccount *account, const char *who)
{
  const char *at = strchr (purple_account_get_username (account), '@');
  const char *slash = at != NULL ? strchr (at, '/') : NULL;
  g_autofree char *domain = at == NULL ? NULL : slash != NULL ? g_strndup (at + 1, slash - at - 1) : g_strdup (at + 1);

  return (domain != NULL && g_ascii_strcasecmp (who, domain) == 0) || purple_find_conversation_with_account (PURPLE_CONV_TYPE_CHAT, who, account) != NULL;
}

static gboolean
has_to_wait (GuardPopups *self, PurpleAccount *account, const char *who)
{
  return account != NULL && who != NULL && !is_host (account, who)
         && guard_inbox_get_action (self->guard->inbox, account, who) != GUARD_STRANGER_SHOW;
}

static void
let_wait (GuardPopups *self, PurpleAccount *account, const char *who, const char *text)
{
  g_autofree char *words = guard_notice_dup_window_words (text);

  /* Whom the user's own list blocks has nothing to say at all. */
  if (purple_privacy_check (account, who))
    guard_inbox_note (self->guard->inbox, account, who, GUARD_WAITING_WINDOW, words);
}

gboolean
guard_popups_takes (GuardPopups *self, const char *text)
{
  if (!has_to_wait (self, self->account, self->sender))
    return FALSE;
  let_wait (self, self->account, self->sender, text);
  return TRUE;
}

/* What it would have said. Returns: (transfer full) (nullable): %NULL: it makes no window */
static char *
dup_words (xmlnode *message, gboolean is_headline)
{
  xmlnode *body = xmlnode_get_child (message, "body");
  xmlnode *subject = is_headline ? xmlnode_get_child (message, "subject") : NULL;
  g_autofree char *words = subject != NULL ? xmlnode_get_data (subject) : NULL;

  if (body == NULL && (!is_headline || xmlnode_get_child (message, "html") == NULL))
    return NULL;
  if (words != NULL && *words != '\0')
    return g_steal_pointer (&words);
  g_free (words);
  words = body != NULL ? xmlnode_get_data (body) : NULL;
  return words != NULL ? g_steal_pointer (&words) : g_strdup ("");
}

gboolean
guard_popups_on_jabber_message (PurpleConnection *connection, const char *type, const char *id, const char *from, const char *to,
                                xmlnode *message, gpointer user_data)
{
  GuardPopups *self = ((Guard *) user_data)->popups;
  PurpleAccount *account = purple_connection_get_account (connection);
  const gboolean is_headline = purple_strequal (type, "headline");
  g_autofree char *words = NULL;

  forget_sender (self);
  if (!is_headline && !purple_strequal (type, "error"))
    return FALSE;
  words = message != NULL ? dup_words (message, is_headline) : NULL;
  if (words != NULL && has_to_wait (self, account, from))
    {
      let_wait (self, account, from, words);
      return TRUE;
    }
  remember_sender (self, account, from);
  return FALSE;
}

/* ---- pings on IRC ---- */

/* The nick before "!". Returns: (transfer full) */
static char *
dup_nick (const char *prefix)
{
  return g_strndup (prefix, strcspn (prefix, "!"));
}

static gboolean
was_pinged (GuardPopups *self, const char *nick)
{
  GList *item = g_queue_find_custom (&self->pinged, nick, (GCompareFunc) g_ascii_strcasecmp);

  if (item == NULL)
    return FALSE;
  g_free (item->data);
  g_queue_delete_link (&self->pinged, item);
  return TRUE;
}

/* ":nick!user@host NOTICE me :^APING 123^A": an answer, which nobody need have asked for. */
void
guard_popups_on_irc_receiving (PurpleConnection *connection, char **text, gpointer user_data)
{
  GuardPopups *self = ((Guard *) user_data)->popups;
  g_auto(GStrv) words = text != NULL && *text != NULL && **text == ':' ? g_strsplit (*text + 1, " ", 4) : NULL;
  g_autofree char *nick = NULL;

  forget_sender (self);
  if (words == NULL || g_strv_length (words) != 4 || g_ascii_strcasecmp (words[1], "NOTICE") != 0 || !g_str_has_prefix (words[3] + (*words[3] == ':'), "\001PING "))
    return;
  nick = dup_nick (words[0]);
  if (!was_pinged (self, nick))
    remember_sender (self, purple_connection_get_account (connection), nick);
}

void
guard_popups_on_irc_sending (PurpleConnection *connection, char **text, gpointer user_data)
{
  GuardPopups *self = ((Guard *) user_data)->popups;
  g_auto(GStrv) words = text != NULL && *text != NULL ? g_strsplit (*text, " ", 3) : NULL;

  if (words == NULL || g_strv_length (words) != 3 || g_ascii_strcasecmp (words[0], "PRIVMSG") != 0 || !g_str_has_prefix (words[2] + (*words[2] == ':'), "\001PING "))
    return;
  g_queue_push_head (&self->pinged, g_strdup (words[1]));
  if (self->pinged.length > MAX_PINGED)
    g_free (g_queue_pop_tail (&self->pinged));
}

/* ---- life ---- */

GuardPopups *
guard_popups_new (Guard *guard)
{
  GuardPopups *self = g_new0 (GuardPopups, 1);

  self->guard = guard;
  g_queue_init (&self->pinged);
  self->counters = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, free_counter);
  return self;
}

void
guard_popups_free (GuardPopups *self)
{
  g_hash_table_unref (self->counters);
  g_queue_clear_full (&self->pinged, g_free);
  forget_sender (self);
  g_free (self);
}
