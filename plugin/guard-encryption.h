/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "core/guard-protection.h"
#include "guard.h"

G_BEGIN_DECLS

/* Is this chat encrypted, really? Asked of what encrypts (pidgin-otr, lurch, the connection), never of what is written. Unknown is none. */
GuardEncryption *guard_encryption_new (Guard *guard) G_GNUC_WARN_UNUSED_RESULT;
void guard_encryption_free (GuardEncryption *self);

/* What must be said before anything more leaves in a chat, once. */
typedef enum
{
  GUARD_ENCRYPTION_NO_NEWS = 0,
  GUARD_ENCRYPTION_LOST,       /* it was encrypted before, and is not now */
  GUARD_ENCRYPTION_UNVERIFIED, /* it is encrypted, to a key that nobody has compared; not said before of this key */
  GUARD_ENCRYPTION_NEW_KEY,    /* to another key than before, or also to one that was not there before (a new device) */
} GuardEncryptionNews;

/* How a chat stands. Plain record. */
typedef struct
{
  GuardProtection protection;
  char method[16];            /* "OTR", "OMEMO", "TLS", "SILC"; "" for none */
  gboolean is_finished;       /* the other side has ended OTR: whatever is sent is thrown away by it until the user starts it anew, or ends it, too */
  GuardEncryptionNews news;   /* holds until guard_encryption_news_was_told() */
  gboolean can_start;         /* guard_encryption_start() is worth a try */
} GuardChatState;

/* @who: the other person, with the device part if there is one, or the room's name; @is_room: then never end-to-end unless the room's own encryption
 * says so. Cheap: may be asked for each message. */
void guard_encryption_look (GuardEncryption *self, PurpleAccount *account, const char *who, gboolean is_room, GuardChatState *state);
/* The same for looking on: no news are shown to anybody, and so none were told. */
void guard_encryption_peek (GuardEncryption *self, PurpleAccount *account, const char *who, gboolean is_room, GuardChatState *state);
/* The news were shown and answered: they are no news any more. */
void guard_encryption_news_was_told (GuardEncryption *self, PurpleAccount *account, const char *who);

/**
 * guard_encryption_covers:
 * @plain: (nullable): what was typed, HTML; %NULL: nothing was, as when OTR itself sends
 * @leaving: what is about to leave after all plugins had their say
 *
 * Whether @leaving is the encryption of @plain by something that is loaded and has a session with @who: its grammar, different from what was typed, the
 * session's state. A typed "?OTR" is none. Where nothing was typed, the messages by which OTR agrees upon a key count, too. For OMEMO, which encrypts later, see guard_encryption_promises().
 */
gboolean guard_encryption_covers (GuardEncryption *self, PurpleAccount *account, const char *who, const char *plain, const char *leaving);
/* Whether what leaves now in clear will be encrypted below (OMEMO, in the XML). What is promised is checked as it leaves (guard-paths). */
gboolean guard_encryption_promises (GuardEncryption *self, PurpleAccount *account, const char *who, gboolean is_room);

/* @is_encrypted: the session stands, with whatever key. Called exactly once, from the main loop, at the latest after 30 seconds (in which the client was awake) or when the account signs off. */
typedef void (*GuardEncryptionStartedFunc) (gboolean is_encrypted, gpointer user_data);
void guard_encryption_start (GuardEncryption *self, PurpleAccount *account, const char *who, GuardEncryptionStartedFunc func, gpointer user_data);

/* One line for a person about this chat: what protects it, by what, whether the key was compared. Returns: (transfer full) */
char *guard_encryption_dup_line (GuardEncryption *self, PurpleConversation *conversation) G_GNUC_WARN_UNUSED_RESULT;

/* Listeners (see the table in guard-hooks.c). @user_data: the Guard. */
void guard_encryption_on_sent_im (PurpleAccount *account, const char *who, const char *message, gpointer user_data);
void guard_encryption_on_received_im (PurpleAccount *account, char *who, char *message, PurpleConversation *conversation, PurpleMessageFlags flags,
                                      gpointer user_data);
void guard_encryption_on_conversation (PurpleConversation *conversation, gpointer user_data);
void guard_encryption_on_signed_on (PurpleConnection *connection, gpointer user_data);
void guard_encryption_on_signing_off (PurpleConnection *connection, gpointer user_data);
/* Looking on every second, too: OTR tells nobody when a session begins or ends. */
void guard_encryption_attach (GuardEncryption *self);
void guard_encryption_detach (GuardEncryption *self);

G_END_DECLS
