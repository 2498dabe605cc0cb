/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "headless/guard-story.h"

G_BEGIN_DECLS

/* Real Pidgin and real Finch for a person of a story: the profile, the screen, keys and eyes. */

/* Where the person's account is to connect, instead of the stage's server. */
typedef struct
{
  const char *host;
  guint port;
  const char *security; /* the account's setting: "require_tls", "opportunistic_tls" */
} GuardDeskServer;

/* Writes accounts.xml and prefs.xml into the person's profile, so that @client ("pidgin" or "finch") logs in by itself with the plugin
 * under test loaded, and asks nothing of its own first. Pidgin's browser is a script that writes down what it is told to open. */
void guard_desk_write_profile (GuardStage *stage, GuardPerson *person, const char *client);
/* The addresses that this browser was told to open, one a line. Returns: (transfer full): "" for none */
char *guard_desk_dup_browsed (GuardPerson *person);
/* Waits until the browser was told to open @address, as the last of @n in all. */
void guard_desk_await_browsed (GuardPerson *person, const char *address, guint n, double seconds);

/* The path of the plugin under test. */
const char *guard_desk_get_plugin (void);

/* Runs a program and waits for it. Returns: (transfer full): what it printed, without the last line feed; %NULL if it failed */
char *guard_desk_run (const char * const *environment, const char *program, ...) G_GNUC_NULL_TERMINATED;

/* ---- Pidgin in a window ---- */
typedef struct _GuardPidgin GuardPidgin;

/* Starts a screen of its own (Xvfb), a window manager and Pidgin on it. */
GuardPidgin *guard_pidgin_start (GuardStage *stage, GuardPerson *person);
/* The same with these plugins loaded, paths with a %NULL at the end, instead of the one under test alone. */
GuardPidgin *guard_pidgin_start_with (GuardStage *stage, GuardPerson *person, const char * const *plugins);
GuardPidgin *guard_pidgin_start_at (GuardStage *stage, GuardPerson *person, const GuardDeskServer *server);
void guard_pidgin_stop (GuardPidgin *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GuardPidgin, guard_pidgin_stop)
/* Waits for a visible window whose title matches, and gives it the keyboard. */
void guard_pidgin_await_window (GuardPidgin *self, const char *title, double seconds);
/* Waits until no such window is there. */
void guard_pidgin_await_no_window (GuardPidgin *self, const char *title, double seconds);
/* Upper and lower case are the same. */
gboolean guard_pidgin_has_window (GuardPidgin *self, const char *title);
guint guard_pidgin_count_windows (GuardPidgin *self, const char *title);
void guard_pidgin_key (GuardPidgin *self, const char *key);
void guard_pidgin_type (GuardPidgin *self, const char *text);
/* Clicks into the first window whose title matches, at these shares of its width and height; @button 1 is the left one, 3 the right one. */
void guard_pidgin_click (GuardPidgin *self, const char *title, double x_share, double y_share, int button);
/* A picture of the screen, for whoever looks: <build folder>/clients/NAME.png. */
void guard_pidgin_take_picture (GuardPidgin *self, const char *name);

/* ---- Finch in a terminal ---- */
typedef struct _GuardFinch GuardFinch;

GuardFinch *guard_finch_start (GuardStage *stage, GuardPerson *person);
/* The same on a screen of this size, with these plugins loaded, paths with a %NULL at the end, instead of the one under test alone. */
GuardFinch *guard_finch_start_with (GuardStage *stage, GuardPerson *person, guint n_columns, guint n_rows, const char * const *plugins);
GuardFinch *guard_finch_start_at (GuardStage *stage, GuardPerson *person, const GuardDeskServer *server);
void guard_finch_stop (GuardFinch *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GuardFinch, guard_finch_stop)
/* Waits until @text stands somewhere on the screen (in one line). */
void guard_finch_await (GuardFinch *self, const char *text, double seconds);
gboolean guard_finch_shows (GuardFinch *self, const char *text);
/* tmux's names of keys: "Tab", "Enter", "M-c". */
void guard_finch_key (GuardFinch *self, const char *key);
void guard_finch_type (GuardFinch *self, const char *text);
/* The screen as text: <build folder>/clients/NAME.txt. */
void guard_finch_take_picture (GuardFinch *self, const char *name);

G_END_DECLS
