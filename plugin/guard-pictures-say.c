/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-pictures-private.h"

#include "guard-notice.h"
#include "guard-notice-pictures.h"

/* A quiet line below a stranger's message that came with pictures, with the way to have them. */

#define SECONDS_BETWEEN_LINES 10
#define SAID_KEY "purple-guard-pictures-said"

static char handle;

/* Not more often than now and then; what waits is said with the next message. */
static gboolean
may_say (PurpleConversation *conversation)
{
  const guint now_seconds = (guint) (g_get_monotonic_time () / G_USEC_PER_SEC) + 1;
  const guint said_seconds = GPOINTER_TO_UINT (purple_conversation_get_data (conversation, SAID_KEY));

  if (said_seconds != 0 && now_seconds - said_seconds < SECONDS_BETWEEN_LINES)
    return FALSE;
  purple_conversation_set_data (conversation, SAID_KEY, GUINT_TO_POINTER (now_seconds));
  return TRUE;
}

static void
say (GuardPictures *self, PurpleConversation *conversation, const char *who)
{
  PurpleAccount *account = purple_conversation_get_account (conversation);
  GuardPicturePerson *person = guard_pictures_find_person (self, account, who);
  guint n = 0, id = 0;
  g_autofree char *line = NULL;

  if (person == NULL)
    return;
  for (GList *item = self->kept.head; item != NULL; item = item->next)
    {
      GuardPicture *picture = item->data;

      if (picture->is_said || picture->person != person)
        continue;
      n++;
      id = picture->id;
    }
  if ((n == 0 && person->n_dropped == 0) || !may_say (conversation))
    return;
  for (GList *item = self->kept.head; item != NULL; item = item->next)
    if (((GuardPicture *) item->data)->person == person)
      ((GuardPicture *) item->data)->is_said = TRUE;
  line = guard_notice_dup_pictures_line (n, id, person->n_dropped);
  person->n_dropped = 0;
  guard_notice_say (conversation, line);
}

static void
on_wrote (PurpleAccount *account, const char *who, const char *message, PurpleConversation *conversation, PurpleMessageFlags flags, gpointer user_data)
{
  const gboolean is_chat = purple_conversation_get_type (conversation) == PURPLE_CONV_TYPE_CHAT;
  g_autofree char *member = NULL;

  if (guard_notice_is_own_line (message) || (is_chat && who == NULL))
    return;
  if (is_chat)
    member = g_strdup_printf ("%s/%s", purple_conversation_get_name (conversation), who);
  say (user_data, conversation, is_chat ? member : purple_conversation_get_name (conversation));
}

void
guard_pictures_attach_saying (GuardPictures *self)
{
  /* Behind those who say something of the message itself. */
  purple_signal_connect_priority (purple_conversations_get_handle (), "wrote-im-msg", &handle, PURPLE_CALLBACK (on_wrote), self, PURPLE_SIGNAL_PRIORITY_LOWEST);
  purple_signal_connect_priority (purple_conversations_get_handle (), "wrote-chat-msg", &handle, PURPLE_CALLBACK (on_wrote), self, PURPLE_SIGNAL_PRIORITY_LOWEST);
}

void
guard_pictures_detach_saying (void)
{
  purple_signals_disconnect_by_handle (&handle);
}
