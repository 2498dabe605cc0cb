/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "guard-pictures.h"

G_BEGIN_DECLS

/* What the files of the pictures share; nobody else includes it. */

typedef enum
{
  GUARD_PICTURE_MESSAGE, /* inside a message, smileys included */
  GUARD_PICTURE_ICON,    /* of a person */
} GuardPictureKind;

/* How much is kept of somebody; there is one as long as something is. */
typedef struct
{
  char *key;
  guint n_pictures, n_dropped;
  gsize n_bytes;
} GuardPicturePerson;

/* One that was not shown. */
typedef struct
{
  guint id;
  GuardPictureKind kind;
  GuardPicturePerson *person;
  PurpleAccount *account;
  char *who;        /* in full: who is asked for it */
  char *address;
  char *key;        /* the same key of the same person is the same picture */
  GBytes *bytes;    /* %NULL: not here yet */
  xmlnode *request; /* (nullable): what asks for it */
  gboolean is_said;
} GuardPicture;

struct _GuardPictures
{
  Guard *guard;
  GQueue kept;          /* of GuardPicture, the oldest first */
  GHashTable *persons;  /* "account\naddress" -> GuardPicturePerson, of those of whom something is kept */
  GHashTable *fetching; /* id of the query -> Fetch */
  guint last_id;
  gsize n_bytes;
  guint n_dropped;      /* of persons of whom nothing is kept any more, too */
  gint64 minute_began_us; /* of the journal's lines */
  guint n_entries, n_unwritten;
  gboolean is_emptying_icon;
};

#define GUARD_PICTURE_MAX_BYTES (1024 * 1024) /* of one */

/* Whether what @who sends unasked is not to be decoded. */
gboolean guard_pictures_is_stranger (PurpleAccount *account, const char *who);

/**
 * guard_pictures_keep:
 * @bytes: (nullable): as they came
 * @request: (transfer full) (nullable): what a query asks the sender with
 *
 * Keeps a picture, or counts it as dropped.
 *
 * Returns: (transfer none) (nullable): it, or the same one that was kept before
 */
GuardPicture *guard_pictures_keep (GuardPictures *self, PurpleAccount *account, const char *who, GuardPictureKind kind, const char *key, GBytes *bytes, xmlnode *request);
/* Returns: (transfer none) (nullable): %NULL if nothing is kept of @who */
GuardPicturePerson *guard_pictures_find_person (GuardPictures *self, PurpleAccount *account, const char *who);
/* Returns: (transfer none) (nullable) */
GuardPicture *guard_pictures_find (GuardPictures *self, guint id);
/* It was handed on, or cannot be had. */
void guard_pictures_forget (GuardPictures *self, GuardPicture *picture);

/* ---- guard-pictures-xmpp.c ---- */

void guard_pictures_attach_xmpp (GuardPictures *self);
void guard_pictures_detach_xmpp (void);

/* ---- guard-pictures-fetch.c ---- */

void guard_pictures_attach_fetching (GuardPictures *self);
void guard_pictures_detach_fetching (GuardPictures *self);
/* The bytes that are written in @node in base64. Returns: (transfer full) (nullable): %NULL if there are none, or too many */
GBytes *guard_pictures_decode (const xmlnode *node) G_GNUC_WARN_UNUSED_RESULT;
/* Asks the sender. Returns: %FALSE if he cannot be asked */
gboolean guard_pictures_fetch (GuardPictures *self, GuardPicture *picture);

/* ---- guard-pictures-client.c: what the client would decode ---- */

void guard_pictures_attach_client (GuardPictures *self);
void guard_pictures_detach_client (void);

/* ---- guard-pictures-say.c ---- */

void guard_pictures_attach_saying (GuardPictures *self);
void guard_pictures_detach_saying (void);

/* ---- guard-pictures-save.c ---- */

/* Asks where it is to appear; then it is held, scanned and released as a received file is. */
void guard_pictures_save (GuardPictures *self, GuardPicture *picture);

G_END_DECLS
