/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "guard-notice-calls.h"

G_BEGIN_DECLS

/* The floor below all calls, whatever protocol: libpurple says so before a microphone, a camera or an address is touched. What nobody has agreed to
 * does not begin. */
typedef struct _GuardMedia GuardMedia;

typedef enum
{
  GUARD_MEDIA_REFUSED = 0, /* and that was said */
  GUARD_MEDIA_LET,         /* the client asks in its own way */
  GUARD_MEDIA_TAKEN,       /* the user has said yes to this very one */
} GuardMediaAnswer;

/* Whether what somebody else begins may begin now. */
typedef GuardMediaAnswer (*GuardMediaFunc) (PurpleAccount *account, const char *who, gboolean is_private, gpointer user_data);

/* Returns: (nullable): %NULL where libpurple has no calls */
GuardMedia *guard_media_new (GuardMediaFunc func, gpointer user_data) G_GNUC_WARN_UNUSED_RESULT;
void guard_media_free (GuardMedia *self);

/* The one that was taken last, if it still goes; no second time. Returns: (transfer none) (nullable) */
PurpleMedia *guard_media_steal_taken (GuardMedia *self);
/* Takes up the call for a user who has just said yes. Returns: %FALSE if there is nothing in it to take up */
gboolean guard_media_accept (PurpleMedia *media);
/* Whether any call goes. */
gboolean guard_media_is_running (GuardMedia *self);

G_END_DECLS
