/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-ctcp.h"

#include <string.h>

#define COMMAND "PRIVMSG "
#define MARK '\001'

/* libpurple 2.14 answers PING and VERSION; the others are here for the day on which it does. It compares no further than the word is long. */
static const struct
{
  const char *word;
  GuardCtcp kind;
} words[] = {
  { "CLIENTINFO", GUARD_CTCP_DETAILS }, { "FINGER",   GUARD_CTCP_DETAILS }, { "PING",    GUARD_CTCP_DETAILS }, { "SOURCE", GUARD_CTCP_DETAILS },
  { "TIME",       GUARD_CTCP_TIME },    { "USERINFO", GUARD_CTCP_DETAILS }, { "VERSION", GUARD_CTCP_DETAILS },
};

/* A notice is an answer, not a question. Returns: (nullable): what follows the address */
static const char *
find_text (const char *line)
{
  const char *command = *line == ':' ? strchr (line, ' ') : NULL;
  const char *target;
  const char *text;

  if (command == NULL || g_ascii_strncasecmp (command + 1, COMMAND, strlen (COMMAND)) != 0)
    return NULL;
  target = command + 1 + strlen (COMMAND);
  text = strchr (target, ' ');
  if (text == NULL)
    return NULL;
  text++;
  return *text == ':' ? text + 1 : text;
}

GuardCtcp
guard_ctcp_find (const char *line, const char **word, gsize *n_bytes)
{
  const char *text = find_text (line);
  const gsize length = text != NULL ? strlen (text) : 0;

  if (length < 3 || text[0] != MARK || text[length - 1] != MARK)
    return GUARD_CTCP_NONE;
  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_str_has_prefix (text + 1, words[i].word))
      {
        *word = text + 1;
        *n_bytes = strlen (words[i].word);
        return words[i].kind;
      }
  return GUARD_CTCP_NONE;
}
