/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>
#include <purple.h>

G_BEGIN_DECLS

/* Gives libpurple the client's calls; from core's ui_init. */
void guard_client_init_screen (void);
/* The struct of calls in which something is not the client's own any more: "conversations", "request", "notify", "xfers", "accounts"; %NULL: in none.
 * (transfer none) */
const char *guard_client_find_changed_calls (void);

/* One event. */
void guard_client_say (const char *format, ...) G_GNUC_PRINTF (1, 2);
/* Text of an event: control characters and backslashes are written out, entities of printing characters are read. @text: (nullable). Returns: (transfer full) */
char *guard_client_escape (const char *text);

/* Answers to the question with this number. */
void guard_client_press (const char *id, const char *label);
/* @text: what was chosen or typed */
void guard_client_answer (const char *id, const char *text);
void guard_client_close_question (const char *id);

/* Answers what @who has asked. */
void guard_client_authorize (const char *who, gboolean is_granted);

/* The conversation of this name has the focus from now on, and no other. */
void guard_client_set_focus (const char *name);
/* For libpurple's signals: the event XFER @what. */
void guard_client_on_xfer (PurpleXfer *xfer, gpointer what);

G_END_DECLS
