/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-detectors.h"
#include "guard-domain.h"
#include "guard-text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* A text that reads as an address, on a link that leads to another site. Words with dots in them ("node.js") are no addresses: the last
 * label must be a suffix that exists, and a text of several words claims a site only where it spells one out ("www.", "://"). */

#define MAX_SHOWN_CHARACTERS 60
#define OPENING "([{<\"'"
#define CLOSING ".,;:!?)]}>\"'"

/* The host that a browser would open for @text. Returns: (nullable) */
static char *
dup_host (const char *text, const char *prefix)
{
  g_autofree char *address = g_strconcat (prefix, text, NULL);
  g_autoptr(GuardUrl) url = guard_url_new (address, strlen (address), NULL);

  /* What stands before an "@" is what a person reads. */
  if (url == NULL || *guard_url_get_host (url) == '\0')
    return NULL;
  return g_strdup (*guard_url_get_username (url) != '\0' ? guard_url_get_username (url) : guard_url_get_host (url));
}

static gboolean
has_prefix (const char *text, const char *prefix)
{
  return g_ascii_strncasecmp (text, prefix, strlen (prefix)) == 0;
}

/* The host that a word claims. @is_alone: it is the whole text. Returns: (nullable) */
static char *
dup_claimed (const char *word, gboolean is_alone)
{
  const gsize n_to_at = strcspn (word, "@/?#");
  g_autofree char *host = NULL;

  if (strstr (word, "://") != NULL)
    return dup_host (word, "");
  if (!is_alone && !has_prefix (word, "www."))
    return NULL;

  host = dup_host (has_prefix (word, "mailto:") ? word + strlen ("mailto:") : word[n_to_at] == '@' ? word + n_to_at + 1 : word, "http://");
  if (host == NULL || strchr (host, '.') == NULL || !guard_domain_has_known_suffix (host))
    return NULL;
  return g_steal_pointer (&host);
}

/* Returns: (nullable): where the link leads, a host; for mail the host of the address */
static char *
dup_target (const GuardUrl *url)
{
  const char *host = guard_url_get_host (url);
  const char *at = strchr (guard_url_get_path (url), '@');

  if (*host != '\0')
    return g_strdup (host);
  return g_str_equal (guard_url_get_scheme (url), "mailto") && at != NULL ? g_ascii_strdown (at + 1, -1) : NULL;
}

/* "README.md" on a link to such a file is a name, though "md" is a suffix, too; but nobody calls a file by the name of a known site. */
static gboolean
is_name_of_target (const GuardKnowledge *knowledge, const char *word, const char *claimed, const GuardUrl *url)
{
  const char *slash = strrchr (guard_url_get_path (url), '/');
  g_autoptr(GuardFilename) filename = guard_filename_new (word);

  if (slash == NULL || g_ascii_strcasecmp (slash + 1, word) != 0 || guard_sites_is_known (guard_knowledge_get_sites (knowledge), claimed))
    return FALSE;
  return !g_str_equal (filename->extension, "com") &&
         guard_file_types_judge_name (guard_knowledge_get_file_types (knowledge), filename) != GUARD_RISK_UNKNOWN;
}

static char *
describe (const char *claimed, const char *target)
{
  g_autofree char *claimed_shown = guard_domain_dup_shown (claimed);
  g_autofree char *target_shown = guard_domain_dup_shown (target);
  g_autofree char *claimed_line = guard_text_one_line (claimed_shown, MAX_SHOWN_CHARACTERS);
  g_autofree char *target_line = guard_text_one_line (target_shown, MAX_SHOWN_CHARACTERS);

  /* Translators: two names of hosts */
  return g_strdup_printf (_("the text says “%s”, but it leads to “%s”"), claimed_line, target_line);
}

static char *
trim (char *word)
{
  gsize length;

  word += strspn (word, OPENING);
  for (length = strlen (word); length > 0 && strchr (CLOSING, word[length - 1]) != NULL; length--)
    word[length - 1] = '\0';
  return word;
}

/* Returns: TRUE if that word claims another site */
static gboolean
look_at_word (const GuardKnowledge *knowledge, const GuardLink *link, char *spoken_word, gboolean is_alone, int index, GuardReport *report)
{
  const char *word = trim (spoken_word);
  g_autofree char *claimed = dup_claimed (word, is_alone);
  g_autofree char *target = claimed != NULL ? dup_target (link->url) : NULL;

  if (target == NULL || guard_domain_is_same_site (claimed, target))
    return FALSE;

  guard_report_add (report, guard_detect_mismatch.id,
                    is_name_of_target (knowledge, word, claimed, link->url) ? GUARD_LEVEL_CAUTION : GUARD_LEVEL_WARNING, index,
                    describe (claimed, target));
  return TRUE;
}

static void
look_at_link (const GuardKnowledge *knowledge, const GuardLink *link, int index, GuardReport *report)
{
  g_autofree char *shown = g_utf8_make_valid (link->shown, -1);
  g_auto(GStrv) words = g_strsplit_set (g_strstrip (shown), " \t\r\n", -1);
  const gboolean is_alone = words[0] != NULL && words[1] == NULL;

  for (gsize i = 0; words[i] != NULL; i++)
    if (look_at_word (knowledge, link, words[i], is_alone, index, report))
      return;
}

static void
look (const GuardKnowledge *knowledge, const GuardMessage *message, GuardReport *report)
{
  for (guint i = 0; i < message->links->len; i++)
    {
      const GuardLink *link = message->links->pdata[i];

      if (link->url != NULL && link->origin == GUARD_LINK_ANCHOR && !g_str_equal (link->shown, link->spoken))
        look_at_link (knowledge, link, i, report);
    }
}

const GuardDetector guard_detect_mismatch = {
  .id = "mismatch",
  .ways = GUARD_WAY_INCOMING | GUARD_WAY_ADDRESS,
  .summary = N_("a text that names another site than the link leads to"),
  .look = look,
};
