/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "guard-extract.h"

#include "core/guard-knowledge.h"

G_BEGIN_DECLS

/* A file's text through core's engine, and what it found as records. */

typedef void (*GuardInspectorTellFunc) (const GuardInspectRecord *record, gpointer user_data);

/* Looks at all of @bytes and calls @tell for each record, the last one DONE. @name: the file's; any bytes */
void guard_inspector_look (const GuardKnowledge *knowledge, const GuardExtractLimits *limits, const char *name, const guint8 *bytes, gsize n_bytes,
                           GuardInspectorTellFunc tell, gpointer user_data);

G_END_DECLS
