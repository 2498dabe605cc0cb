/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-popups.h"

#include "core/guard-text.h"
#include "guard-contacts.h"
#include "guard-files.h"
#include "guard-incoming.h"
#include "guard-links.h"
#include "guard-notice.h"
#include "guard-remark.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Windows that come without a message. libpurple tells the window's text, but not whose it is; for XMPP headlines and errors the
 * stanza that is being read says it, everything else counts as a stranger's.
 *
 * A flood: a few windows of a kind are shown in a period; what comes more is counted until the period ends, and said once. A period in
 * which something was held back is followed by one twice as long, so that a flood that goes on grows quieter. */

#define MAX_WINDOWS_A_PERIOD 3
#define FIRST_PERIOD_SECONDS 15
#define LAST_PERIOD_SECONDS 960
#define MAX_KINDS 64
#define MAX_KIND_CHARACTERS 80
#define OTHER_KIND "…"

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

gboolean
guard_popups_on_jabber_message (PurpleConnection *connection, const char *type, const char *id, const char *from, const char *to,
                                xmlnode *message, gpointer user_data)
{
  GuardPopups *self = ((Guard *) user_data)->popups;
  const gboolean makes_window = purple_strequal (type, "headline") || purple_strequal (type, "error");

  forget_sender (self);
  if (!makes_window)
    return FALSE;
  self->account = purple_connection_get_account (connection);
  self->sender = g_strdup (from);
  self->forget_source = g_idle_add_full (G_PRIORITY_HIGH, on_forget, self, NULL);
  return FALSE;
}

/* ---- life ---- */

GuardPopups *
guard_popups_new (Guard *guard)
{
  GuardPopups *self = g_new0 (GuardPopups, 1);

  self->guard = guard;
  self->counters = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, free_counter);
  return self;
}

void
guard_popups_free (GuardPopups *self)
{
  g_hash_table_unref (self->counters);
  forget_sender (self);
  g_free (self);
}
