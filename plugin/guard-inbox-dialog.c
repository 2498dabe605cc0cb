/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-inbox-private.h"

#include "guard-contacts.h"
#include "guard-notice-inbox.h"
#include "guard-notice.h"
#include "guard-watch.h"

#include <glib/gi18n-lib.h>

#include <string.h>

#define MAX_LISTED 100
#define MAX_LISTED_IGNORED 50
/* In mode "ask": a flood must not become a flood of questions. Who is not asked about waits. */
#define MAX_QUESTIONS_A_PERIOD 5

/* A person may go while a question about them is open: they are looked up again by name. */
static char **
dup_name (const GuardStranger *person)
{
  const char * const name[] = { person->protocol, person->account, person->address, NULL };

  return g_strdupv ((char **) name);
}

static GuardStranger *
find_by_name (GuardInbox *self, char * const *name)
{
  return guard_strangers_find (self->waiting, name[0], name[1], name[2]);
}

/* ---- the list, and one of it ---- */

static void show_person (GuardInbox *self, const char *const *name, gboolean is_long);

static void
forget_choices (GuardInbox *self)
{
  g_clear_pointer (&self->choices, g_ptr_array_unref);
}

static void
act (GuardInbox *self, GuardStranger *person, guint answer)
{
  PurpleAccount *account = guard_inbox_find_account (person);

  switch (answer)
    {
    case GUARD_STRANGER_ANSWER_LET_IN:
      if (account == NULL || !purple_account_is_connected (account))
        guard_notice_show (self->guard, PURPLE_NOTIFY_MSG_INFO, _("Strangers"), _("What waits reaches you as soon as the account is connected."), NULL);
      guard_inbox_decide (self, person, GUARD_INBOX_LET_IN, "let-in");
      break;
    case GUARD_STRANGER_ANSWER_IGNORE:
      guard_inbox_decide (self, person, GUARD_INBOX_IGNORE, "ignore");
      break;
    case GUARD_STRANGER_ANSWER_BLOCK:
      guard_inbox_decide (self, person, GUARD_INBOX_BLOCK, "block");
      break;
    default:
      break;
    }
}

static void
on_person_answered (guint answer, const char *text, gpointer user_data)
{
  GuardInbox *self = user_data;
  g_auto(GStrv) name = g_strdupv (g_ptr_array_index (self->choices, 0));
  GuardStranger *person = find_by_name (self, name);

  self->dialog = NULL;
  forget_choices (self);
  if (person == NULL)
    return;
  if (answer == GUARD_STRANGER_ANSWER_LOOK)
    show_person (self, (const char *const *) name, TRUE);
  else
    act (self, person, answer);
  /* Whoever was decided about came from the list, and goes back to it. */
  if (self->dialog == NULL && answer != GUARD_STRANGER_ANSWER_LEAVE && guard_strangers_count_persons (self->waiting) > 0)
    guard_inbox_show (self);
}

static void
show_person (GuardInbox *self, const char *const *name, gboolean is_long)
{
  GuardStranger *person = guard_strangers_find (self->waiting, name[0], name[1], name[2]);

  if (person == NULL)
    return;
  self->choices = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  g_ptr_array_add (self->choices, dup_name (person));
  self->dialog = guard_notice_ask_stranger (self->guard, guard_inbox_find_account (person), person, is_long, on_person_answered, self);
}

static void
on_chosen (guint answer, const char *text, gpointer user_data)
{
  GuardInbox *self = user_data;
  g_auto(GStrv) name = answer > 0 && answer <= self->choices->len ? g_strdupv (g_ptr_array_index (self->choices, answer - 1)) : NULL;

  self->dialog = NULL;
  forget_choices (self);
  if (name != NULL)
    show_person (self, (const char *const *) name, FALSE);
}

void
guard_inbox_show (GuardInbox *self)
{
  g_autoptr(GPtrArray) persons = guard_strangers_list (self->waiting, MAX_LISTED);
  g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *rest = NULL;

  guard_question_withdraw (g_steal_pointer (&self->dialog));
  forget_choices (self);
  if (persons->len == 0)
    {
      guard_notice_show (self->guard, PURPLE_NOTIFY_MSG_INFO, _("Strangers"), _("Nobody waits."), NULL);
      return;
    }
  self->choices = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  for (guint i = 0; i < persons->len; i++)
    {
      const GuardStranger *person = g_ptr_array_index (persons, i);

      g_ptr_array_add (self->choices, dup_name (person));
      g_ptr_array_add (lines, guard_notice_dup_stranger_row (guard_inbox_find_account (person), person));
    }
  g_ptr_array_add (lines, NULL);
  rest = guard_notice_dup_inbox_rest (guard_strangers_count_persons (self->waiting), persons->len, guard_strangers_count_unlisted (self->waiting));
  self->dialog = guard_notice_ask_which_stranger (self->guard, (const char *const *) lines->pdata, rest, on_chosen, self);
}

/* ---- mode "ask" ---- */

static void
on_asked (guint answer, const char *text, gpointer user_data)
{
  GuardInbox *self = user_data;
  GuardStranger *person = find_by_name (self, self->asked);

  self->question = NULL;
  if (person != NULL && answer == GUARD_STRANGER_ANSWER_LOOK)
    self->question = guard_notice_ask_stranger (self->guard, guard_inbox_find_account (person), person, TRUE, on_asked, self);
  else if (person != NULL)
    act (self, person, answer);
  if (self->question == NULL)
    {
      g_clear_pointer (&self->asked, g_strfreev);
      guard_inbox_ask_about_next (self);
    }
}

static gboolean
may_ask (GuardInbox *self)
{
  const guint period = guard_inbox_line_get_period (self->line);

  if (self->asked_period != period)
    self->n_asked = 0;
  self->asked_period = period;
  return self->question == NULL && self->n_asked < MAX_QUESTIONS_A_PERIOD;
}

void
guard_inbox_ask_about_next (GuardInbox *self)
{
  g_autoptr(GPtrArray) persons = NULL;

  if (!may_ask (self))
    return;
  persons = guard_strangers_list (self->waiting, 0);
  /* Who came first is asked about first. */
  for (guint i = persons->len; i > 0; i--)
    {
      GuardStranger *person = g_ptr_array_index (persons, i - 1);
      PurpleAccount *account = guard_inbox_find_account (person);

      if (person->was_asked || account == NULL || guard_inbox_get_action (self, account, person->address) != GUARD_STRANGER_ASK)
        continue;
      person->was_asked = TRUE;
      self->n_asked++;
      self->asked = dup_name (person);
      self->question = guard_notice_ask_stranger (self->guard, account, person, FALSE, on_asked, self);
      return;
    }
}

/* ---- commands ---- */

static void
write_list (GuardInbox *self, PurpleConversation *conversation)
{
  g_autoptr(GPtrArray) persons = guard_strangers_list (self->waiting, MAX_LISTED);
  g_autoptr(GPtrArray) ignored = guard_strangers_list (self->ignored, MAX_LISTED_IGNORED);
  g_autofree char *rest = guard_notice_dup_inbox_rest (guard_strangers_count_persons (self->waiting), persons->len, guard_strangers_count_unlisted (self->waiting));

  if (persons->len == 0)
    guard_notice_write (conversation, _("Nobody waits."));
  for (guint i = 0; i < persons->len; i++)
    {
      const GuardStranger *person = g_ptr_array_index (persons, i);
      g_autofree char *line = guard_notice_dup_stranger (guard_inbox_find_account (person), person);

      guard_notice_write (conversation, line);
    }
  if (rest != NULL)
    guard_notice_write (conversation, rest);
  if (persons->len > 0)
    guard_notice_write (conversation, _("You decide with /guard inbox show, or with let-in, ignore or block ADDRESS in its place."));
  for (guint i = 0; i < ignored->len; i++)
    {
      const GuardStranger *person = g_ptr_array_index (ignored, i);
      g_autofree char *line = guard_notice_dup_ignored (guard_inbox_find_account (person), person);

      guard_notice_write (conversation, line);
    }
}

/* By the address alone: whoever it is on which account, the account of the conversation before others. */
static GuardStranger *
find_by_address (GuardStrangers *strangers, PurpleConversation *conversation, const char *address)
{
  PurpleAccount *account = purple_conversation_get_account (conversation);
  g_autofree char *kept = guard_inbox_dup_address (account, address);
  GuardStranger *person = guard_strangers_find (strangers, purple_account_get_protocol_id (account), purple_account_get_username (account), kept);
  g_autoptr(GPtrArray) persons = NULL;

  if (person != NULL)
    return person;
  persons = guard_strangers_list (strangers, 0);
  for (guint i = 0; i < persons->len; i++)
    if (purple_strequal (((const GuardStranger *) g_ptr_array_index (persons, i))->address, address))
      return g_ptr_array_index (persons, i);
  return NULL;
}

static void
stop_ignoring (GuardInbox *self, PurpleConversation *conversation, const char *address)
{
  GuardStranger *person = find_by_address (self->ignored, conversation, address);
  PurpleAccount *account = person != NULL ? guard_inbox_find_account (person) : purple_conversation_get_account (conversation);
  g_autofree char *kept = person != NULL ? g_strdup (person->address) : guard_inbox_dup_address (account, address);

  if (account != NULL)
    guard_contacts_set_trust (self->guard->contacts, account, kept, GUARD_TRUST_UNSAID);
  if (person != NULL)
    {
      guard_inbox_disk_remove_person (self->disk, person);
      guard_stranger_free (guard_strangers_steal (self->ignored, person));
    }
  guard_notice_write (conversation, _("No longer ignored."));
}

static void
empty (GuardInbox *self, PurpleConversation *conversation)
{
  guard_inbox_empty (self);
  guard_notice_write (conversation, _("The inbox is empty."));
}

static const struct
{
  const char *verb;
  GuardStrangerAnswer answer;
} verbs[] = {
  { "let-in", GUARD_STRANGER_ANSWER_LET_IN },
  { "ignore", GUARD_STRANGER_ANSWER_IGNORE },
  { "block", GUARD_STRANGER_ANSWER_BLOCK },
};

void
guard_inbox_on_command (GuardInbox *self, PurpleConversation *conversation, const char *argument)
{
  g_auto(GStrv) words = g_strsplit_set (argument, " \t", 2);
  const char *verb = words[0] != NULL ? words[0] : "";
  const char *address = *verb != '\0' && words[1] != NULL ? g_strstrip (words[1]) : "";
  GuardStranger *person = *address != '\0' ? find_by_address (self->waiting, conversation, address) : NULL;

  if (*verb == '\0')
    write_list (self, conversation);
  else if (g_str_equal (verb, "show"))
    guard_inbox_show (self);
  else if (g_str_equal (verb, "empty"))
    empty (self, conversation);
  else if (g_str_equal (verb, "unignore") && *address != '\0')
    stop_ignoring (self, conversation, address);
  else if (person == NULL)
    guard_notice_write (conversation, _("Nobody of this address waits; /guard inbox lists them. Also: show, let-in ADDRESS, ignore ADDRESS, block ADDRESS, unignore ADDRESS, empty."));
  else
    for (gsize i = 0; i < G_N_ELEMENTS (verbs); i++)
      if (g_str_equal (verbs[i].verb, verb))
        {
          act (self, person, verbs[i].answer);
          return;
        }
}

guint
guard_inbox_count_persons (GuardInbox *self)
{
  return guard_strangers_count_persons (self->waiting);
}

/* ---- life ---- */

void
guard_inbox_withdraw_question (GuardInbox *self, const GuardStranger *person)
{
  if (self->asked == NULL || find_by_name (self, self->asked) != person)
    return;
  guard_question_withdraw (g_steal_pointer (&self->question));
  g_clear_pointer (&self->asked, g_strfreev);
}

void
guard_inbox_close_dialogs (GuardInbox *self)
{
  guard_question_withdraw (g_steal_pointer (&self->question));
  g_clear_pointer (&self->asked, g_strfreev);
  guard_question_withdraw (g_steal_pointer (&self->dialog));
  forget_choices (self);
}
