/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-bytes.h"
#include "guard-error.h"
#include "guard-idna.h"

#include <string.h>

#include <unicode/uidna.h>

/* ICU does the work for names beyond ASCII. Around it stands what browsers do otherwise ("domain parser" of the URL Standard):
 * an ASCII name is only lower-cased, however wrong its A-labels are; hyphens, empty labels and lengths are not looked at; and
 * the mapping is that of Unicode 17, which is newer than the ICU of today's stable systems. */

#define ACE_PREFIX      "xn--"
#define MAX_LABEL_BYTES 63 /* of DNS; decoding takes quadratic time */
#define ERRORS_BROWSERS_TAKE \
  (UIDNA_ERROR_EMPTY_LABEL | UIDNA_ERROR_LABEL_TOO_LONG | UIDNA_ERROR_DOMAIN_NAME_TOO_LONG | UIDNA_ERROR_LEADING_HYPHEN \
   | UIDNA_ERROR_TRAILING_HYPHEN | UIDNA_ERROR_HYPHEN_3_4)

/* What changed in IdnaMappingTable.txt between Unicode 15.0 and 17.0 for characters that were there before: refused then,
 * mapped or left out now, except for the sharp s, whose mapping is another. Harmless where ICU knows it already. */
static const struct
{
  gunichar first, last;
  gunichar mapped; /* of the first, the others follow it; 0: left out */
} newer_mappings[] = {
  { 0x04c0, 0x04c0, 0x04cf }, /* palochka */
  { 0x10a0, 0x10c5, 0x2d00 }, /* Georgian capitals */
  { 0x115f, 0x1160, 0 },      /* Hangul fillers */
  { 0x17b4, 0x17b5, 0 },      /* Khmer inherent vowels */
  { 0x180e, 0x180e, 0 },      /* Mongolian vowel separator */
  { 0x1e9e, 0x1e9e, 0x00df }, /* capital sharp s */
  { 0x2061, 0x2063, 0 },      /* invisible operators */
  { 0x206a, 0x206f, 0 },      /* deprecated format characters */
  { 0x2132, 0x2132, 0x214e }, /* turned F */
  { 0x2183, 0x2183, 0x2184 }, /* reversed C */
  { 0x3164, 0x3164, 0 },      /* Hangul filler */
  { 0xffa0, 0xffa0, 0 },      /* halfwidth Hangul filler */
  { 0x1d173, 0x1d17a, 0 },    /* musical format characters */
  { 0x2f868, 0x2f868, 0x36fc },
  { 0x2f874, 0x2f874, 0x5f53 },
  { 0x2f91f, 0x2f91f, 0x243ab },
  { 0x2f95f, 0x2f95f, 0x7aee },
  { 0x2f9bf, 0x2f9bf, 0x45d7 },
};

static gboolean
refuse (GError **error, const char *why)
{
  g_set_error_literal (error, GUARD_ERROR, GUARD_ERROR_MALFORMED, why);
  return FALSE;
}

static gboolean
has_only_ascii (const char *text, gsize n_bytes)
{
  for (gsize i = 0; i < n_bytes; i++)
    if ((guchar) text[i] >= 0x80)
      return FALSE;
  return TRUE;
}

static gpointer
open_idna (gpointer unused)
{
  const guint32 non_transitional = UIDNA_NONTRANSITIONAL_TO_ASCII | UIDNA_NONTRANSITIONAL_TO_UNICODE;
  UErrorCode status = U_ZERO_ERROR;
  UIDNA *idna = uidna_openUTS46 (UIDNA_CHECK_BIDI | UIDNA_CHECK_CONTEXTJ | non_transitional, &status);

  return U_SUCCESS (status) ? idna : NULL;
}

static const UIDNA *
get_idna (void)
{
  static GOnce once = G_ONCE_INIT;

  return g_once (&once, open_idna, NULL);
}

static void
append_mapped (GString *name, gunichar character)
{
  for (gsize i = 0; i < G_N_ELEMENTS (newer_mappings); i++)
    if (character >= newer_mappings[i].first && character <= newer_mappings[i].last)
      {
        if (newer_mappings[i].mapped != 0)
          g_string_append_unichar (name, newer_mappings[i].mapped + character - newer_mappings[i].first);
        return;
      }
  g_string_append_unichar (name, character);
}

static GString *
map_newer (const char *domain, gsize n_bytes)
{
  GString *name = g_string_sized_new (n_bytes + 8);
  const char *end = domain + n_bytes;

  for (; domain < end; domain = g_utf8_next_char (domain))
    {
      if ((guchar) *domain < 0x80)
        g_string_append_c (name, *domain);
      else
        append_mapped (name, g_utf8_get_char (domain));
    }
  return name;
}

static gboolean
append_converted (GString *host, const GString *name, GError **error)
{
  const gsize start = host->len;
  const UIDNA *idna = get_idna ();
  gint32 n_needed = MAX (name->len * 2, 64);
  UErrorCode status = U_BUFFER_OVERFLOW_ERROR;
  UIDNAInfo info = UIDNA_INFO_INITIALIZER;

  if (idna == NULL)
    {
      g_set_error_literal (error, GUARD_ERROR, GUARD_ERROR_UNAVAILABLE, "ICU has no data for international names");
      return FALSE;
    }

  while (status == U_BUFFER_OVERFLOW_ERROR)
    {
      status = U_ZERO_ERROR;
      g_string_set_size (host, start + n_needed);
      n_needed = uidna_nameToASCII_UTF8 (idna, name->str, (gint32) name->len, host->str + start, n_needed, &info, &status);
    }
  g_string_truncate (host, start + (U_SUCCESS (status) ? n_needed : 0));
  return (U_SUCCESS (status) && (info.errors & ~ERRORS_BROWSERS_TAKE) == 0) || refuse (error, "no name of a host");
}

static gboolean
append_beyond_ascii (GString *host, const char *domain, gsize n_bytes, GError **error)
{
  if (n_bytes > GUARD_IDNA_MAX_BYTES)
    {
      g_set_error (error, GUARD_ERROR, GUARD_ERROR_TOO_BIG, "name of %" G_GSIZE_FORMAT " bytes, at most %d allowed", n_bytes,
                   GUARD_IDNA_MAX_BYTES);
      return FALSE;
    }
  if (!g_utf8_validate_len (domain, n_bytes, NULL))
    return refuse (error, "a name of a host that is not UTF-8");

  g_autoptr(GString) name = map_newer (domain, n_bytes);
  return append_converted (host, name, error);
}

static gboolean
append_name (GString *host, const char *domain, gsize n_bytes, GError **error)
{
  const gsize start = host->len;

  if (!has_only_ascii (domain, n_bytes))
    return append_beyond_ascii (host, domain, n_bytes, error);

  g_string_append_len (host, domain, n_bytes);
  for (char *at = host->str + start; at < host->str + host->len; at++)
    if (g_ascii_isupper (*at))
      *at |= 0x20;
  return TRUE;
}

static gboolean
check_name (const GString *host, gsize start, GError **error)
{
  if (host->len == start)
    return refuse (error, "a name of a host with nothing in it");
  if (guard_bytes_has_any (host->str + start, host->len - start, GUARD_BYTES_FORBIDDEN_DOMAIN))
    return refuse (error, "a character that no name of a host has");
  return TRUE;
}

gboolean
guard_idna_append_ascii (GString *host, const char *domain, gsize n_bytes, GError **error)
{
  const gsize start = host->len;

  if (append_name (host, domain, n_bytes, error) && check_name (host, start, error))
    return TRUE;

  g_string_truncate (host, start);
  return FALSE;
}

char *
guard_idna_to_ascii (const char *domain, GError **error)
{
  g_autoptr(GString) host = g_string_new (NULL);

  if (!guard_idna_append_ascii (host, domain, strlen (domain), error))
    return NULL;
  return g_string_free (g_steal_pointer (&host), FALSE);
}

static void
append_label (GString *name, const char *label, gsize n_bytes)
{
  char decoded[4 * MAX_LABEL_BYTES];
  UErrorCode status = U_ZERO_ERROR;
  UIDNAInfo info = UIDNA_INFO_INITIALIZER;
  gint32 n_decoded = 0;

  if (n_bytes <= MAX_LABEL_BYTES && g_ascii_strncasecmp (label, ACE_PREFIX, strlen (ACE_PREFIX)) == 0 && get_idna () != NULL)
    n_decoded = uidna_labelToUnicodeUTF8 (get_idna (), label, (gint32) n_bytes, decoded, sizeof decoded, &info, &status);

  /* An A-label for an ASCII name is another host than that name. */
  if (U_FAILURE (status) || (info.errors & ~ERRORS_BROWSERS_TAKE) != 0 || has_only_ascii (decoded, n_decoded))
    g_string_append_len (name, label, n_bytes);
  else
    g_string_append_len (name, decoded, n_decoded);
}

char *
guard_idna_to_unicode (const char *host)
{
  g_autoptr(GString) name = g_string_new (NULL);

  while (TRUE)
    {
      const gsize n_bytes = strcspn (host, ".");

      append_label (name, host, n_bytes);
      host += n_bytes;
      if (*host == '\0')
        return g_string_free (g_steal_pointer (&name), FALSE);
      g_string_append_c (name, *host++);
    }
}
