/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-frame.h"

#include "core/guard-error.h"
#include "guard-scan.h"

#include <string.h>

/* One record of the talk about files. A record is written and read by walking a cursor over fixed fields, so that both
 * directions have the same order and the reader can insist that whatever the cursor did not pass is zero.
 *
 * It refuses rather than repairs: the other end may be a process that a hostile file has taken over. */

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

static void
write_string (Writer *writer, const char *text, gsize field_bytes)
{
  gsize length = strnlen (text, field_bytes - 1);

  for (gsize i = 0; i < length; i++)
    writer->bytes[writer->at + i] = g_ascii_isprint (text[i]) ? (guint8) text[i] : '?';
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

static guint32
read_choice (Reader *reader, guint32 lowest, guint32 highest, const char *name)
{
  guint32 number = (guint32) read_number (reader, 4);

  if (number >= lowest && number <= highest)
    return number;
  if (reader->broken == NULL)
    reader->broken = name;
  return lowest;
}

static void
read_string (Reader *reader, char *text, gsize field_bytes, const char *name)
{
  const char *field = (const char *) reader->bytes + reader->at;
  gsize length = strnlen (field, field_bytes);
  gboolean is_good = length < field_bytes;

  for (gsize i = 0; i < field_bytes; i++)
    is_good = is_good && (i < length ? g_ascii_isprint (field[i]) : field[i] == '\0');

  memset (text, 0, field_bytes);
  if (is_good)
    memcpy (text, field, length);
  else if (reader->broken == NULL)
    reader->broken = name;
  reader->at += field_bytes;
}

void
guard_frame_write (const GuardFrame *frame, guint8 bytes[GUARD_FRAME_BYTES])
{
  Writer writer = { bytes, 0 };

  memset (bytes, 0, GUARD_FRAME_BYTES);
  write_number (&writer, GUARD_FRAME_MAGIC, 4);
  write_number (&writer, frame->type, 4);
  write_number (&writer, frame->id, 8);

  switch (frame->type)
    {
    case GUARD_FRAME_HELLO:
      write_number (&writer, frame->hello.state, 4);
      write_number (&writer, frame->hello.reason, 4);
      write_number (&writer, frame->hello.n_signatures, 4);
      write_number (&writer, (guint64) frame->hello.signatures_time, 8);
      write_string (&writer, frame->hello.engine, sizeof frame->hello.engine);
      write_string (&writer, frame->hello.signatures, sizeof frame->hello.signatures);
      write_string (&writer, frame->hello.sandbox, sizeof frame->hello.sandbox);
      write_string (&writer, frame->hello.detail, sizeof frame->hello.detail);
      break;
    case GUARD_FRAME_SCAN:
      write_number (&writer, frame->scan.sender, 4);
      write_number (&writer, frame->scan.is_batch ? 1 : 0, 4);
      break;
    case GUARD_FRAME_RESULT:
      write_number (&writer, frame->result.verdict, 4);
      write_number (&writer, frame->result.reason, 4);
      write_number (&writer, frame->result.elapsed_ms, 4);
      write_string (&writer, frame->result.finding, sizeof frame->result.finding);
      write_string (&writer, frame->result.true_type, sizeof frame->result.true_type);
      break;
    case GUARD_FRAME_BYE:
      write_number (&writer, frame->bye.linger ? 1 : 0, 4);
      break;
    case GUARD_FRAME_CANCEL:
      break;
    }
  g_assert (writer.at <= GUARD_FRAME_BYTES);
}

static void
read_hello (Reader *reader, GuardFrame *frame)
{
  frame->hello.state = read_choice (reader, GUARD_ENGINE_LOADING, GUARD_ENGINE_UNAVAILABLE, "state");
  frame->hello.reason = read_choice (reader, GUARD_REASON_NONE, GUARD_REASON_COULD_NOT_READ, "reason");
  frame->hello.n_signatures = (guint32) read_number (reader, 4);
  frame->hello.signatures_time = (gint64) read_number (reader, 8);
  read_string (reader, frame->hello.engine, sizeof frame->hello.engine, "engine");
  read_string (reader, frame->hello.signatures, sizeof frame->hello.signatures, "signatures");
  read_string (reader, frame->hello.sandbox, sizeof frame->hello.sandbox, "sandbox");
  read_string (reader, frame->hello.detail, sizeof frame->hello.detail, "detail");

  /* an engine that cannot look says why, and the others have nothing to excuse */
  if (frame->hello.state == GUARD_ENGINE_UNAVAILABLE
        ? !guard_verdict_allows_reason (GUARD_VERDICT_NOT_CHECKED, frame->hello.reason)
        : frame->hello.reason != GUARD_REASON_NONE)
    reader->broken = "state and reason";
  if (frame->hello.state == GUARD_ENGINE_READY && frame->hello.n_signatures == 0)
    reader->broken = "number of signatures";
}

static void
read_result (Reader *reader, GuardFrame *frame)
{
  frame->result.verdict = read_choice (reader, GUARD_VERDICT_NOTHING_FOUND, GUARD_VERDICT_NOT_CHECKED, "verdict");
  frame->result.reason = read_choice (reader, GUARD_REASON_NONE, GUARD_REASON_COULD_NOT_READ, "reason");
  frame->result.elapsed_ms = (guint32) read_number (reader, 4);
  read_string (reader, frame->result.finding, sizeof frame->result.finding, "finding");
  read_string (reader, frame->result.true_type, sizeof frame->result.true_type, "true type");

  if (!guard_verdict_allows_reason (frame->result.verdict, frame->result.reason))
    reader->broken = "verdict and reason";
}

gboolean
guard_frame_read (const guint8 *bytes, gsize n_bytes, GuardFrame *frame, GError **error)
{
  Reader reader = { bytes, 0, NULL };

  memset (frame, 0, sizeof *frame);
  if (n_bytes != GUARD_FRAME_BYTES)
    {
      g_set_error (error, GUARD_ERROR, GUARD_ERROR_PROTOCOL, "record of %" G_GSIZE_FORMAT " bytes, %u expected", n_bytes, GUARD_FRAME_BYTES);
      return FALSE;
    }
  if (read_number (&reader, 4) != GUARD_FRAME_MAGIC)
    {
      g_set_error_literal (error, GUARD_ERROR, GUARD_ERROR_PROTOCOL, "record of another version");
      return FALSE;
    }

  frame->type = read_choice (&reader, GUARD_FRAME_HELLO, GUARD_FRAME_BYE, "type");
  frame->id = read_number (&reader, 8);
  if (reader.broken == NULL)
    switch (frame->type)
      {
      case GUARD_FRAME_HELLO:
        read_hello (&reader, frame);
        break;
      case GUARD_FRAME_SCAN:
        frame->scan.sender = read_choice (&reader, GUARD_SENDER_STRANGER, GUARD_SENDER_SELF, "sender");
        frame->scan.is_batch = read_choice (&reader, FALSE, TRUE, "batch") == 1;
        break;
      case GUARD_FRAME_RESULT:
        read_result (&reader, frame);
        break;
      case GUARD_FRAME_BYE:
        frame->bye.linger = read_choice (&reader, FALSE, TRUE, "linger") == 1;
        break;
      case GUARD_FRAME_CANCEL:
        break;
      }
  if ((frame->type == GUARD_FRAME_HELLO || frame->type == GUARD_FRAME_BYE) && frame->id != 0)
    reader.broken = "id";

  for (gsize i = reader.at; i < GUARD_FRAME_BYTES && reader.broken == NULL; i++)
    if (bytes[i] != 0)
      reader.broken = "padding";

  if (reader.broken == NULL)
    return TRUE;

  memset (frame, 0, sizeof *frame);
  g_set_error (error, GUARD_ERROR, GUARD_ERROR_PROTOCOL, "record whose %s is not as agreed", reader.broken);
  return FALSE;
}
