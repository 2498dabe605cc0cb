/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Whose addresses stand in a text: e-mail and XMPP addresses, and phone numbers that are written as such ("+852 …", "(415) 555-…",
 * "415-555-…"). Each is counted once, however often it stands there. Linear in the text for any bytes. */
typedef struct _GuardAddresses GuardAddresses;

#define GUARD_ADDRESSES_MAX 10000 /* beyond so many nobody counts on */

/* @text: lower-case; of a phone its digits, "+" before them if it was there. @start, @end: where it stands first, bytes of the text that was given */
typedef struct
{
  char *text;
  gsize start, end;
} GuardAddress;

/* @text: (array length=n_bytes): any bytes. Returns: (transfer full) */
GuardAddresses *guard_addresses_new (const char *text, gsize n_bytes) G_GNUC_WARN_UNUSED_RESULT;
void guard_addresses_free (GuardAddresses *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GuardAddresses, guard_addresses_free)

guint guard_addresses_count (const GuardAddresses *self);
/* In the order of kinds, then of the text. */
const GuardAddress *guard_addresses_get (const GuardAddresses *self, guint i);

G_END_DECLS
