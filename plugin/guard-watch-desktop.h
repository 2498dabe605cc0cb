/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "guard-watch-item.h"

G_BEGIN_DECLS

/* One notification of the desktop for all that nothing else has shown. It stays until the user has closed it or looked at what it speaks of; what
 * comes meanwhile changes its counts. Without a desktop that shows notifications it is a window of the client's. */
typedef struct _GuardWatchDesktop GuardWatchDesktop;

/* @how: what has shown @item in the end */
typedef void (*GuardWatchDesktopFunc) (const GuardWatchItem *item, GuardShown how, gpointer user_data);

GuardWatchDesktop *guard_watch_desktop_new (Guard *guard, GuardWatchDesktopFunc func, gpointer user_data) G_GNUC_WARN_UNUSED_RESULT;
/* Closes the notification; nothing is called any more. */
void guard_watch_desktop_free (GuardWatchDesktop *self);

/* @item: (transfer full) */
void guard_watch_desktop_add (GuardWatchDesktop *self, GuardWatchItem *item);
/* The user has seen what is of @who, or of all people (%NULL) of @account. */
void guard_watch_desktop_forget (GuardWatchDesktop *self, PurpleAccount *account, const char *who);

G_END_DECLS
