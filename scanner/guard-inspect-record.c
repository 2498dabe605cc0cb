/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-inspect-record.h"

#include "core/guard-error.h"

#include <string.h>

/* One record of the talk about a file that is about to be sent. Both directions walk the same fields in the same order, so the reader can
 * insist that whatever was not passed is zero. It refuses rather than repairs: the other end may be taken over by a hostile file. */

typedef struct
{
  guint8 *bytes;
  gsize at;
} Writer;

typedef struct
{
  const guint8 *bytes;
  gsize at;
  const char *broken; /* the first field that is not as agreed */
} Reader;

static void
write_number (Writer *writer, guint64 number, gsize n_bytes)
{
  for (gsize i = 0; i < n_bytes; i++)
    writer->bytes[writer->at++] = (guint8) (number >> (8 * i));
}

/* C0, DEL and C1: what could break a line or act upon a terminal. */
static gboolean
is_control (gunichar character)
{
  return character < 0x20 || (character >= 0x7f && character < 0xa0);
}

static void
write_string (Writer *writer, const char *text, gsize field_bytes)
{
  g_autofree char *valid = g_utf8_make_valid (text, (gssize) strnlen (text, field_bytes - 1));
  gsize n_written = 0;

  for (const char *at = valid; *at != '\0'; at = g_utf8_next_char (at))
    {
      const gsize n_bytes = (gsize) (g_utf8_next_char (at) - at);
      const gboolean is_shown = !is_control (g_utf8_get_char (at)) && g_utf8_get_char (at) != 0xfffd;

      if (n_written + n_bytes > field_bytes - 1)
        break;
      if (is_shown)
        memcpy (writer->bytes + writer->at + n_written, at, n_bytes);
      else
        writer->bytes[writer->at + n_written] = '?';
      n_written += is_shown ? n_bytes : 1;
    }
  writer->at += field_bytes;
}

static guint64
read_number (Reader *reader, gsize n_bytes)
{
  guint64 number = 0;

  for (gsize i = 0; i < n_bytes; i++)
    number |= (guint64) reader->bytes[reader->at++] << (8 * i);
  return number;
}

static void
complain (Reader *reader, const char *name)
{
  if (reader->broken == NULL)
    reader->broken = name;
}

static guint32
read_choice (Reader *reader, guint32 lowest, guint32 highest, const char *name)
{
  const guint32 number = (guint32) read_number (reader, 4);

  if (number >= lowest && number <= highest)
    return number;
  complain (reader, name);
  return lowest;
}

static gboolean
is_one_line (const char *text, gsize n_bytes)
{
  if (!g_utf8_validate_len (text, n_bytes, NULL))
    return FALSE;
  for (const char *at = text; at < text + n_bytes; at = g_utf8_next_char (at))
    if (is_control (g_utf8_get_char (at)))
      return FALSE;
  return TRUE;
}

static void
read_string (Reader *reader, char *text, gsize field_bytes, const char *name)
{
  const char *field = (const char *) reader->bytes + reader->at;
  const gsize length = strnlen (field, field_bytes);
  gboolean is_good = length < field_bytes && is_one_line (field, length);

  for (gsize i = length; i < field_bytes; i++)
    is_good = is_good && field[i] == '\0';

  memset (text, 0, field_bytes);
  if (is_good)
    memcpy (text, field, length);
  else
    complain (reader, name);
  reader->at += field_bytes;
}

void
guard_inspect_record_write (const GuardInspectRecord *record, guint8 bytes[GUARD_INSPECT_RECORD_BYTES])
{
  Writer writer = { bytes, 0 };

  memset (bytes, 0, GUARD_INSPECT_RECORD_BYTES);
  write_number (&writer, GUARD_INSPECT_RECORD_MAGIC, 4);
  write_number (&writer, record->type, 4);

  switch (record->type)
    {
    case GUARD_INSPECT_READY:
      break;
    case GUARD_INSPECT_JOB:
      write_number (&writer, record->job.max_bytes, 8);
      write_string (&writer, record->job.name, sizeof record->job.name);
      break;
    case GUARD_INSPECT_PROGRESS:
      write_number (&writer, record->progress.n_done_bytes, 8);
      write_number (&writer, record->progress.n_all_bytes, 8);
      break;
    case GUARD_INSPECT_FINDING:
      write_number (&writer, record->finding.level, 4);
      write_number (&writer, record->finding.category, 4);
      write_number (&writer, record->finding.confidence, 4);
      write_number (&writer, record->finding.n_items, 4);
      write_string (&writer, record->finding.detector, sizeof record->finding.detector);
      write_string (&writer, record->finding.kind, sizeof record->finding.kind);
      write_string (&writer, record->finding.excerpt, sizeof record->finding.excerpt);
      write_string (&writer, record->finding.why, sizeof record->finding.why);
      write_string (&writer, record->finding.where, sizeof record->finding.where);
      break;
    case GUARD_INSPECT_UNREAD:
      write_number (&writer, record->unread.reason, 4);
      write_string (&writer, record->unread.where, sizeof record->unread.where);
      break;
    case GUARD_INSPECT_DONE:
      write_number (&writer, record->done.n_findings, 4);
      write_number (&writer, record->done.n_unread, 4);
      break;
    }
  g_assert (writer.at <= GUARD_INSPECT_RECORD_BYTES);
}

static void
read_finding (Reader *reader, GuardInspectRecord *record)
{
  record->finding.level = read_choice (reader, GUARD_LEVEL_NOTE, GUARD_LEVEL_FORBIDDEN, "level");
  record->finding.category = read_choice (reader, GUARD_DATA_SECRET, GUARD_DATA_OWN, "category");
  record->finding.confidence = read_choice (reader, GUARD_CONFIDENCE_LOW, GUARD_CONFIDENCE_HIGH, "confidence");
  record->finding.n_items = read_choice (reader, 1, G_MAXINT32, "number of items");
  read_string (reader, record->finding.detector, sizeof record->finding.detector, "detector");
  read_string (reader, record->finding.kind, sizeof record->finding.kind, "kind");
  read_string (reader, record->finding.excerpt, sizeof record->finding.excerpt, "excerpt");
  read_string (reader, record->finding.why, sizeof record->finding.why, "why");
  read_string (reader, record->finding.where, sizeof record->finding.where, "where");

  if (*record->finding.detector == '\0' || *record->finding.kind == '\0' || *record->finding.why == '\0')
    complain (reader, "detector, kind or why");
}

static void
read_body (Reader *reader, GuardInspectRecord *record)
{
  switch (record->type)
    {
    case GUARD_INSPECT_READY:
      break;
    case GUARD_INSPECT_JOB:
      record->job.max_bytes = read_number (reader, 8);
      read_string (reader, record->job.name, sizeof record->job.name, "name");
      break;
    case GUARD_INSPECT_PROGRESS:
      record->progress.n_done_bytes = read_number (reader, 8);
      record->progress.n_all_bytes = read_number (reader, 8);
      if (record->progress.n_done_bytes > record->progress.n_all_bytes)
        complain (reader, "progress");
      break;
    case GUARD_INSPECT_FINDING:
      read_finding (reader, record);
      break;
    case GUARD_INSPECT_UNREAD:
      record->unread.reason = read_choice (reader, GUARD_UNREAD_ENCRYPTED, GUARD_UNREAD_LAST, "reason");
      read_string (reader, record->unread.where, sizeof record->unread.where, "where");
      break;
    case GUARD_INSPECT_DONE:
      record->done.n_findings = read_choice (reader, 0, GUARD_INSPECT_MAX_FINDINGS, "number of findings");
      record->done.n_unread = read_choice (reader, 0, GUARD_INSPECT_MAX_UNREAD, "number of unread parts");
      break;
    }
}

gboolean
guard_inspect_record_read (const guint8 *bytes, gsize n_bytes, GuardInspectRecord *record, GError **error)
{
  Reader reader = { bytes, 0, NULL };

  memset (record, 0, sizeof *record);
  if (n_bytes != GUARD_INSPECT_RECORD_BYTES)
    {
      g_set_error (error, GUARD_ERROR, GUARD_ERROR_PROTOCOL, "record of %" G_GSIZE_FORMAT " bytes, %u expected", n_bytes, GUARD_INSPECT_RECORD_BYTES);
      return FALSE;
    }
  if (read_number (&reader, 4) != GUARD_INSPECT_RECORD_MAGIC)
    {
      g_set_error_literal (error, GUARD_ERROR, GUARD_ERROR_PROTOCOL, "record of another version");
      return FALSE;
    }

  record->type = read_choice (&reader, GUARD_INSPECT_READY, GUARD_INSPECT_DONE, "type");
  if (reader.broken == NULL)
    read_body (&reader, record);
  for (gsize i = reader.at; i < GUARD_INSPECT_RECORD_BYTES && reader.broken == NULL; i++)
    if (bytes[i] != 0)
      complain (&reader, "padding");

  if (reader.broken == NULL)
    return TRUE;

  memset (record, 0, sizeof *record);
  g_set_error (error, GUARD_ERROR, GUARD_ERROR_PROTOCOL, "record whose %s is not as agreed", reader.broken);
  return FALSE;
}
