/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Private servers for tests: on loopback, on free ports, everything they write in one folder, ended with the test (also
 * when it crashes: they ask the kernel to be ended with their parent). A server that does not start within the time is a
 * failed test, never a skipped one. */

/* Runs in the child between fork and exec, for g_spawn: the child dies with the test. */
void guard_die_with_parent (gpointer unused);
/* A TCP port of loopback that was free just now. */
guint guard_free_port (void);
/* Listens on a port of loopback. Returns: (transfer full) */
GSocketListener *guard_listen (guint *port) G_GNUC_WARN_UNUSED_RESULT;
/* Whether something listens there within @seconds. */
gboolean guard_port_answers (guint port, double seconds);

/* A real XMPP server, Prosody, for the domain "localhost". */
typedef struct _GuardProsody GuardProsody;

/**
 * guard_prosody_start:
 * @folder: (type filename): an existing folder of its own
 * @people: (array zero-terminated=1): accounts that exist; the password of "bob" is "pw-bob"
 *
 * With a file transfer proxy (XEP-0065) and rooms at conference.localhost that anybody may make. Fails the test when Prosody does not come up.
 *
 * Returns: (transfer full)
 */
GuardProsody *guard_prosody_start (const char *folder, const char *const *people);
/* What a Prosody does otherwise. Plain record; zeros are the usual. */
typedef struct
{
  gboolean is_plain;        /* no TLS at all; passwords are taken in clear */
  guint certificate_days;   /* how long the certificate is good; 0: 2 days */
} GuardProsodyKind;

GuardProsody *guard_prosody_start_with (const char *folder, const char *const *people, const GuardProsodyKind *kind);
/* Makes another certificate, and starts the server anew with it, on the same port. */
void guard_prosody_change_certificate (GuardProsody *self, guint days);
/* How many logins its log has. */
guint guard_prosody_count_logins (GuardProsody *self);
/* From the next login on, each has the other in the contact list, with mutual subscription. */
void guard_prosody_befriend (GuardProsody *self, const char *one, const char *other);
guint guard_prosody_get_port (GuardProsody *self);
/* The certificate that clients are to trust. Returns: (transfer none) (type filename) */
const char *guard_prosody_get_certificate (GuardProsody *self);
void guard_prosody_stop (GuardProsody *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GuardProsody, guard_prosody_stop)

/* A real IRC server, ngircd. */
typedef struct _GuardIrcd GuardIrcd;
GuardIrcd *guard_ircd_start (const char *folder);
/* The same with TLS, and with nothing else. @prosody: whose certificate it shows */
GuardIrcd *guard_ircd_start_with_tls (const char *folder, GuardProsody *prosody);
guint guard_ircd_get_port (GuardIrcd *self);
void guard_ircd_stop (GuardIrcd *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GuardIrcd, guard_ircd_stop)

/* A hostile XMPP server, for what no honest one would pass on: it lets anybody in as the address that it is asked for, answers
 * every query with nothing, and then says what the test tells it to say, in anybody's name. One client at a time. */
typedef struct _GuardPeer GuardPeer;

/**
 * guard_peer_start:
 * @address: the client's full address, given to it at the bind: "alice@localhost/desk"
 * @roster: (nullable): the items of the contact list, as XML
 *
 * Returns: (transfer full)
 */
GuardPeer *guard_peer_start (const char *address, const char *roster);
guint guard_peer_get_port (GuardPeer *self);
/* What it says at the beginning, instead of its usual offer (a password in clear), and what it answers to a request for encryption; from the
 * next connection on. @header: %NULL: the usual one. @offer: the features; "" for a server of old that has none. @refusal: (nullable) */
void guard_peer_set_greeting (GuardPeer *self, const char *header, const char *offer, const char *refusal);
guint guard_peer_count_connections (GuardPeer *self);
/* Sends XML as it is. The client must have logged in (it is waited for). */
void guard_peer_send (GuardPeer *self, const char *format, ...) G_GNUC_PRINTF (2, 3);
/* Offers a file (XEP-0095, in-band only) from @sender; @name is XML; the id of the stream, and of the query, is @sid. */
void guard_peer_offer_file (GuardPeer *self, const char *sender, const char *sid, const char *name, guint64 n_bytes);
/* The contact list of the next login. */
void guard_peer_set_roster (GuardPeer *self, const char *roster);
/* Queries that contain @needle are answered with @content (XML) from now on. One at a time. */
void guard_peer_set_answer (GuardPeer *self, const char *needle, const char *content);
/* Waits until the client has sent something that matches; looks at what came since the last match.
 * Returns: (transfer full) (nullable): the match; %NULL when @seconds are over */
char *guard_peer_wait (GuardPeer *self, const char *pattern, double seconds);
/* All that the client has sent on this connection. Returns: (transfer full) */
char *guard_peer_dup_heard (GuardPeer *self);
/* Cuts the line. The client may come back. */
void guard_peer_drop (GuardPeer *self);
void guard_peer_stop (GuardPeer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GuardPeer, guard_peer_stop)

G_END_DECLS
