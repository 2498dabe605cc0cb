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
} GuardWay;

/**
 * GuardMessage:
 * @way: which way it goes
 * @sender_kind: who sent it, or said the address
 * @sender_address: (nullable): as libpurple has it, without the device
 * @sender_name: (nullable): the alias, the nick: the sender's own choice
 * @is_first: nothing was heard of this sender before in this run
 * @text: plain, lower-case not applied; "" for an address alone
 * @links: (element-type GuardLink)
 * @tricks: of the HTML
 * @is_wholly_read: no bound was reached
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
} GuardMessage;

/* A received message; nothing of its sender is known but the kind. @html must outlive it. */
GuardMessage guard_message_from_html (const GuardHtml *html, GuardSenderKind sender_kind);
/* Addresses that are about to be opened. @links: (element-type GuardLink): must outlive it */
GuardMessage guard_message_from_links (const GPtrArray *links, GuardSenderKind sender_kind);

G_END_DECLS
