/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "core/guard-report.h"
#include "guard.h"

G_BEGIN_DECLS

/* Which kinds of data the user agreed to send to whom for a while. A copy in memory of what the store remembers, read at the start and at each question. */
typedef struct _GuardDataMemory GuardDataMemory;

GuardDataMemory *guard_data_memory_new (Guard *guard) G_GNUC_WARN_UNUSED_RESULT;
void guard_data_memory_free (GuardDataMemory *self);
/* Reads the store again: another program may have forgotten something. */
void guard_data_memory_read (GuardDataMemory *self);
/* Whether every kind that @report names may go to @who unasked; %FALSE if it names none. */
gboolean guard_data_memory_knows (GuardDataMemory *self, const GuardReport *report, PurpleAccount *account, const char *who);
void guard_data_memory_remember (GuardDataMemory *self, const GuardReport *report, PurpleAccount *account, const char *who);
/* Returns: %FALSE if @key (guard_remembered_dup_data_key()) was not remembered */
gboolean guard_data_memory_forget (GuardDataMemory *self, const char *key);
/* A line a key. Returns: (transfer full) (element-type utf8) */
GPtrArray *guard_data_memory_list (GuardDataMemory *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
