/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-bytes.h"

/* One table answers for every set; an address is looked at byte by byte several times, so this is a look-up and no more. */

#define FRAGMENT  GUARD_BYTES_FRAGMENT
#define PATH      GUARD_BYTES_PATH
#define USERINFO  GUARD_BYTES_USERINFO
#define QUERY     (GUARD_BYTES_QUERY | GUARD_BYTES_SPECIAL_QUERY)
#define DOMAIN    GUARD_BYTES_FORBIDDEN_DOMAIN
#define FORBIDDEN (GUARD_BYTES_FORBIDDEN_HOST | DOMAIN)
#define STOP      (GUARD_BYTES_STOP | GUARD_BYTES_SPECIAL_STOP)
#define UNCLEAN   GUARD_BYTES_UNCLEAN
#define ENCODED   (GUARD_BYTES_CONTROL | GUARD_BYTES_OPAQUE_PATH | FRAGMENT | QUERY | PATH | USERINFO)

static const guint16 sets[256] = {
  [0x00] = ENCODED | FORBIDDEN,
  [0x01 ... 0x08] = ENCODED | DOMAIN,
  ['\t'] = ENCODED | FORBIDDEN | UNCLEAN,
  ['\n'] = ENCODED | FORBIDDEN | UNCLEAN,
  [0x0b ... 0x0c] = ENCODED | DOMAIN,
  ['\r'] = ENCODED | FORBIDDEN | UNCLEAN,
  [0x0e ... 0x1f] = ENCODED | DOMAIN,
  [' '] = GUARD_BYTES_OPAQUE_PATH | FRAGMENT | QUERY | PATH | USERINFO | FORBIDDEN,
  ['"'] = FRAGMENT | QUERY | PATH | USERINFO,
  ['#'] = QUERY | PATH | USERINFO | FORBIDDEN | STOP,
  ['%'] = DOMAIN,
  ['\''] = GUARD_BYTES_SPECIAL_QUERY,
  ['/'] = USERINFO | FORBIDDEN | STOP,
  [':'] = USERINFO | FORBIDDEN,
  [';'] = USERINFO,
  ['<'] = FRAGMENT | QUERY | PATH | USERINFO | FORBIDDEN,
  ['='] = USERINFO,
  ['>'] = FRAGMENT | QUERY | PATH | USERINFO | FORBIDDEN,
  ['?'] = PATH | USERINFO | FORBIDDEN | STOP,
  ['@'] = USERINFO | FORBIDDEN,
  ['['] = USERINFO | FORBIDDEN,
  ['\\'] = USERINFO | FORBIDDEN | GUARD_BYTES_SPECIAL_STOP,
  [']'] = USERINFO | FORBIDDEN,
  ['^'] = PATH | USERINFO | FORBIDDEN,
  ['`'] = FRAGMENT | PATH | USERINFO,
  ['{'] = PATH | USERINFO,
  ['|'] = USERINFO | FORBIDDEN,
  ['}'] = PATH | USERINFO,
  [0x7f] = ENCODED | DOMAIN,
  [0x80 ... 0xff] = ENCODED | UNCLEAN,
};

gsize
guard_bytes_count_others (const char *text, gsize n_bytes, GuardBytes set)
{
  gsize n = 0;

  while (n < n_bytes && !(sets[(guchar) text[n]] & set))
    n++;
  return n;
}

gboolean
guard_bytes_has_any (const char *text, gsize n_bytes, GuardBytes set)
{
  return guard_bytes_count_others (text, n_bytes, set) < n_bytes;
}

void
guard_bytes_append_encoded (GString *to, const char *text, gsize n_bytes, GuardBytes set)
{
  static const char digits[] = "0123456789ABCDEF";
  const char *end = text + n_bytes;

  while (text < end)
    {
      const gsize n_plain = guard_bytes_count_others (text, end - text, set);

      if (n_plain > 0)
        {
          g_string_append_len (to, text, n_plain);
          text += n_plain;
          continue;
        }
      g_string_append_c (to, '%');
      g_string_append_c (to, digits[(guchar) *text >> 4]);
      g_string_append_c (to, digits[*text++ & 0xf]);
    }
}

void
guard_bytes_append_decoded (GString *to, const char *text, gsize n_bytes)
{
  for (gsize i = 0; i < n_bytes; i++)
    {
      if (text[i] == '%' && n_bytes - i > 2 && g_ascii_isxdigit (text[i + 1]) && g_ascii_isxdigit (text[i + 2]))
        {
          g_string_append_c (to, (char) (g_ascii_xdigit_value (text[i + 1]) << 4 | g_ascii_xdigit_value (text[i + 2])));
          i += 2;
        }
      else
        g_string_append_c (to, text[i]);
    }
}
