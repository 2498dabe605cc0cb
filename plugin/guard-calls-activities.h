/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "guard.h"

G_BEGIN_DECLS

/* What others can begin here that is neither message, file nor call. */
typedef struct _GuardActivities GuardActivities;

typedef enum
{
  GUARD_ACTIVITY_WHITEBOARD = 0, /* a drawing that both see */
  GUARD_ACTIVITY_SCREEN,         /* carried like a call, and none: a shared screen or program */
  GUARD_ACTIVITY_FORM,           /* a form to fill in that nobody here has asked for */
} GuardActivity;

GuardActivities *guard_activities_new (Guard *guard) G_GNUC_WARN_UNUSED_RESULT;
void guard_activities_attach (GuardActivities *self);
void guard_activities_detach (GuardActivities *self);
void guard_activities_free (GuardActivities *self);

/* Whether it may begin; if not, that is said. */
gboolean guard_activities_may_begin (GuardActivities *self, PurpleAccount *account, const char *who, GuardActivity activity);

G_END_DECLS
