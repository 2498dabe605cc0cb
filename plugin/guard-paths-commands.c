/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-paths-commands.h"

#include "guard-contacts.h"
#include "guard-paths-going.h"

#include <glib/gi18n-lib.h>
#include <string.h>

typedef enum
{
  TO_CONVERSATION,
  TO_FIRST_WORD,
  TO_EVERYBODY,
  TO_SERVER, /* by itself, or to one of its services: what they are told to do, they do for everybody */
} Recipient;

#define ANY_WORDS (PURPLE_CMD_FLAG_IM | PURPLE_CMD_FLAG_CHAT | PURPLE_CMD_FLAG_PRPL_ONLY | PURPLE_CMD_FLAG_ALLOW_WRONG_ARGS)
#define RIGHT_WORDS (PURPLE_CMD_FLAG_IM | PURPLE_CMD_FLAG_CHAT | PURPLE_CMD_FLAG_PRPL_ONLY)
#define IN_ROOMS (PURPLE_CMD_FLAG_CHAT | PURPLE_CMD_FLAG_PRPL_ONLY)

/* Arguments and flags are those of the protocol's own, so that libpurple says of a wrong use what it would say without us. */
static const struct
{
  const char *protocol;
  const char *name;
  const char *arguments;
  PurpleCmdFlag flags;
  Recipient recipient;
} commands[] = {
  { "prpl-irc", "msg", "s", ANY_WORDS, TO_FIRST_WORD },
  { "prpl-irc", "notice", "s", ANY_WORDS, TO_FIRST_WORD },
  { "prpl-irc", "query", "s", ANY_WORDS, TO_FIRST_WORD },
  { "prpl-irc", "ctcp", "s", ANY_WORDS, TO_FIRST_WORD },
  { "prpl-irc", "kick", "s", ANY_WORDS, TO_CONVERSATION },
  { "prpl-irc", "remove", "s", ANY_WORDS, TO_CONVERSATION },
  { "prpl-irc", "part", "s", ANY_WORDS, TO_CONVERSATION },
  { "prpl-irc", "topic", "s", ANY_WORDS, TO_CONVERSATION },
  { "prpl-irc", "away", "s", ANY_WORDS, TO_EVERYBODY },
  { "prpl-irc", "quit", "s", ANY_WORDS, TO_EVERYBODY },
  { "prpl-irc", "wallops", "s", ANY_WORDS, TO_EVERYBODY },
  { "prpl-irc", "operwall", "s", ANY_WORDS, TO_EVERYBODY },
  { "prpl-irc", "quote", "s", ANY_WORDS, TO_SERVER },
  { "prpl-irc", "nickserv", "s", ANY_WORDS, TO_SERVER },
  { "prpl-irc", "chanserv", "s", ANY_WORDS, TO_SERVER },
  { "prpl-irc", "memoserv", "s", ANY_WORDS, TO_SERVER },
  { "prpl-irc", "operserv", "s", ANY_WORDS, TO_SERVER },
  { "prpl-irc", "authserv", "s", ANY_WORDS, TO_SERVER },
  { "prpl-zephyr", "msg", "ws", RIGHT_WORDS, TO_FIRST_WORD },
  { "prpl-zephyr", "zi", "ws", RIGHT_WORDS, TO_EVERYBODY },
  { "prpl-zephyr", "zc", "ws", RIGHT_WORDS, TO_EVERYBODY },
  { "prpl-zephyr", "zci", "wws", RIGHT_WORDS, TO_EVERYBODY },
  { "prpl-zephyr", "zir", "wws", RIGHT_WORDS, TO_EVERYBODY },
  { "prpl-zephyr", "zcir", "wwws", RIGHT_WORDS, TO_EVERYBODY },
  { "prpl-zephyr", "instance", "s", IN_ROOMS, TO_EVERYBODY },
  { "prpl-zephyr", "inst", "s", IN_ROOMS, TO_EVERYBODY },
  { "prpl-zephyr", "topic", "s", IN_ROOMS, TO_EVERYBODY },
};

static PurpleCmdId ids[G_N_ELEMENTS (commands)];

/* ---- a command that waits ---- */

typedef struct
{
  PurpleAccount *account;
  PurpleConversationType type;
  char *conversation;
} Waiting;

static void
free_waiting (gpointer data)
{
  Waiting *self = data;

  g_free (self->conversation);
  g_free (self);
}

static Waiting *
waiting_new (PurpleConversation *conversation)
{
  Waiting *self = g_new0 (Waiting, 1);

  self->account = purple_conversation_get_account (conversation);
  self->type = purple_conversation_get_type (conversation);
  self->conversation = g_strdup (purple_conversation_get_name (conversation));
  return self;
}

/* As if it were typed again. @text: with its slash */
static void
run_waiting (const char *text, gpointer data)
{
  const Waiting *self = data;
  PurpleConversation *conversation;
  g_autofree char *html = g_markup_escape_text (text + 1, -1);
  g_autofree char *error = NULL;

  if (guard_paths_find_connection (self->account) == NULL)
    return;
  conversation = purple_find_conversation_with_account (self->type, self->conversation, self->account);
  if (conversation == NULL && self->type == PURPLE_CONV_TYPE_IM)
    conversation = purple_conversation_new (PURPLE_CONV_TYPE_IM, self->account, self->conversation);
  if (conversation == NULL)
    return;

  guard_paths_begin_going (text, FALSE);
  purple_cmd_do_command (conversation, text + 1, html, &error);
  guard_paths_end_going ();
}

/* ---- listener ---- */

/* Returns: (transfer full) (nullable) */
static char *
dup_recipient (Recipient recipient, PurpleConversation *conversation, char **arguments)
{
  if (recipient == TO_CONVERSATION)
    return g_strdup (purple_conversation_get_name (conversation));
  if (recipient == TO_FIRST_WORD && arguments[0] != NULL)
    return g_strndup (arguments[0], strcspn (arguments[0], " "));
  return NULL;
}

static PurpleCmdRet
on_command (PurpleConversation *conversation, const char *name, char **arguments, char **error, void *data)
{
  g_autofree char *who = dup_recipient (GPOINTER_TO_INT (data), conversation, arguments);
  g_autofree char *joined = g_strjoinv (" ", arguments);
  g_autofree char *text = g_strdup_printf ("/%s %s", name, joined);
  const GuardWords words = {
    .path = GUARD_PATH_COMMAND,
    .account = purple_conversation_get_account (conversation),
    .who = who,
    .conversation = conversation,
    .text = text,
  };

  if (*joined == '\0' || guard_paths_may_go (&words, run_waiting, waiting_new (conversation), free_waiting))
    {
      if (GPOINTER_TO_INT (data) == TO_FIRST_WORD && who != NULL && *who != '\0')
        guard_contacts_note_wrote (guard_plugin_get ()->contacts, words.account, who);
      return PURPLE_CMD_RET_CONTINUE;
    }
  /* Consumed: the client empties its entry, and what waits stands in the question. */
  return PURPLE_CMD_RET_OK;
}

void
guard_paths_register_commands (Guard *guard)
{
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    ids[i] = purple_cmd_register (commands[i].name, commands[i].arguments, G_MAXINT, commands[i].flags, commands[i].protocol, on_command,
                                  _("purple-guard looks at these words before they leave."), GINT_TO_POINTER (commands[i].recipient));
}

void
guard_paths_unregister_commands (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    purple_cmd_unregister (ids[i]);
}
