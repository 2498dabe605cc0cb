/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-linkify.h"

#include <string.h>

/* libpurple looks at every character whether a link begins there. Here only the characters are looked at that no link is without
 * (":" of a scheme, "." of "www.", "@"), and the parentheses that it counts; what stands before them is compared backwards. The
 * order in which links are found is the same, since nothing that begins a link holds another of these characters.
 *
 * Its habits are kept, the odd ones as well: a comma ends a link only before a blank, the character behind a ")" begins nothing,
 * two "(" in a row count once, a tab does not end an address. */

enum
{
  TRIGGER = 1 << 0, /* to be looked at */
  STOP = 1 << 1,    /* ends an address */
  SPECIAL = 1 << 2, /* not in the local part of an address of mail (RFC 822 specials) */
  LONELY = 1 << 3,  /* an "@" beside it is no address of mail */
};

static const guchar kinds[256] = {
  ['\0'] = STOP | LONELY,
  ['\n'] = STOP | LONELY,
  ['\r'] = STOP | LONELY,
  [' '] = STOP | LONELY,
  ['!'] = LONELY,
  ['"'] = STOP | LONELY | SPECIAL,
  ['#'] = LONELY,
  ['$'] = LONELY,
  ['%'] = LONELY,
  ['&'] = LONELY,
  ['('] = TRIGGER | LONELY | SPECIAL,
  [')'] = TRIGGER | LONELY | SPECIAL,
  ['*'] = LONELY,
  [','] = STOP | SPECIAL,
  ['.'] = TRIGGER,
  ['/'] = LONELY,
  [':'] = TRIGGER | LONELY | SPECIAL,
  [';'] = LONELY | SPECIAL,
  ['<'] = STOP | LONELY | SPECIAL,
  ['>'] = STOP | LONELY | SPECIAL,
  ['@'] = TRIGGER | LONELY | SPECIAL,
  ['['] = LONELY | SPECIAL,
  ['\\'] = LONELY | SPECIAL,
  [']'] = LONELY | SPECIAL,
  ['^'] = LONELY,
  ['{'] = LONELY,
  ['|'] = LONELY,
  ['}'] = LONELY,
};

typedef struct
{
  const char *name;
  const char *behind; /* what stands behind the colon */
  gboolean is_word;   /* begins a word */
} Scheme;

/* Longer before shorter: "sftp" is not "s" and "ftp". */
static const Scheme schemes[] = {
  { "https", "//", FALSE },  { "http", "//", FALSE }, { "sftp", "//", FALSE }, { "ftp", "//", FALSE },
  { "aesgcm", "//", FALSE }, { "file", "//", FALSE }, { "xmpp", "", TRUE },
};

void
guard_linkify_init (GuardLinkify *self, const char *text, gsize n_bytes, int n_open_parentheses)
{
  memset (self, 0, sizeof *self);
  self->text = text;
  self->n_bytes = n_bytes;
  self->n_open_parentheses = n_open_parentheses;
}

static guchar
kind_at (const GuardLinkify *self, gsize at)
{
  return kinds[at < self->n_bytes ? (guchar) self->text[at] : 0];
}

static gboolean
begins_word (const GuardLinkify *self, gsize at)
{
  return at == 0 || (kinds[(guchar) self->text[at - 1]] & STOP && self->text[at - 1] != '<');
}

/* Behind a link, or what looked like one: the next character begins nothing. */
static void
move_behind (GuardLinkify *self, gsize end)
{
  if (end < self->n_bytes && self->text[end] == ')')
    {
      self->n_open_parentheses--;
      end++;
    }
  self->at = MIN (end + 1, self->n_bytes);
  self->first_start = self->at;
  self->first_local = self->at;
}

/* What ends an address that has something behind its first @n_start bytes. Returns: @start if it has not */
static gsize
find_end (const GuardLinkify *self, gsize start, gsize n_start)
{
  gsize end = start + n_start;

  if (kind_at (self, end) & STOP)
    return start;

  while (end < self->n_bytes
         && (!(kind_at (self, end) & STOP) || (self->text[end] == ',' && (end + 1 == self->n_bytes || self->text[end + 1] != ' '))))
    end++;
  if (self->text[end - 1] == '.')
    end--;
  if (self->text[end - 1] == ')' && self->n_open_parentheses > 0)
    end--;
  return end;
}

static gboolean
take (GuardLinkify *self, gsize start, gsize end, const char *prefix, GuardSpokenLink *link)
{
  link->offset = start;
  link->n_bytes = end - start;
  link->prefix = prefix;
  move_behind (self, end);
  return TRUE;
}

/* The two halves of libpurple's purple_email_is_valid(); both stop at the first character that is wrong, so that trying costs no
 * more than what is tried. Returns: the offset of the "@", or 0 */
static gsize
find_domain (const char *text, gsize n_bytes, gboolean is_mailto)
{
  gsize at = 0;

  for (; at < n_bytes && text[at] != '@'; at++)
    if ((guchar) text[at] <= ' ' || (guchar) text[at] >= 0x7f || kinds[(guchar) text[at]] & SPECIAL
        || (is_mailto && (text[at] == '?' || text[at] == '&')))
      return 0;
  return at < n_bytes && text[0] != '.' ? at : 0;
}

static gboolean
is_domain (const char *text, gsize n_bytes, gboolean is_mailto)
{
  char previous = '.';
  gsize at = 0;

  for (; at < n_bytes && !(is_mailto && text[at] == '?'); previous = text[at++])
    {
      if (!g_ascii_isalnum (text[at]) && text[at] != '.' && text[at] != '-')
        return FALSE;
      if (previous == '.' && !g_ascii_isalnum (text[at]))
        return FALSE;
      if (previous == '-' && text[at] == '.')
        return FALSE;
    }
  return at > 3 && previous != '-';
}

/* @is_mailto: a "?" ends it, and it is looked at before entities are decoded, so that an "&" is wrong */
static gboolean
is_mail_address (const char *text, gsize n_bytes, gboolean is_mailto)
{
  const gsize at = find_domain (text, n_bytes, is_mailto);

  return at > 0 && is_domain (text + at + 1, n_bytes - at - 1, is_mailto);
}

static gsize
find_stop (GuardLinkify *self, gsize from)
{
  /* Many a "mailto:" may stand before one and the same stop. */
  if (self->next_stop < from)
    {
      self->next_stop = from;
      while (!(kind_at (self, self->next_stop) & STOP))
        self->next_stop++;
    }
  return self->next_stop;
}

static gboolean
look_at_mailto (GuardLinkify *self, gsize start, GuardSpokenLink *link)
{
  const gsize address = start + strlen ("mailto:");
  gsize end = find_stop (self, address);

  if (end > address && self->text[end - 1] == '.')
    end--;
  if (!is_mail_address (self->text + address, end - address, TRUE))
    return FALSE;
  return take (self, start, end, "", link);
}

static gboolean
stands_before (const GuardLinkify *self, gsize at, const char *word)
{
  const gsize n_word = strlen (word);

  return at >= n_word && at - n_word >= self->first_start && g_ascii_strncasecmp (self->text + at - n_word, word, n_word) == 0;
}

static gboolean
look_at_colon (GuardLinkify *self, gsize at, GuardSpokenLink *link)
{
  if (stands_before (self, at, "mailto"))
    return look_at_mailto (self, at - strlen ("mailto"), link);

  for (gsize i = 0; i < G_N_ELEMENTS (schemes); i++)
    {
      const gsize n_behind = strlen (schemes[i].behind);

      if (!stands_before (self, at, schemes[i].name) || at + 1 + n_behind > self->n_bytes
          || memcmp (self->text + at + 1, schemes[i].behind, n_behind) != 0)
        continue;

      const gsize start = at - strlen (schemes[i].name);
      const gsize end = find_end (self, start, at + 1 + n_behind - start);

      return end > start && (!schemes[i].is_word || begins_word (self, start)) && take (self, start, end, "", link);
    }
  return FALSE;
}

static gboolean
look_at_dot (GuardLinkify *self, gsize at, GuardSpokenLink *link)
{
  const gboolean is_web = stands_before (self, at, "www");

  if ((!is_web && !stands_before (self, at, "ftp")) || !begins_word (self, at - 3))
    return FALSE;
  if (at + 1 < self->n_bytes && self->text[at + 1] == '.')
    return FALSE;

  const gsize end = find_end (self, at - 3, 4);
  return end > at - 3 && take (self, at - 3, end, is_web ? "http://" : "ftp://", link);
}

static gboolean
ends_mail (char character)
{
  return kinds[(guchar) character] & STOP || (guchar) character >= 0x7f;
}

/* Where the local part before the "@" begins. Returns: @at if it cannot be one */
static gsize
find_local (const GuardLinkify *self, gsize at)
{
  gsize start = at;

  while (start > self->first_local && !ends_mail (self->text[start - 1]) && self->text[start - 1] != '(')
    start--;
  /* What goes on before was found to hold a ")" or an "@". */
  if (start > 0 && !ends_mail (self->text[start - 1]) && self->text[start - 1] != '(')
    return at;
  return start;
}

static gboolean
look_at_at (GuardLinkify *self, gsize at, GuardSpokenLink *link)
{
  if (at == 0 || kind_at (self, at - 1) & LONELY || kind_at (self, at + 1) & LONELY)
    {
      self->first_local = at + 1;
      return FALSE;
    }

  const gsize start = find_local (self, at);
  gsize end = at + 1;

  while (end < self->n_bytes && !ends_mail (self->text[end]) && self->text[end] != ')')
    end++;
  while (self->text[end - 1] == '.')
    end--;

  if (start < at && is_mail_address (self->text + start, end - start, FALSE))
    return take (self, start, end, "mailto:", link);
  move_behind (self, end);
  return FALSE;
}

static gboolean
look_at (GuardLinkify *self, gsize at, GuardSpokenLink *link)
{
  switch (self->text[at])
    {
    case ':':
      return look_at_colon (self, at, link);
    case '.':
      return look_at_dot (self, at, link);
    case '@':
      return look_at_at (self, at, link);
    case '(':
      self->n_open_parentheses++;
      if (at + 1 < self->n_bytes && self->text[at + 1] == '(')
        self->at++;
      return FALSE;
    default:
      move_behind (self, at);
      return FALSE;
    }
}

gboolean
guard_linkify_next (GuardLinkify *self, GuardSpokenLink *link)
{
  while (self->at < self->n_bytes)
    {
      const gsize at = self->at++;

      if (kinds[(guchar) self->text[at]] & TRIGGER && look_at (self, at, link))
        return TRUE;
    }
  return FALSE;
}
