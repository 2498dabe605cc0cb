/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The user's contacts, by what their names and addresses look like (guard_spoof_dup_skeleton). Filled on the main loop, then only read. */
typedef struct _GuardResemblance GuardResemblance;

/* @addresses, @names: (array zero-terminated=1): same length; a name may be "" */
GuardResemblance *guard_resemblance_new (const char * const *addresses, const char * const *names) G_GNUC_WARN_UNUSED_RESULT;
void guard_resemblance_free (GuardResemblance *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GuardResemblance, guard_resemblance_free)

/* The contact that somebody with this address and name could be taken for. Who has a contact's own address resembles nobody. Names and
 * beginnings of addresses of fewer than four letters (an ideograph counts twice) are too common to say anything.
 * @address, @name: (nullable). Returns: (nullable) (transfer none): the contact's address */
const char *guard_resemblance_find (const GuardResemblance *self, const char *address, const char *name);
/* Another contact than the one with @address that is easily mixed up with it: called nearly the same, or with nearly the same address.
 * @name: (nullable). Returns: (nullable) (transfer none): the other's address */
const char *guard_resemblance_find_near (const GuardResemblance *self, const char *address, const char *name);

G_END_DECLS
