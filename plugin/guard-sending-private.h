/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "guard-notice.h"
#include "guard-sending.h"
#include "guard-sending-look.h"

G_BEGIN_DECLS

/* What the parts of guard-sending share: guard-sending.c is the story, guard-sending-facts.c what is known and written down of a file. */

typedef enum
{
  GUARD_FILE_OUT_LOOKING,
  GUARD_FILE_OUT_WAITING,
  GUARD_FILE_OUT_ASKED,
  GUARD_FILE_OUT_OFFERED,
} GuardFileOutState;

typedef struct
{
  GuardSending *sending;
  PurpleXfer *xfer;                 /* a reference is held until it is offered or given up */
  void (*init) (PurpleXfer *xfer);  /* the protocol's own */
  GuardFileOutState state;
  gboolean is_released;             /* libpurple has called the gate, and waits */
  GuardSendingLook *look;
  guint say_so_timer;
  GuardReport *report;
  char *unread;
  GuardQuestion *question;
} GuardFileOut;

struct _GuardSending
{
  Guard *guard;
  GHashTable *files; /* of GuardFileOut, by their transfer */
};

/* ---- facts (guard-sending-facts.c) ---- */

PurpleAccount *guard_file_out_get_account (const GuardFileOut *file);
GuardSenderKind guard_file_out_get_recipient_kind (const GuardFileOut *file);
/* For the words about it. Lent from @file */
GuardFileOutFacts guard_file_out_lend_facts (const GuardFileOut *file);
/* Never the name: it may say as much as the content. */
void guard_file_out_write_journal (const GuardFileOut *file, const char *kind, const char *action, const char *choice);

G_END_DECLS
