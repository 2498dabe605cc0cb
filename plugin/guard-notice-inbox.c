/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-notice-inbox.h"

#include "core/guard-html.h"
#include "core/guard-text.h"
#include "guard-contacts.h"
#include "guard-inbox.h"
#include "guard-notice.h"
#include "guard-question-finch.h"

#include <glib/gi18n-lib.h>
#include <gmodule.h>

#include <string.h>

#define MAX_GIST_CHARACTERS 60
#define MAX_ITEM_CHARACTERS 300
#define MAX_ROOM_CHARACTERS 80
/* Of a terminal with 80, without the frames of window and list. */
#define MAX_FINCH_CHARACTERS 68
/* Of what waits, as many are shown from the beginning and from the end. */
#define MAX_FIRST_SHOWN 4
#define MAX_LAST_SHOWN 8

/* ---- words of strangers ---- */

/* Plain text, in one line. Links are text here, or only said to be there. */
static char *
dup_words (const GuardStrangersItem *item, gsize max_characters, gboolean has_links)
{
  const char *content = item->content != NULL ? item->content : "";
  g_autoptr(GuardHtml) html = NULL;
  g_autoptr(GString) words = NULL;
  const char *text = content;
  gsize at = 0, n_bytes = strlen (content);

  if (item->kind == GUARD_WAITING_MESSAGE)
    {
      html = guard_html_new (content, n_bytes);
      text = guard_html_get_text (html, &n_bytes);
    }
  if (has_links || html == NULL)
    return guard_text_one_line (text, max_characters);

  words = g_string_new (NULL);
  for (guint i = 0; i < guard_html_get_links (html)->len; i++)
    {
      const GuardLink *link = g_ptr_array_index (guard_html_get_links (html), i);

      if (link->n_bytes == 0 || link->offset < at || link->offset + link->n_bytes > n_bytes)
        continue;
      g_string_append_len (words, text + at, (gssize) (link->offset - at));
      g_string_append (words, _("[link]"));
      at = link->offset + link->n_bytes;
    }
  g_string_append_len (words, text + at, (gssize) (n_bytes - at));
  return guard_text_one_line (words->str, max_characters);
}

/* The words of a request to be added are no message, but people write links into them. */
static char *
dup_plain_gist (const GuardStrangersItem *item, gsize max_characters)
{
  g_autofree char *escaped = g_markup_escape_text (item->content != NULL ? item->content : "", -1);
  GuardStrangersItem message = { .kind = GUARD_WAITING_MESSAGE, .content = escaped };

  return dup_words (&message, max_characters, FALSE);
}

static char *
dup_time (gint64 time_us)
{
  g_autoptr(GDateTime) when = g_date_time_new_from_unix_local (time_us / G_USEC_PER_SEC);
  g_autoptr(GDateTime) now = g_date_time_new_now_local ();

  if (when == NULL)
    return g_strdup ("?");
  return g_date_time_format (when, g_date_time_get_day_of_year (when) == g_date_time_get_day_of_year (now) && g_date_time_get_year (when) == g_date_time_get_year (now)
                                     ? "%H:%M" : "%Y-%m-%d %H:%M");
}

static char *
dup_room (const char *content)
{
  g_autoptr(GVariant) invitation = g_variant_parse (G_VARIANT_TYPE ("(sssa{ss})"), content != NULL ? content : "", NULL, NULL, NULL);
  const char *room = NULL, *claimed = NULL;
  g_autofree char *shown_room = NULL;
  g_autofree char *shown_claimed = NULL;

  if (invitation == NULL)
    return g_strdup ("");
  g_variant_get (invitation, "(&s&s&s@a{ss})", &room, &claimed, NULL, NULL);
  shown_room = guard_text_one_line (room, MAX_ROOM_CHARACTERS);
  shown_claimed = guard_text_one_line (claimed, MAX_ROOM_CHARACTERS);
  /* Translators: a room, and who invites as the invitation itself says */
  return g_strdup_printf (_("%s (the invitation says: from %s)"), shown_room, shown_claimed);
}

/* One thing that waits, in one line with its time. */
static char *
dup_item (const GuardStrangersItem *item)
{
  g_autofree char *when = dup_time (item->said_us);
  g_autofree char *words = item->kind == GUARD_WAITING_INVITATION ? dup_room (item->content)
                           : item->kind == GUARD_WAITING_MESSAGE  ? dup_words (item, MAX_ITEM_CHARACTERS, TRUE)
                                                                  : dup_plain_gist (item, MAX_ITEM_CHARACTERS);

  switch (item->kind)
    {
    case GUARD_WAITING_AUTHORISATION:
      return *words != '\0' ? g_strdup_printf (_("%s asks to add you: %s"), when, words) : g_strdup_printf (_("%s asks to add you"), when);
    case GUARD_WAITING_INVITATION:
      return g_strdup_printf (_("%s invites you to %s"), when, words);
    case GUARD_WAITING_FILE:
      return g_strdup_printf (_("%s offered a file: %s"), when, words);
    case GUARD_WAITING_CALL:
      return g_strdup_printf (_("%s called you; refused. %s"), when, words);
    case GUARD_WAITING_ATTENTION:
      return g_strdup_printf (_("%s wanted your attention"), when);
    case GUARD_WAITING_WINDOW:
      return g_strdup_printf (_("%s would have opened a window: %s"), when, words);
    case GUARD_WAITING_MESSAGE:
    default:
      return g_strdup_printf ("%s %s", when, words);
    }
}

/* ---- numbers ---- */

static char *
dup_number (guint kind, guint number)
{
  switch (kind)
    {
    case GUARD_WAITING_AUTHORISATION:
      return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u request to add you", "%u requests to add you", number), number);
    case GUARD_WAITING_INVITATION:
      return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u invitation", "%u invitations", number), number);
    case GUARD_WAITING_FILE:
      return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u file", "%u files", number), number);
    case GUARD_WAITING_CALL:
      return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u call", "%u calls", number), number);
    case GUARD_WAITING_ATTENTION:
      return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u nudge", "%u nudges", number), number);
    case GUARD_WAITING_WINDOW:
      return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u window", "%u windows", number), number);
    case GUARD_WAITING_MESSAGE:
    default:
      return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u message", "%u messages", number), number);
    }
}

static char *
dup_numbers (const GuardStranger *person)
{
  g_autoptr(GString) numbers = g_string_new (NULL);

  for (guint i = 0; i < GUARD_N_WAITING_KINDS; i++)
    if (person->n_seen[i] > 0)
      {
        g_autofree char *number = dup_number (i, person->n_seen[i]);

        /* Translators: between the parts of a list: "3 messages, 1 file" */
        g_string_append (numbers, numbers->len > 0 ? _(", ") : "");
        g_string_append (numbers, number);
      }
  if (person->n_dropped > 0)
    g_string_append_printf (numbers, g_dngettext (GETTEXT_PACKAGE, ", %u of them not kept", ", %u of them not kept", person->n_dropped), person->n_dropped);
  return g_string_free (g_steal_pointer (&numbers), FALSE);
}

static char *
dup_person (PurpleAccount *account, const GuardStranger *person)
{
  if (account != NULL)
    return guard_contacts_dup_shown (account, person->address);
  return guard_text_one_line (person->address, MAX_ROOM_CHARACTERS);
}

static char *
dup_gist (const GuardStranger *person)
{
  for (const GList *link = person->items.head; link != NULL; link = link->next)
    {
      const GuardStrangersItem *item = link->data;

      if (item->kind == GUARD_WAITING_MESSAGE)
        return dup_words (item, MAX_GIST_CHARACTERS, FALSE);
      if (item->kind == GUARD_WAITING_AUTHORISATION && item->content != NULL)
        return dup_plain_gist (item, MAX_GIST_CHARACTERS);
    }
  return g_strdup ("");
}

char *
guard_notice_dup_stranger (PurpleAccount *account, const GuardStranger *person)
{
  g_autofree char *who = dup_person (account, person);
  g_autofree char *since = dup_time (person->first_us);
  g_autofree char *numbers = dup_numbers (person);
  g_autofree char *gist = dup_gist (person);

  /* Translators: who, since when, how many messages, files ..., the beginning of the first message */
  if (*gist != '\0')
    return g_strdup_printf (_("%s, since %s: %s. “%s”"), who, since, numbers, gist);
  return g_strdup_printf (_("%s, since %s: %s"), who, since, numbers);
}

char *
guard_notice_dup_stranger_row (PurpleAccount *account, const GuardStranger *person)
{
  g_autofree char *whole = guard_notice_dup_stranger (account, person);

  return guard_finch_is_client () ? guard_text_one_line (whole, MAX_FINCH_CHARACTERS) : g_steal_pointer (&whole);
}

char *
guard_notice_dup_ignored (PurpleAccount *account, const GuardStranger *person)
{
  g_autofree char *who = dup_person (account, person);
  g_autofree char *numbers = dup_numbers (person);

  return g_strdup_printf (_("Ignored: %s, since then %s"), who, *numbers != '\0' ? numbers : _("nothing"));
}

char *
guard_notice_dup_inbox_rest (guint n_persons, guint n_listed, guint n_unlisted)
{
  g_autoptr(GString) rest = g_string_new (NULL);

  if (n_persons > n_listed)
    g_string_append_printf (rest, g_dngettext (GETTEXT_PACKAGE, "%u more person waits.", "%u more people wait.", n_persons - n_listed), n_persons - n_listed);
  if (n_unlisted > 0)
    {
      g_string_append (rest, rest->len > 0 ? " " : "");
      g_string_append_printf (rest, g_dngettext (GETTEXT_PACKAGE, "%u thing of further people was not kept: too many wait.",
                                                 "%u things of further people were not kept: too many wait.", n_unlisted), n_unlisted);
    }
  return rest->len > 0 ? g_string_free (g_steal_pointer (&rest), FALSE) : NULL;
}

char *
guard_notice_dup_inbox_label (guint n_persons)
{
  return n_persons > 0 ? g_strdup_printf (_("Strangers (%u)…"), n_persons) : g_strdup (_("Strangers…"));
}

/* ---- the quiet line ---- */

/* Pidgin has a line above its list, for news of mail and the like. A plugin of this library does not know its headers. */
typedef void (*SetHeadline) (const char *markup, void *picture, GCallback clicked, gpointer user_data, GDestroyNotify destroyed);

static gboolean has_headline;

static SetHeadline
find_set_headline (void)
{
  static GModule *program;
  gpointer symbol = NULL;

  if (!purple_strequal (purple_core_get_ui (), "gtk-gaim"))
    return NULL;
  if (program == NULL)
    program = g_module_open (NULL, G_MODULE_BIND_LAZY);
  if (program == NULL || !g_module_symbol (program, "pidgin_blist_set_headline", &symbol))
    return NULL;
  return (SetHeadline) symbol;
}

static gboolean
on_headline_clicked (gpointer user_data)
{
  Guard *guard = guard_plugin_get ();

  has_headline = FALSE;
  if (guard != NULL)
    guard_inbox_show (guard->inbox);
  return G_SOURCE_REMOVE;
}

/* Another line is there now. */
static void
on_headline_gone (gpointer user_data)
{
  has_headline = FALSE;
}

static void
say_elsewhere (Guard *guard, const char *line)
{
  for (GList *item = purple_get_conversations (); item != NULL; item = item->next)
    if (purple_conversation_has_focus (item->data))
      {
        guard_notice_say (item->data, line);
        return;
      }
  guard_notice_show (guard, PURPLE_NOTIFY_MSG_INFO, _("Strangers"), line, NULL);
}

void
guard_notice_inbox_say (Guard *guard, guint n_persons, guint n_unlisted)
{
  const SetHeadline set_headline = find_set_headline ();
  g_autofree char *line = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "A person whom you do not know waits.", "%u people whom you do not know wait.", n_persons), n_persons);
  g_autofree char *where = NULL;

  if (n_persons == 0)
    return;
  if (set_headline != NULL)
    {
      /* Translators: %s is "3 people whom you do not know wait." */
      where = g_strdup_printf (_("%s Click to see."), line);
      set_headline (where, NULL, G_CALLBACK (on_headline_clicked), NULL, on_headline_gone);
      has_headline = TRUE;
      return;
    }
  where = g_strdup_printf (_("%s /guard inbox shows them."), line);
  say_elsewhere (guard, where);
}

void
guard_notice_inbox_unsay (Guard *guard)
{
  const SetHeadline set_headline = has_headline ? find_set_headline () : NULL;

  if (set_headline != NULL)
    set_headline (NULL, NULL, NULL, NULL, NULL);
  has_headline = FALSE;
}

/* ---- questions ---- */

GuardQuestion *
guard_notice_ask_which_stranger (Guard *guard, const char * const *lines, const char *rest, GuardAnswerFunc func, gpointer user_data)
{
  g_autofree char *primary = rest != NULL ? g_strdup_printf (_("These people, whom you do not know, wait. Nothing has been answered. %s"), rest)
                                           : g_strdup (_("These people, whom you do not know, wait. Nothing has been answered."));

  return guard_question_ask_choice (guard->plugin, _("Strangers"), primary, lines, _("_Decide…"), func, user_data);
}

/* The beginning and the end of what waits; what lies between is counted. */
static char *
dup_items (const GuardStranger *person)
{
  g_autoptr(GString) lines = g_string_new (NULL);
  const guint n_items = person->items.length;
  guint i = 0;

  for (const GList *link = person->items.head; link != NULL; link = link->next, i++)
    {
      g_autofree char *line = NULL;

      if (i == MAX_FIRST_SHOWN && n_items > MAX_FIRST_SHOWN + MAX_LAST_SHOWN)
        g_string_append_printf (lines, g_dngettext (GETTEXT_PACKAGE, "(%u more)\n", "(%u more)\n", n_items - MAX_FIRST_SHOWN - MAX_LAST_SHOWN), n_items - MAX_FIRST_SHOWN - MAX_LAST_SHOWN);
      if (i >= MAX_FIRST_SHOWN && i + MAX_LAST_SHOWN < n_items)
        continue;
      line = dup_item (link->data);
      g_string_append_printf (lines, "%s\n", line);
    }
  return g_string_free (g_steal_pointer (&lines), FALSE);
}

GuardQuestion *
guard_notice_ask_stranger (Guard *guard, PurpleAccount *account, const GuardStranger *person, gboolean is_long, GuardAnswerFunc func, gpointer user_data)
{
  const char * const labels[] = { _("_Leave in the inbox"), _("Let _in"), _("I_gnore"), _("_Block"), is_long ? NULL : _("L_ook"), NULL };
  g_autofree char *who = dup_person (account, person);
  g_autofree char *own = guard_text_one_line (person->account, MAX_ROOM_CHARACTERS);
  g_autofree char *primary = g_strdup_printf (_("%s, whom you do not know, waits."), who);
  g_autofree char *line = guard_notice_dup_stranger (account, person);
  g_autofree char *items = is_long ? dup_items (person) : NULL;
  g_autofree char *secondary = NULL;

  /* Translators: the first %s is a list or a line; the second is the own account */
  secondary = g_strdup_printf (_("%s\nTo your account %s. Nothing has been answered.\nIf you let them in, all of it reaches you and they may write to you; ignored, they learn nothing; "
                                 "blocked, your server and program refuse them."), is_long ? items : line, own);
  return guard_question_ask (guard->plugin, _("Strangers"), primary, secondary, labels, account, person->address, func, user_data);
}

GuardQuestion *
guard_notice_ask_invitation (Guard *guard, PurpleAccount *account, const char *claimed, const char *room, const char *words,
                             GuardAnswerFunc func, gpointer user_data)
{
  const char * const labels[] = { _("_Don't join"), _("_Join"), NULL };
  GuardStrangersItem item = { .kind = GUARD_WAITING_INVITATION, .content = (char *) words };
  g_autofree char *shown_room = guard_text_one_line (room, MAX_ROOM_CHARACTERS);
  g_autofree char *shown_claimed = guard_text_one_line (claimed, MAX_ROOM_CHARACTERS);
  g_autofree char *gist = dup_plain_gist (&item, MAX_ITEM_CHARACTERS);
  g_autofree char *primary = g_strdup_printf (_("You are invited to the room %s."), shown_room);
  g_autofree char *secondary = *gist != '\0' ? g_strdup_printf (_("The invitation says it is from %s: “%s”\nAll members of a room see what you write there."),
                                                                shown_claimed, gist)
                                             : g_strdup_printf (_("The invitation says it is from %s.\nAll members of a room see what you write there."), shown_claimed);

  return guard_question_ask (guard->plugin, _("Invitation"), primary, secondary, labels, account, NULL, func, user_data);
}
