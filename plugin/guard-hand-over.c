/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-hand-over.h"

#include "guard-notice.h"

/* States: idle -> asked -> dropped | (with a pass) emitted again -> idle. One at a time: a page can send them by the thousand. */

struct _GuardHandOver
{
  Guard *guard;
  char *protocol, *command; /* what is asked about; NULL: idle */
  GHashTable *parameters;   /* (nullable) */
  GuardQuestion *question;
  gboolean has_pass;        /* it may go through now */
};

static void
drop (GuardHandOver *self)
{
  guard_question_withdraw (self->question);
  self->question = NULL;
  g_clear_pointer (&self->parameters, g_hash_table_unref);
  g_clear_pointer (&self->protocol, g_free);
  g_clear_pointer (&self->command, g_free);
}

static void
on_answered (guint answer, const char *text, gpointer user_data)
{
  GuardHandOver *self = user_data;

  self->question = NULL;
  if (answer == 1)
    {
      self->has_pass = TRUE;
      purple_signal_emit_return_1 (purple_get_core (), "uri-handler", self->protocol, self->command, self->parameters);
      self->has_pass = FALSE;
    }
  drop (self);
}

static GHashTable *
copy_parameters (GHashTable *parameters)
{
  GHashTable *copy;
  GHashTableIter iter;
  gpointer key, value;

  if (parameters == NULL)
    return NULL;
  copy = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_hash_table_iter_init (&iter, parameters);
  while (g_hash_table_iter_next (&iter, &key, &value))
    g_hash_table_insert (copy, g_strdup (key), g_strdup (value));
  return copy;
}

gboolean
guard_hand_over_on_uri (const char *protocol, const char *command, GHashTable *parameters, gpointer user_data)
{
  GuardHandOver *self = ((Guard *) user_data)->hand_over;

  if (self->has_pass)
    return FALSE;
  if (self->protocol != NULL)
    return TRUE;

  self->protocol = g_strdup (protocol);
  self->command = g_strdup (command);
  self->parameters = copy_parameters (parameters);
  self->question = guard_notice_ask_handed_over (self->guard, protocol, command, on_answered, self);
  return TRUE;
}

GuardHandOver *
guard_hand_over_new (Guard *guard)
{
  GuardHandOver *self = g_new0 (GuardHandOver, 1);

  self->guard = guard;
  return self;
}

void
guard_hand_over_free (GuardHandOver *self)
{
  drop (self);
  g_free (self);
}
