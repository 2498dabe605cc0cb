/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "core/guard-report.h"

#include <glib.h>

G_BEGIN_DECLS

/* The talk about one file that is about to be sent: fixed records over SOCK_SEQPACKET, one record a packet, version first, every byte
 * accounted for. A bad record ends the talk, and the file counts as not checked.
 *
 *   client                                   inspector
 *     | -- starts it, the talk is its 3 ---->   reads rules, readies the libraries, locks itself in, finds its canary
 *     | <----------------------- READY ----- |
 *     | -- JOB name + descriptor ----------> |  opens it
 *     | <- PROGRESS, FINDING, UNREAD ... --- |
 *     | <- DONE how many of each ----------- |  ends
 */
#define GUARD_INSPECT_RECORD_MAGIC 0x50474931u /* "PGI1": form and version in one */
#define GUARD_INSPECT_RECORD_BYTES 1024u       /* every record, padded with zeros */
#define GUARD_INSPECT_MAX_FINDINGS 200u        /* more make nobody wiser; the rest is counted into one UNREAD */
#define GUARD_INSPECT_MAX_UNREAD 50u

typedef enum
{
  GUARD_INSPECT_READY = 1,
  GUARD_INSPECT_JOB = 2, /* with exactly one descriptor */
  GUARD_INSPECT_PROGRESS = 3,
  GUARD_INSPECT_FINDING = 4,
  GUARD_INSPECT_UNREAD = 5,
  GUARD_INSPECT_DONE = 6,
} GuardInspectRecordType;

/* Why a file or a part of it was not looked at. */
typedef enum
{
  /* the file's own */
  GUARD_UNREAD_ENCRYPTED = 1,
  GUARD_UNREAD_UNKNOWN_FORMAT = 2,
  GUARD_UNREAD_OLD_DOCUMENT = 3, /* Word, Excel, Outlook of before 2007: only text that lies open in it was looked at */
  GUARD_UNREAD_DAMAGED = 4,
  GUARD_UNREAD_TOO_BIG = 5,
  GUARD_UNREAD_TOO_DEEP = 6,
  GUARD_UNREAD_TOO_MANY = 7,
  GUARD_UNREAD_TOO_MUCH = 8,     /* it unpacks to more than is looked at */
  GUARD_UNREAD_LETTERS = 9,      /* a PDF that does not say which letters it shows */
  GUARD_UNREAD_CHANGED = 10,
  GUARD_UNREAD_NOT_A_FILE = 11,
  GUARD_UNREAD_COULD_NOT_READ = 12,
  GUARD_UNREAD_BOUND = 13,       /* a bound of the search itself was reached */
  GUARD_UNREAD_TIMED_OUT = 14,
  GUARD_UNREAD_DIED = 15,
  GUARD_UNREAD_MORE = 16,        /* other parts, too many to name */
  /* the inspector's */
  GUARD_UNREAD_NO_INSPECTOR = 17,
  GUARD_UNREAD_NO_RULES = 18,
  GUARD_UNREAD_NO_LOCK = 19,
  GUARD_UNREAD_NO_CANARY = 20,
  GUARD_UNREAD_LAST = GUARD_UNREAD_NO_CANARY,
} GuardUnread;

/* Strings are UTF-8 of one line. */
typedef struct
{
  GuardInspectRecordType type;
  union
  {
    struct
    {
      guint64 max_bytes; /* that are unpacked in all */
      char name[256];
    } job;
    struct
    {
      guint64 n_done_bytes, n_all_bytes;
    } progress;
    struct
    {
      GuardLevel level;
      GuardDataCategory category;
      GuardConfidence confidence;
      guint32 n_items;
      char detector[32], kind[64], excerpt[192], why[320], where[320]; /* where: "" of the file itself */
    } finding;
    struct
    {
      GuardUnread reason;
      char where[320];
    } unread;
    struct
    {
      guint32 n_findings, n_unread;
    } done;
  };
} GuardInspectRecord;

/* Writes @record into exactly GUARD_INSPECT_RECORD_BYTES at @bytes. Strings are cut at their field between two characters; what is no UTF-8, and
 * control characters, become "?". */
void guard_inspect_record_write (const GuardInspectRecord *record, guint8 bytes[GUARD_INSPECT_RECORD_BYTES]);

/* Reads one record: exact length, magic, known type, every enumeration in range, strings ended, UTF-8, of one line, no trailing bytes.
 * Returns: %FALSE with @error %GUARD_ERROR_PROTOCOL */
gboolean guard_inspect_record_read (const guint8 *bytes, gsize n_bytes, GuardInspectRecord *record, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
