/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "guard-rules.h"

#include <glib.h>

G_BEGIN_DECLS

/* What pressure.rules lists: combinations of phrases by which swindlers press their readers. Filled on the main loop, then only read. */
typedef struct _GuardPressure GuardPressure;

GuardPressure *guard_pressure_new (void) G_GNUC_WARN_UNUSED_RESULT;
void guard_pressure_free (GuardPressure *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GuardPressure, guard_pressure_free)

/* Adds to what is known: phrases to words of the same name, rules behind those that are there. Returns: %FALSE with @error (file and line)
 * set, and nothing added */
gboolean guard_pressure_add_rules (GuardPressure *self, GuardRules *rules, GError **error) G_GNUC_WARN_UNUSED_RESULT;
guint guard_pressure_count (const GuardPressure *self); /* rules */

/* The first rule that @text keeps to. Linear in @n_bytes. Returns: (nullable) (transfer none): its description, not translated */
const char *guard_pressure_find (const GuardPressure *self, const char *text, gsize n_bytes);

G_END_DECLS
