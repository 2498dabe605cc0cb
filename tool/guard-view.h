/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "guard-output.h"
#include "store/guard-state.h"

G_BEGIN_DECLS

/* What a running client has said (store/guard-state), as a table or as JSON. */

typedef enum
{
  GUARD_FACT_TEXT,
  GUARD_FACT_NUMBER,
  GUARD_FACT_TIME,  /* microseconds since 1970 */
  GUARD_FACT_TRUTH, /* "yes", "no" */
} GuardFactKind;

typedef struct
{
  const char *key;
  GuardFactKind kind;
} GuardViewFact;

typedef struct
{
  const char *section;         /* GUARD_STATE_... */
  const char *name_member;     /* how JSON calls the name of a row */
  const GuardViewFact *facts;  /* the members that follow, ended by one without key; a hyphen in a key becomes a low line */
  void (*print_row) (const GuardState *state);
  const char *nothing;         /* marked for translation: said to a person where a client says that there is nothing */
} GuardView;

/* Only what living clients say. Returns: an exit code: GUARD_EXIT_FAILED, having said so, where none has spoken of it */
int guard_view_print (const GuardView *view, const GuardStates *states, gboolean as_json);
/* The same, of a store, which is opened for it. */
int guard_view_run (const GuardView *view, gboolean as_json);

/* A fact as one line for a terminal. Returns: (transfer full): "" where there is none */
char *guard_view_dup_line (const GuardState *state, const char *key, gsize max_characters) G_GNUC_WARN_UNUSED_RESULT;
/* @fallback where there is none, or it is none. */
guint64 guard_view_get_number (const GuardState *state, const char *key, guint64 fallback);
gboolean guard_view_is (const GuardState *state, const char *key, const char *value);

G_END_DECLS
