/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "guard-html.h"
#include "guard-sender.h"

G_BEGIN_DECLS

/* Which way a text goes; detectors say for which ways they look. */
typedef enum
{
  GUARD_WAY_INCOMING = 1 << 0, /* a received message */
  GUARD_WAY_ADDRESS = 1 << 1,  /* one address that is about to be opened */
  GUARD_WAY_OUTGOING = 1 << 2, /* words that are about to leave: a message, a status, a profile */
  GUARD_WAY_FILE = 1 << 3,     /* text of a file that is about to leave */
} GuardWay;

/**
 * GuardMessage:
 * @way: which way it goes
 * @sender_kind: who sent it, or said the address; of what leaves: to whom it goes (the least known of several)
 * @sender_address: (nullable): as libpurple has it, without the device; of what leaves: the recipient's, who may know his own
 * @sender_name: (nullable): the alias, the nick: the sender's own choice
 * @is_first: nothing was heard of this sender before in this run
 * @text: plain, lower-case not applied; "" for an address alone
 * @links: (element-type GuardLink)
 * @tricks: of the HTML
 * @is_wholly_read: no bound was reached
 * @n_earlier_bytes: the beginning of @text that left already: looked at, so that data in several messages is seen, but what lies wholly in it
 *   is found no more
 *
 * What a detector sees. Plain record of lent things.
 */
typedef struct
{
  GuardWay way;
  GuardSenderKind sender_kind;
  const char *sender_address;
  const char *sender_name;
  gboolean is_first;
  const char *text;
  gsize n_text_bytes;
  const GPtrArray *links;
  GuardTricks tricks;
  gboolean is_wholly_read;
  gsize n_earlier_bytes;
} GuardMessage;

/* A received message; nothing of its sender is known but the kind. @html must outlive it. */
GuardMessage guard_message_from_html (const GuardHtml *html, GuardSenderKind sender_kind);
/* Addresses that are about to be opened. @links: (element-type GuardLink): must outlive it */
GuardMessage guard_message_from_links (const GPtrArray *links, GuardSenderKind sender_kind);

/* So much of what leaves is looked at, what left earlier not counted; what lies behind is "not checked". The main loop waits meanwhile: some 2 ms
 * for ordinary text, and no server takes longer messages anyway. */
#define GUARD_MESSAGE_MAX_OUTGOING_BYTES (64 * 1024)

/* Plain text (of HTML: guard_html_get_text()) that is about to leave to somebody of @recipient_kind. @text: must outlive it */
GuardMessage guard_message_from_outgoing (const char *text, gsize n_bytes, gsize n_earlier_bytes, GuardSenderKind recipient_kind);
/* Text of a file. @is_wholly_read: %FALSE if there is more that could not be read */
GuardMessage guard_message_from_file (const char *text, gsize n_bytes, gboolean is_wholly_read);

G_END_DECLS
