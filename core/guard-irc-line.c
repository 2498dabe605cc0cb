/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-irc-line.h"

#include <string.h>

#define BLANKS " \r\n"

void
guard_irc_line_free (GuardIrcLine *self)
{
  if (self == NULL)
    return;

  g_free (self->nick);
  g_free (self->mask);
  g_free (self->command);
  g_free (self->target);
  g_free (self);
}

static void
read_prefix (GuardIrcLine *self, const char *prefix, gsize n_bytes)
{
  const char *mark = memchr (prefix, '!', n_bytes);
  const gsize n_nick_bytes = mark != NULL ? (gsize) (mark - prefix) : n_bytes;

  if (n_nick_bytes == 0)
    return;
  self->nick = g_strndup (prefix, n_nick_bytes);
  if (mark != NULL && n_nick_bytes + 1 < n_bytes)
    self->mask = g_strndup (mark + 1, n_bytes - n_nick_bytes - 1);
}

GuardIrcLine *
guard_irc_line_new (const char *text)
{
  g_autoptr(GuardIrcLine) self = g_new0 (GuardIrcLine, 1);
  g_autofree char *word = NULL;
  gsize n_bytes;

  if (*text == ':')
    {
      n_bytes = strcspn (text + 1, BLANKS);
      read_prefix (self, text + 1, n_bytes);
      text += 1 + n_bytes;
      text += strspn (text, " ");
    }
  n_bytes = strcspn (text, BLANKS);
  if (n_bytes == 0)
    return NULL;
  word = g_strndup (text, n_bytes);
  self->command = g_ascii_strup (word, -1);

  text += n_bytes;
  text += strspn (text, " ");
  /* What follows a colon may hold blanks: of a name it is all the same. */
  text += *text == ':';
  n_bytes = strcspn (text, BLANKS);
  if (n_bytes > 0)
    self->target = g_strndup (text, n_bytes);
  return g_steal_pointer (&self);
}
