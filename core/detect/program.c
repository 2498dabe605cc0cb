/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-detectors.h"
#include "guard-bytes.h"
#include "guard-text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Programs by name: what a click would download, as far as the address tells. The name stands at the end of the path, or, where a
 * program of the server hands out files, in the query. */

#define MAX_SHOWN_CHARACTERS 60

static GuardFilename *
decode_name (const char *text, gsize n_bytes)
{
  g_autoptr(GString) decoded = g_string_new (NULL);
  const char *slash;

  guard_bytes_append_decoded (decoded, text, n_bytes);
  slash = strrchr (decoded->str, '/');
  return guard_filename_new (slash != NULL ? slash + 1 : decoded->str);
}

static GuardLevel
weigh (const GuardKnowledge *knowledge, const GuardFilename *filename)
{
  const GuardRisk risk = guard_file_types_judge_name (guard_knowledge_get_file_types (knowledge), filename);

  if (*filename->extension == '\0')
    return GUARD_LEVEL_NONE;
  if (guard_knowledge_is_shortcut (knowledge, filename->extension))
    return GUARD_LEVEL_FORBIDDEN;
  /* What a browser shows as a page or as text is no program that a person would download, whatever runs on the server. */
  if (risk != GUARD_RISK_PROGRAM || guard_knowledge_is_page (knowledge, filename->extension))
    return GUARD_LEVEL_NONE;
  return filename->tricks & GUARD_FILENAME_DOUBLE_EXTENSION ? GUARD_LEVEL_WARNING : GUARD_LEVEL_CAUTION;
}

static char *
describe (GuardLevel level, const GuardFilename *filename)
{
  g_autofree char *shown = guard_text_one_line (filename->shown, MAX_SHOWN_CHARACTERS);

  return level == GUARD_LEVEL_FORBIDDEN ? g_strdup_printf (_("“%s” is a shortcut, which does something else than it shows"), shown)
                                        : g_strdup_printf (_("by its name “%s” is a program"), shown);
}

/* Most addresses end without a dot, and a name without an ending is no program. Dots beyond ASCII are always encoded. */
static gboolean
may_have_ending (const char *text, gsize n_bytes)
{
  return memchr (text, '.', n_bytes) != NULL || memchr (text, '%', n_bytes) != NULL;
}

/* Returns: TRUE if there is something to say */
static gboolean
look_at_name (const GuardKnowledge *knowledge, const char *text, gsize n_bytes, int index, GuardReport *report)
{
  g_autoptr(GuardFilename) filename = may_have_ending (text, n_bytes) ? decode_name (text, n_bytes) : NULL;
  const GuardLevel level = filename != NULL ? weigh (knowledge, filename) : GUARD_LEVEL_NONE;

  if (level != GUARD_LEVEL_NONE)
    guard_report_add (report, guard_detect_program.id, level, index, describe (level, filename));
  return level != GUARD_LEVEL_NONE;
}

static void
look_at_query (const GuardKnowledge *knowledge, const char *query, int index, GuardReport *report)
{
  while (query != NULL)
    {
      const gsize n_bytes = strcspn (query, "&;");
      const char *equals = memchr (query, '=', n_bytes);
      const char *value = equals != NULL ? equals + 1 : query;

      if (look_at_name (knowledge, value, query + n_bytes - value, index, report))
        return;
      query = query[n_bytes] != '\0' ? query + n_bytes + 1 : NULL;
    }
}

static gboolean
is_fetched (const GuardUrl *url)
{
  return *guard_url_get_host (url) != '\0' && (guard_url_is_special (url) || g_str_equal (guard_url_get_scheme (url), "aesgcm"));
}

static void
look (const GuardKnowledge *knowledge, const GuardMessage *message, GuardReport *report)
{
  for (guint i = 0; i < message->links->len; i++)
    {
      const GuardLink *link = message->links->pdata[i];
      const char *path = link->url != NULL && is_fetched (link->url) ? guard_url_get_path (link->url) : "";
      const char *slash = strrchr (path, '/');

      if (slash != NULL && !look_at_name (knowledge, slash + 1, strlen (slash + 1), i, report))
        look_at_query (knowledge, guard_url_get_query (link->url), i, report);
    }
}

const GuardDetector guard_detect_program = {
  .id = "program",
  .ways = GUARD_WAY_INCOMING | GUARD_WAY_ADDRESS,
  .summary = N_("a program, or a shortcut to one, to download"),
  .look = look,
};
