/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-outgoing-words.h"

#include "core/guard-engine.h"
#include "core/guard-html.h"
#include "core/guard-mask.h"

#include <string.h>

/* What lies behind is not looked at, and that is said: the same bound as for messages that arrive. */
#define MAX_JUDGED_BYTES GUARD_HTML_MAX_BYTES

/* An address can hold what its text does not show; "www.example.org" and the address with a scheme before it are the same. */
static void
append_addresses (GString *text, const GPtrArray *links)
{
  for (guint i = 0; i < links->len; i++)
    {
      const GuardLink *link = g_ptr_array_index (links, i);

      if (!g_str_has_suffix (link->spoken, link->shown) && strstr (text->str, link->spoken) == NULL)
        g_string_append_printf (text, "\n%s", link->spoken);
    }
}

static void
append_html (GuardWordsRead *self, GString *text, const char *html_text)
{
  g_autoptr(GuardHtml) html = guard_html_new (html_text, strlen (html_text));
  gsize n_bytes;
  const char *plain = guard_html_get_text (html, &n_bytes);

  g_string_append_len (text, plain, n_bytes);
  self->n_own_bytes = n_bytes;
  self->is_whole = guard_html_is_wholly_read (html);
  append_addresses (text, guard_html_get_links (html));
}

GuardWordsRead *
guard_words_read (const char *earlier, const char *text, gboolean is_html)
{
  GuardWordsRead *self = g_new0 (GuardWordsRead, 1);
  GString *all = g_string_new (earlier);

  if (all->len > 0)
    g_string_append_c (all, '\n');
  self->n_earlier_bytes = all->len;
  if (is_html)
    append_html (self, all, text);
  else
    {
      g_string_append (all, text);
      self->n_own_bytes = all->len - self->n_earlier_bytes;
      self->is_whole = TRUE;
    }
  if (all->len - self->n_earlier_bytes > MAX_JUDGED_BYTES)
    self->is_whole = FALSE;
  self->n_bytes = all->len;
  self->text = g_string_free (all, FALSE);
  return self;
}

void
guard_words_read_free (GuardWordsRead *self)
{
  if (self == NULL)
    return;
  g_free (self->text);
  g_free (self);
}

GuardReport *
guard_words_judge (const GuardWordsRead *self, const GuardKnowledge *knowledge, GuardSenderKind recipient, const char *address)
{
  const gsize n_judged_bytes = MIN (self->n_bytes, self->n_earlier_bytes + MAX_JUDGED_BYTES);
  GuardMessage message = guard_message_from_outgoing (self->text, n_judged_bytes, self->n_earlier_bytes, recipient);

  message.is_wholly_read = self->is_whole;
  message.sender_address = address;
  return guard_engine_judge (knowledge, &message);
}

char *
guard_words_dup_own (const GuardWordsRead *self)
{
  return g_strndup (self->text + self->n_earlier_bytes, self->n_own_bytes);
}

char *
guard_words_dup_masked (const GuardWordsRead *self, const GuardReport *report, gboolean is_html)
{
  g_autofree char *masked = guard_mask_dup_text (self->text, self->n_bytes, self->n_earlier_bytes, report);
  g_autofree char *escaped = NULL;
  g_auto(GStrv) lines = NULL;

  if (!is_html)
    return g_steal_pointer (&masked);
  escaped = g_markup_escape_text (masked, -1);
  lines = g_strsplit (escaped, "\n", -1);
  return g_strjoinv ("<br>", lines);
}

GHashTable *
guard_words_collect_data (const GuardWordsRead *self, const GuardReport *report)
{
  const GPtrArray *findings = guard_report_get_findings (report);
  GHashTable *data = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < findings->len; i++)
    {
      const GuardFinding *finding = g_ptr_array_index (findings, i);

      if (finding->kind == NULL || finding->end < finding->start || finding->end > self->n_bytes)
        continue;
      g_hash_table_add (data, g_strdup_printf ("%s:%.*s", finding->kind, (int) (finding->end - finding->start), self->text + finding->start));
    }
  return data;
}
