/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "guard-question.h"
#include "guard.h"
#include "store/guard-provenance.h"

G_BEGIN_DECLS

/* What is said of services and plugins. */

typedef enum
{
  GUARD_SERVICE_CLOSED,
  GUARD_SERVICE_ABSENT, /* there is nothing to close: no such account, no bus */
  GUARD_SERVICE_OPEN,
} GuardServiceState;

const char *guard_service_state_to_string (GuardServiceState state); /* "closed", "absent", "open" */

/* What is said of a service. Plain record of lent strings; title, reason and loss are translated already. */
typedef struct
{
  const char *name;    /* what is typed: "port-mapping" */
  const char *title;
  const char *reason;  /* why it is closed */
  const char *loss;    /* what does not work then */
  GuardServiceState state;
  gboolean has_switch;
  gboolean is_allowed; /* the switch is on */
  gboolean is_locked;  /* the organisation keeps the switch */
  guint n_asked;       /* so often others asked in vain */
} GuardServiceFacts;

/* Returns: (transfer full) */
char *guard_notice_dup_service_line (const GuardServiceFacts *facts);
/* What came of the wish to open or close it. @facts: afterwards. Returns: (transfer full) */
char *guard_notice_dup_service_answer (const GuardServiceFacts *facts, gboolean was_to_be_open);
char *guard_notice_dup_no_such_service (const char *name);
/* The list's short form, for a choice. Returns: (transfer full) */
char *guard_notice_dup_service_choice (const GuardServiceFacts *facts);

/* Once in a profile: what was open, and is closed now. @titles: %NULL-terminated */
void guard_notice_services_closed (Guard *guard, const char * const *titles);
/* Somebody has opened it in the client's own preferences; it is closed again. */
void guard_notice_service_closed_again (Guard *guard, const GuardServiceFacts *facts);
/* Open or close it? Answers: 0 leave it, 1 do */
GuardQuestion *guard_notice_ask_service (Guard *guard, const GuardServiceFacts *facts, GuardAnswerFunc func, gpointer user_data);
void guard_notice_show_service_answer (Guard *guard, const char *answer);
/* One of them. Answer: its index + 1 */
GuardQuestion *guard_notice_ask_which_service (Guard *guard, const char * const *choices, GuardAnswerFunc func, gpointer user_data);

/* @name: (nullable): as the plugin calls itself. Returns: (transfer full) */
char *guard_notice_dup_plugin_line (const char *name, const GuardProvenance *provenance);
/* Others than the user can replace it. */
void guard_notice_plugin_weak (Guard *guard, const char *name, const GuardProvenance *provenance);

G_END_DECLS
