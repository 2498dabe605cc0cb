/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "core/guard-protection.h"
#include "core/guard-report.h"
#include "core/guard-sender.h"
#include "core/guard-verdict.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* Journal and index of the held files: one SQLite file (WAL), used by several programs at once. Every call may wait for the
 * disk: call it off the main loop, except where a comment says "quick". Safe to call from any thread. Times are
 * microseconds since 1970 (g_get_real_time), by our own clock. Strings are made valid UTF-8 before they are stored. */
typedef struct _GuardStore GuardStore;

/**
 * guard_store_open:
 * @home: (type filename): the guard's folder, prepared by guard_paths_prepare_home()
 *
 * Opens, or makes, <home>/guard.db. A database of a newer version of the program is refused, not touched; a damaged one is
 * put aside as guard.db.damaged-<time> (never deleted), a fresh one begun, and the held files adopted as "not checked".
 *
 * Returns: (transfer full): the store, or %NULL with @error set
 */
GuardStore *guard_store_open (const char *home, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void guard_store_close (GuardStore *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GuardStore, guard_store_close)

const char *guard_store_get_home (GuardStore *self);

/* ---- The journal: what happened, never content ---- */

/* One line of the journal. Strings may be %NULL. */
typedef struct
{
  gint64 id;
  gint64 time_us;
  char *kind;        /* "file-offered", "file-refused", "file-accepted", "file-received", "file-scanned", "file-released", "file-held",
                      * "file-quarantined", "file-broken-off", "file-deleted", "file-opened-anyway", "file-forced" (bytes without an accept);
                      * "link-warned" (a line below a message), "link-asked", "link-opened", "link-refused", "notice-withheld" (@finding: how many);
                      * of words that leave: "sending-held", "sending-sent-anyway", "sending-sent-masked", "sending-sent-encrypted", "sending-given-back", "sending-refused",
                      * of a chat: "encryption-lost", "encryption-new-key"; of files that leave: "file-sending-looked-at", "file-sending-held",
                      * "file-sending-sent-anyway", "file-sending-refused";
                      * of calls: "call-asked", "call-answered", "call-refused", "call-missed"; "activity-refused" (a whiteboard, a shared screen, a form);
                      * of people: "contact-said" (@choice: what the user said of them);
                      * of services (@name): "service-closed", "service-opened" (@action: by "guard", "setting" or "unload");
                      * "plugin-unknown": of no package (@place: its file, @finding: whose);
                      * what came, without a word of it: "event-message", "event-file", "event-call",
                      * "event-invitation", "event-authorisation", "event-attention", "event-blocked" (by the privacy settings), "event-hidden" (nothing was
                      * written: another plugin or a setting);
                      * of an account's connection (@name: its server): "login-stopped", "login-unencrypted", "certificate-new", "certificate-changed",
                      * "certificate-exception", "certificate-expiring" (@sha256: the certificate's);
                      * of strangers: "stranger-waiting" (@finding: how many of what), "stranger-let-in", "stranger-ignored", "stranger-blocked", "stranger-dropped",
                      * "picture-withheld" (@finding: "message" or "icon") */
  char *protocol;    /* libpurple's id: "prpl-jabber" */
  char *account;
  char *sender;      /* the address, never only the alias; of what leaves: the recipient's, or the room's */
  GuardSenderKind sender_kind;
  char *name;        /* of a file: as it was spoken, made valid UTF-8; of a link: the host only, never path or query */
  guint64 size_bytes; /* this and the next four, engine, signatures, place and token: of files only */
  char *sha256;      /* 64 hex digits */
  char *true_type;   /* MIME type by content */
  GuardVerdict verdict;
  GuardReason reason;
  char *finding;     /* the signature's name; of a link: the detector's id; of what leaves: kinds and how many, "payment-card:2 password:1";
                      * of a call: "voice" or "video", and why it was refused, or how many more there were: "voice stranger" */
  char *engine;      /* "ClamAV 1.4.6" */
  char *signatures;  /* which signatures: count and date */
  char *action;      /* what the guard did: "asked", "refused", "held", "quarantined", "released", ... */
  char *choice;      /* what the user chose: "accept", "refuse", "ask-first", "closed", "withdrawn", "release", "delete" ... */
  char *place;       /* where the file is now; of what leaves: the chat's protection, "transport" */
  char *token;       /* of the held file, if any */
  guint n_events;    /* how many the line stands for; the time is the first one's */
  char *shown;       /* what showed them, words with spaces between: "conversation", "flag", "line", "question", "inbox", "window", "notification", "not" */
} GuardJournalEntry;

GuardJournalEntry *guard_journal_entry_new (const char *kind) G_GNUC_WARN_UNUSED_RESULT; /* time = now */
void guard_journal_entry_free (GuardJournalEntry *entry);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GuardJournalEntry, guard_journal_entry_free)

/* A line of the journal about what leaves: the kinds found and how many, and what protects the chat; never content. Returns: (transfer full) */
GuardJournalEntry *guard_journal_entry_new_for_sending (const char *kind, const GuardReport *report, GuardProtection protection) G_GNUC_WARN_UNUSED_RESULT;

/* Whether a flood may cause many of its kind, so that the same within ten minutes is one line with a count. */
gboolean guard_journal_entry_may_repeat (const GuardJournalEntry *entry);

/* Appends @entry, or counts it in the line that says the same a short while ago, and sets its id. Returns: %FALSE with @error set */
gboolean guard_store_add_entry (GuardStore *self, GuardJournalEntry *entry, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The same for several, all or none. @entries: (element-type GuardJournalEntry) */
gboolean guard_store_add_entries (GuardStore *self, GPtrArray *entries, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Newest first. @since_us 0 = all; @kind, @sender %NULL = all; @limit 0 = all.
 * Returns: (transfer container) (element-type GuardJournalEntry): with a free function set; %NULL with @error set */
GPtrArray *guard_store_list_entries (GuardStore *self, gint64 since_us, const char *kind, const char *sender, guint limit, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* ---- Held files: bytes that arrived and are not released ---- */

typedef enum
{
  GUARD_HELD_RECEIVING = 1, /* bytes are arriving; a lease says who receives */
  GUARD_HELD_RECEIVED,      /* whole, waiting to be scanned */
  GUARD_HELD_HELD,          /* looked at or tried, and kept: see verdict */
  GUARD_HELD_QUARANTINED,   /* infected, kept for good */
  GUARD_HELD_RELEASING,     /* on its way to the chosen place */
  GUARD_HELD_RELEASED,      /* out; device and inode say which file it is now */
  GUARD_HELD_DELETED,       /* deleted because the user said so, or the transfer broke off */
} GuardHeldState;

const char *guard_held_state_to_string (GuardHeldState state); /* "receiving", "received", "held", "quarantined", ... */

/* A held file. The file itself is <home>/held/<token>: 0600, no name, no extension. */
typedef struct
{
  char *token;          /* 32 hex digits, random */
  GuardHeldState state;
  gint64 time_us;       /* accepted */
  char *protocol, *account, *sender;
  GuardSenderKind sender_kind;
  char *name;           /* as spoken */
  char *destination;    /* (type filename): where the user wants it: a full path with a safe name */
  guint64 replace_device, replace_inode; /* the file that the save dialog showed and the user agreed to overwrite; 0 = none */
  guint64 size_bytes;   /* offered while receiving, real afterwards; 0 = not known */
  guint64 device, inode;/* of the held file; of the released one afterwards */
  gint64 modified_ns;   /* its time of last change, nanoseconds since 1970, when it was whole (again when it was released) */
  char *sha256, *true_type;
  GuardVerdict verdict;
  GuardReason reason;
  char *finding, *engine, *signatures;
  guint n_tries;        /* scans so far */
  char *lease;          /* name of the lease file of the program that receives, scans or releases it now */
  char *notice;         /* free for the plugin: what was shown last */
} GuardHeld;

/* A line of the journal about @held, with all that is known of it. @action, @choice: (nullable). Returns: (transfer full) */
GuardJournalEntry *guard_journal_entry_new_for_held (const GuardHeld *held, const char *kind, const char *action, const char *choice) G_GNUC_WARN_UNUSED_RESULT;

GuardHeld *guard_held_new (void) G_GNUC_WARN_UNUSED_RESULT; /* with a fresh token and time */
GuardHeld *guard_held_copy (const GuardHeld *held) G_GNUC_WARN_UNUSED_RESULT;
void guard_held_free (GuardHeld *held);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GuardHeld, guard_held_free)

/* Inserts or replaces the row with this token. Returns: %FALSE with @error set */
gboolean guard_store_put_held (GuardStore *self, const GuardHeld *held, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Returns: (transfer full) (nullable): %NULL with @error %GUARD_ERROR_UNAVAILABLE if there is none. @token may be a unique
 * beginning of at least 4 digits (what people type); ambiguous = %GUARD_ERROR_MALFORMED. */
GuardHeld *guard_store_get_held (GuardStore *self, const char *token, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* All that are not released or deleted, oldest first. Returns: (transfer container) (element-type GuardHeld) */
GPtrArray *guard_store_list_held (GuardStore *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Quick (one indexed read, never waits for a writer): whether the guard released this very file and it is unchanged since. */
gboolean guard_store_is_released (GuardStore *self, guint64 device, guint64 inode, gint64 modified_ns, guint64 size_bytes);

/* The lease of this process: a POSIX record lock (F_SETLK; unlike flock not shared with libpurple's resolver
 * children, gone when the process dies) on <home>/leases/<name>. Made at guard_store_open().
 * Returns: (transfer none): its name */
const char *guard_store_get_lease (GuardStore *self);
/* Whether the process behind @lease still lives (our own lease: %TRUE). */
gboolean guard_store_lease_is_alive (GuardStore *self, const char *lease);

G_END_DECLS
