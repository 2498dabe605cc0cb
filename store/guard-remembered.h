/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "guard-store.h"

G_BEGIN_DECLS

/* What the user said once and need not be asked again for a while: about one thing, and never for good. A memory only ever saves a
 * question; who cannot read it asks.
 *
 * All of it may wait for the disk: off the main loop. */

#define GUARD_REMEMBERED_LINK_HOST "link-host" /* links to this host (as A-labels, in lower case) are opened unasked */

#define GUARD_REMEMBERED_DATA "data"           /* this kind of data may go to this person unasked: guard_remembered_dup_data_key() */
#define GUARD_REMEMBERED_ENCRYPTED "chat-encrypted" /* this chat was encrypted up to the other person, and the user was not told of its end */
#define GUARD_REMEMBERED_KEY "chat-key"        /* this chat is encrypted to this key, and the user was told of it: guard-encryption */
#define GUARD_REMEMBERED_SERVER_CERTIFICATE "server-certificate" /* an account's server had this certificate; not crowded out by other kinds */

#define GUARD_REMEMBERED_MAX_BYTES 255 /* of a kind, of a key */
#define GUARD_REMEMBERED_MAX_DAYS 366

typedef struct
{
  char *kind;
  char *key;
  gint64 time_us;   /* when it was said */
  gint64 until_us;  /* from then on it is forgotten */
} GuardRemembered;

void guard_remembered_free (GuardRemembered *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GuardRemembered, guard_remembered_free)

/**
 * guard_remembered_dup_data_key:
 * @kind: of data: "payment-card"
 * @protocol: libpurple's id: "prpl-jabber"
 * @account: the user's own address: the same name on another network is somebody else
 * @address: the recipient's, normalised, without a device part
 *
 * The key of %GUARD_REMEMBERED_DATA: "payment-card prpl-jabber me@example.org alice@example.org". Blanks in a part and bytes that are no UTF-8 are
 * percent-encoded; a recipient whose address makes it too long is named by its SHA-256. Never two keys for one, nor one for two.
 *
 * Returns: (transfer full): of at most %GUARD_REMEMBERED_MAX_BYTES; what cannot be that is no key: "" (guard_remembered_put() refuses it)
 */
char *guard_remembered_dup_data_key (const char *kind, const char *protocol, const char *account, const char *address) G_GNUC_WARN_UNUSED_RESULT;

/**
 * guard_remembered_put:
 * @kind: one of the above
 * @key: valid UTF-8 of 1 to %GUARD_REMEMBERED_MAX_BYTES bytes; compared byte by byte
 * @now_us: g_get_real_time() when the user said it
 * @until_us: later than @now_us by at most %GUARD_REMEMBERED_MAX_DAYS
 * @error: %GUARD_ERROR_MALFORMED, %GUARD_ERROR_TOO_BIG, or what the store says
 *
 * Remembers, or remembers anew with the new times. Beyond 1,000 the ones said longest ago are forgotten; certificates of servers are counted
 * for themselves.
 *
 * Returns: %FALSE with @error set, and nothing has changed
 */
gboolean guard_remembered_put (GuardStore *store, const char *kind, const char *key, gint64 now_us, gint64 until_us, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Forgets. @kind, @key: (nullable): %NULL stands for all. @n_forgotten: (out) (optional): how many there were. Returns: %FALSE with @error
 * set */
gboolean guard_remembered_forget (GuardStore *store, const char *kind, const char *key, guint *n_forgotten, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* What has not expired at @now_us, said last first. What has is removed; so is what was said in the future: the clock was put
 * back, and nobody knows how old it is. @kind: (nullable): %NULL = all.
 * Returns: (transfer container) (element-type GuardRemembered): with a free function set; %NULL with @error set */
GPtrArray *guard_remembered_list (GuardStore *store, const char *kind, gint64 now_us, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
