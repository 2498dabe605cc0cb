/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-inspector.h"

#include "core/guard-detectors.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Text comes in pieces and is judged in chunks. Two chunks share their border: what ends in the first half of it belongs to the earlier, with all of its
 * surroundings seen, what ends behind that to the later; so nothing is cut, lost or found twice. Findings of one kind in one part of the file are one,
 * with a number, and the same data is counted once, however often it stands there and in however many encodings it was read. */

#define CHUNK_BYTES (8 * 1024 * 1024) /* the words about a list of contacts count those in one chunk */
#define BORDER_BYTES (8 * 1024) /* twice what the widest window of a pattern and its context can be */
#define MAX_SEEN 10000          /* different data of one kind in one part that are told apart */
#define PROGRESS_EVERY_US (200 * 1000)

/* Findings of one kind in one part. Some come as a number and not as data: in one reading they add up, of several readings the largest number counts,
 * since they read the same bytes. */
typedef struct
{
  GuardInspectRecord record;
  GHashTable *seen;   /* set of the data itself */
  guint n_counted;    /* in this reading */
  guint n_most;       /* in any reading so far */
  guint n_in_words;   /* the number that the words speak of */
} Group;

typedef struct
{
  const GuardKnowledge *knowledge;
  GuardInspectorTellFunc tell;
  gpointer user_data;
  guint64 n_all_bytes;
  gint64 next_progress_us;

  GString *chunk;
  gsize n_earlier_bytes; /* of @chunk */
  char *where;           /* of @chunk */
  GHashTable *groups;    /* of Group, by kind and part */
  GPtrArray *findings;   /* of Group, in the order in which they were met; borrowed */
  GPtrArray *unread;     /* of GuardInspectRecord */
  gboolean is_more;      /* beyond what is told */
} Inspector;

static void
free_group (gpointer data)
{
  Group *group = data;

  g_hash_table_unref (group->seen);
  g_free (group);
}

static gboolean
is_same_unread (const GuardInspectRecord *record, GuardUnread reason, const char *where)
{
  return record->unread.reason == reason && strncmp (record->unread.where, where, sizeof record->unread.where - 1) == 0;
}

static void
note_unread (GuardUnread reason, const char *where, gpointer user_data)
{
  Inspector *self = user_data;
  GuardInspectRecord *record;

  for (guint i = 0; i < self->unread->len; i++)
    if (is_same_unread (self->unread->pdata[i], reason, where))
      return;
  if (self->unread->len >= GUARD_INSPECT_MAX_UNREAD - 1)
    {
      self->is_more = TRUE;
      return;
    }
  record = g_new0 (GuardInspectRecord, 1);
  record->type = GUARD_INSPECT_UNREAD;
  record->unread.reason = reason;
  g_strlcpy (record->unread.where, where, sizeof record->unread.where);
  g_ptr_array_add (self->unread, record);
}

/* --- findings --- */

static Group *
new_group (Inspector *self, const GuardFinding *finding, const char *where)
{
  Group *group;

  if (self->findings->len >= GUARD_INSPECT_MAX_FINDINGS)
    {
      self->is_more = TRUE;
      return NULL;
    }
  group = g_new0 (Group, 1);
  group->seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  group->record.type = GUARD_INSPECT_FINDING;
  group->record.finding.level = finding->level;
  group->record.finding.category = finding->category;
  g_strlcpy (group->record.finding.detector, finding->detector, sizeof group->record.finding.detector);
  g_strlcpy (group->record.finding.kind, finding->kind, sizeof group->record.finding.kind);
  g_strlcpy (group->record.finding.excerpt, finding->excerpt, sizeof group->record.finding.excerpt);
  g_strlcpy (group->record.finding.why, finding->why, sizeof group->record.finding.why);
  g_strlcpy (group->record.finding.where, where, sizeof group->record.finding.where);
  g_ptr_array_add (self->findings, group);
  return group;
}

static Group *
find_group (Inspector *self, const GuardFinding *finding, const char *where)
{
  g_autofree char *key = g_strconcat (finding->kind, "\n", where, NULL);
  Group *group = g_hash_table_lookup (self->groups, key);

  if (group == NULL && (group = new_group (self, finding, where)) != NULL)
    g_hash_table_insert (self->groups, g_steal_pointer (&key), group);
  return group;
}

/* @data: (transfer full) (nullable): the data itself, where it is one */
static void
count (Group *group, const GuardFinding *finding, char *data)
{
  group->record.finding.level = MAX (group->record.finding.level, finding->level);
  group->record.finding.confidence = MAX (group->record.finding.confidence, finding->confidence);
  if (finding->n_items > group->n_in_words)
    g_strlcpy (group->record.finding.why, finding->why, sizeof group->record.finding.why);
  group->n_in_words = MAX (group->n_in_words, finding->n_items);

  if (data != NULL && g_hash_table_size (group->seen) < MAX_SEEN)
    {
      g_hash_table_add (group->seen, data);
      return;
    }
  group->n_counted += MAX (finding->n_items, 1);
  g_free (data);
}

static void
end_reading (Inspector *self)
{
  for (guint i = 0; i < self->findings->len; i++)
    {
      Group *group = self->findings->pdata[i];

      group->n_most = MAX (group->n_most, group->n_counted);
      group->n_counted = 0;
    }
}

static void
note_finding (Inspector *self, const GuardFinding *finding)
{
  const gboolean is_one = finding->n_items <= 1 && finding->end > finding->start && finding->end <= self->chunk->len;
  Group *group = find_group (self, finding, self->where);

  if (group != NULL)
    count (group, finding, is_one ? g_strndup (self->chunk->str + finding->start, finding->end - finding->start) : NULL);
}

/* What ends in the later half of the border is the next chunk's, which sees what follows it. Counts of many are this chunk's. */
static gboolean
is_of_next (const Inspector *self, const GuardFinding *finding, gboolean is_last)
{
  return !is_last && finding->n_items <= 1 && finding->end + BORDER_BYTES / 2 > self->chunk->len;
}

static void
judge (Inspector *self, gboolean is_last)
{
  GuardMessage message = guard_message_from_file (self->chunk->str, self->chunk->len, TRUE);
  g_autoptr(GuardReport) report = NULL;
  const GPtrArray *findings;

  message.n_earlier_bytes = self->n_earlier_bytes;
  report = guard_engine_judge (self->knowledge, &message);
  findings = guard_report_get_findings (report);
  for (guint i = 0; i < findings->len; i++)
    {
      const GuardFinding *finding = findings->pdata[i];

      if (finding->kind != NULL && finding->level > GUARD_LEVEL_NONE && !is_of_next (self, finding, is_last))
        note_finding (self, finding);
    }
  if (guard_report_is_not_checked (report))
    note_unread (GUARD_UNREAD_BOUND, self->where, self);
}

static gboolean
is_inside_character (char byte)
{
  return ((guint8) byte & 0xc0) == 0x80;
}

static void
end_chunk (Inspector *self)
{
  gsize start = self->chunk->len - BORDER_BYTES;

  judge (self, FALSE);
  while (start < self->chunk->len && is_inside_character (self->chunk->str[start]))
    start++;
  g_string_erase (self->chunk, 0, (gssize) start);
  self->n_earlier_bytes = self->chunk->len - BORDER_BYTES / 2;
}

/* --- what comes out of the file --- */

static void
on_end (const char *where, gpointer user_data)
{
  Inspector *self = user_data;

  if (self->chunk->len > self->n_earlier_bytes)
    judge (self, TRUE);
  end_reading (self);
  g_string_truncate (self->chunk, 0);
  self->n_earlier_bytes = 0;
}

/* Of a document, what stands in its parts is all of the document's, so only the place in words tells parts apart. */
static void
set_where (Inspector *self, const char *where)
{
  if (g_strcmp0 (self->where, where) == 0)
    return;
  if (self->where != NULL)
    on_end (self->where, self);
  g_free (self->where);
  self->where = g_strdup (where);
}

static void
on_text (const char *text, gsize n_bytes, const char *where, gpointer user_data)
{
  Inspector *self = user_data;

  set_where (self, where);
  while (n_bytes > 0)
    {
      const gsize n_taken = MIN (n_bytes, CHUNK_BYTES - self->chunk->len);

      g_string_append_len (self->chunk, text, (gssize) n_taken);
      text += n_taken;
      n_bytes -= n_taken;
      if (self->chunk->len >= CHUNK_BYTES)
        end_chunk (self);
    }
}

/* A finding of the file itself, not of its text. */
static void
note_of_file (Inspector *self, const char *kind, GuardDataCategory category, const char *excerpt, const char *why, const char *where)
{
  const GuardFinding finding = {
    .detector = guard_detect_sensitive.id, .level = GUARD_LEVEL_WARNING, .why = (char *) why, .link = -1, .kind = (char *) kind,
    .category = category, .confidence = GUARD_CONFIDENCE_HIGH, .excerpt = (char *) excerpt, .n_items = 1,
  };
  Group *group = find_group (self, &finding, where);

  if (group != NULL)
    count (group, &finding, g_strdup (excerpt));
}

static void
on_place (const char *where, gpointer user_data)
{
  note_of_file (user_data, "picture-position", GUARD_DATA_PLACE, "", _("the place where the picture was taken"), where);
}

static void
on_part (const char *name, const char *where, gpointer user_data)
{
  Inspector *self = user_data;
  const char *description = guard_knowledge_find_credential_file (self->knowledge, name);

  if (description != NULL)
    note_of_file (self, "credential-file", GUARD_DATA_SECRET, "", description, where);
}

static void
on_progress (guint64 n_done_bytes, gpointer user_data)
{
  Inspector *self = user_data;
  GuardInspectRecord record = { .type = GUARD_INSPECT_PROGRESS };
  const gint64 now_us = g_get_monotonic_time ();

  if (now_us < self->next_progress_us)
    return;
  self->next_progress_us = now_us + PROGRESS_EVERY_US;
  record.progress.n_all_bytes = self->n_all_bytes;
  record.progress.n_done_bytes = MIN (n_done_bytes, self->n_all_bytes);
  self->tell (&record, self->user_data);
}

static void
tell_group (const Inspector *self, Group *group)
{
  group->record.finding.n_items = MAX (1, MIN (g_hash_table_size (group->seen) + group->n_most, G_MAXINT32));
  self->tell (&group->record, self->user_data);
}

static void
tell_all (Inspector *self)
{
  GuardInspectRecord done = { .type = GUARD_INSPECT_DONE };

  end_reading (self);
  for (guint i = 0; i < self->findings->len; i++)
    tell_group (self, self->findings->pdata[i]);
  if (self->is_more)
    {
      GuardInspectRecord *more = g_new0 (GuardInspectRecord, 1);

      more->type = GUARD_INSPECT_UNREAD;
      more->unread.reason = GUARD_UNREAD_MORE;
      g_ptr_array_add (self->unread, more);
    }
  for (guint i = 0; i < self->unread->len; i++)
    self->tell (self->unread->pdata[i], self->user_data);
  done.done.n_findings = self->findings->len;
  done.done.n_unread = self->unread->len;
  self->tell (&done, self->user_data);
}

void
guard_inspector_look (const GuardKnowledge *knowledge, const GuardExtractLimits *limits, const char *name, const guint8 *bytes, gsize n_bytes,
                      GuardInspectorTellFunc tell, gpointer user_data)
{
  g_autoptr(GString) chunk = g_string_new (NULL);
  g_autoptr(GHashTable) groups = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_group);
  g_autoptr(GPtrArray) findings = g_ptr_array_new ();
  g_autoptr(GPtrArray) unread = g_ptr_array_new_with_free_func (g_free);
  Inspector self = { .knowledge = knowledge, .tell = tell, .user_data = user_data, .n_all_bytes = n_bytes, .chunk = chunk, .groups = groups,
                     .findings = findings, .unread = unread };
  const GuardExtractSink sink = { on_part, on_text, on_end, on_place, note_unread, on_progress, &self };

  guard_extract_file (name, bytes, n_bytes, limits, &sink);
  tell_all (&self);
  g_free (self.where);
}
