/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "core/guard-html.h"
#include "guard.h"

G_BEGIN_DECLS

/* Content that comes without an offer: pictures inside messages, custom smileys, buddy icons. Strangers' are neither fetched nor decoded; what
 * came of them is kept aside, bounded, and saved on demand after a scan. */
GuardPictures *guard_pictures_new (Guard *guard) G_GNUC_WARN_UNUSED_RESULT;
void guard_pictures_attach (GuardPictures *self);
void guard_pictures_detach (GuardPictures *self);
void guard_pictures_free (GuardPictures *self);

/* A message of @who is about to be shown: if a stranger sent it, its pictures of the client's own store are kept aside, once.
 * @who: of a room's member "room/nick" */
void guard_pictures_take (GuardPictures *self, PurpleAccount *account, const char *who, const GuardHtml *message);

/* Lines about all that are kept. Returns: (transfer full) (element-type utf8) */
GPtrArray *guard_pictures_list (GuardPictures *self) G_GNUC_WARN_UNUSED_RESULT;

typedef enum
{
  GUARD_PICTURE_UNKNOWN = 0, /* none has this number */
  GUARD_PICTURE_ASKED,       /* the user is asked where it is to appear */
  GUARD_PICTURE_FETCHED,     /* its sender is asked for it first */
  GUARD_PICTURE_OFFLINE,     /* its sender cannot be asked now */
} GuardPictureShown;

/* The user's own doing. @id: what was typed */
GuardPictureShown guard_pictures_show (GuardPictures *self, const char *id);
/* The same, from a list to choose from. */
void guard_pictures_choose (GuardPictures *self);

G_END_DECLS
