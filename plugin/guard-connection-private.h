/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "guard-connection.h"

#include "core/guard-certificate.h"
#include "guard-connection-memory.h"
#include "guard-encryption-transport.h"
#include "guard-question.h"

G_BEGIN_DECLS

/* What the files of this story share.
 *
 *   guard-connection-settings      what an account's settings say of its login, before it happens
 *   guard-connection-gate          the protocols' calls that log in, wrapped; the question; who stays offline
 *   guard-connection-stream        XMPP: whether the stream is encrypted when the password is about to leave
 *   guard-connection-channel       the TLS channels that are open, their version and cipher
 *   guard-connection-certificates  the certificate, before libpurple verifies it
 *   guard-connection-memory        which certificates were there before
 *   guard-connection-list          what is known, for a person and for other programs
 */

/* Why an account stays offline until the user connects it by hand. */
typedef enum
{
  GUARD_STOP_NONE = 0,
  GUARD_STOP_LOGIN,       /* of its settings or its stream: over when they are good */
  GUARD_STOP_CERTIFICATE,
} GuardStop;

typedef enum
{
  GUARD_EXCEPTION_UNKNOWN = 0,
  GUARD_EXCEPTION_NO,
  GUARD_EXCEPTION_YES, /* it does not verify, and somebody has accepted it */
} GuardException;

/* A certificate as the server has shown it. */
typedef struct
{
  char *fingerprint; /* SHA-256, 64 hex digits; "" where it cannot be had */
  char *issuer;      /* a distinguished name, as it stands there */
  gint64 from_s, until_s;
  GuardException exception;
  gboolean is_self_signed, is_for_other_name, is_expired;
} GuardSeenCertificate;

void guard_seen_certificate_free (GuardSeenCertificate *self);

/* What is known of an account's login, from one connection to the next. */
typedef struct
{
  GuardStop stop;
  GuardQuestion *question; /* %NULL: none is open */
  gboolean has_pass;       /* the next login may happen: the user has just said so */
  gboolean is_registering; /* what is asked about makes a new account on the server */
  char *server;            /* of the connection that is, or was last */
  gboolean is_local;       /* it is this very computer */
  char *tls_version, *cipher; /* (nullable): not known */
  GuardSeenCertificate *certificate; /* (nullable): not known */
  gboolean is_untold;      /* not encrypted, and the user may have to be told: the memory is not read yet */
  GPtrArray *lines;        /* to be said where the user looks */
} GuardAccountState;

struct _GuardConnection
{
  Guard *guard;
  GuardTransports *transports;
  GuardConnectionMemory *memory;
  GHashTable *accounts; /* PurpleAccount * -> GuardAccountState */
  GHashTable *halted;   /* PurpleConnection * that are about to end -> whether its protocol has not seen it */
  GHashTable *passed;   /* PurpleConnection * that the user let go unencrypted, as a set */
};

/* Returns: (transfer none): never %NULL */
GuardAccountState *guard_connection_get_state (GuardConnection *self, PurpleAccount *account);
/* A line for the user, in a conversation of the account: now, or when one is opened. */
void guard_connection_say (GuardConnection *self, PurpleAccount *account, const char *line);
/* Tells the other programs how the connections are. */
void guard_connection_publish (GuardConnection *self);
/* A line of the journal; @action, @choice, @finding: (nullable) */
void guard_connection_journal (GuardConnection *self, const char *kind, PurpleAccount *account, const char *server, const char *finding, const char *action,
                               const char *choice);

/* ---- gate ---- */

void guard_connection_wrap_logins (void);
void guard_connection_give_logins_back (void);
/* Ends every connection that was halted, now. */
void guard_connection_end_halted (GuardConnection *self);
/* Ends a connection at the next turn of the main loop, without an error that a client would repair by itself. @is_unseen: its protocol
 * knows nothing of it yet */
void guard_connection_halt (GuardConnection *self, PurpleConnection *connection, gboolean is_unseen);
gboolean guard_connection_is_halted (GuardConnection *self, PurpleConnection *connection);
/* The stream of @connection has shown that it is not encrypted. @may_be_plain: the password itself would be readable.
 * Returns: whether it may go on; if not, it is halted and asked about */
gboolean guard_connection_may_go_on (GuardConnection *self, PurpleConnection *connection, gboolean may_be_plain);
/* The user connects by hand: what was answered before counts no longer. */
void guard_connection_on_by_hand (PurpleAccount *account, gpointer user_data);
void guard_connection_on_status_changing (PurpleAccount *account, PurpleStatus *before, PurpleStatus *status, gpointer user_data);

/* ---- stream ---- */

void guard_connection_attach_stream (GuardConnection *self);
void guard_connection_detach_stream (GuardConnection *self);

/* ---- channel ---- */

void guard_connection_wrap_channels (void);
void guard_connection_give_channels_back (void);
/* The account whose connection runs through @channel; %NULL: none that is known, or no channel at all. */
PurpleAccount *guard_connection_find_channel (const void *channel);
/* What the library has just said of the channel whose handshake is done. Returns: %FALSE: nothing */
gboolean guard_connection_take_channel_facts (char **tls_version, char **cipher);

/* ---- certificates ---- */

void guard_connection_wrap_certificates (void);
void guard_connection_give_certificates_back (void);
/* The memory is read: what has waited for it goes on. */
void guard_connection_decide_waiting (GuardConnection *self);
/* The channel is about to be freed: nobody waits for an answer about it any more. */
void guard_connection_forget_channel (const void *channel);

G_END_DECLS
