/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "core/guard-knowledge.h"
#include "core/guard-report.h"
#include "core/guard-sender.h"

G_BEGIN_DECLS

/* Words as they will be read by whoever gets them: what was said just before, then the plain text, then the addresses of links that do not show
 * them. In memory only. */
typedef struct
{
  char *text;
  gsize n_bytes;
  gsize n_earlier_bytes; /* the beginning of @text that left already */
  gsize n_own_bytes;     /* what follows, without the addresses of links */
  gboolean is_whole;     /* everything could be read */
} GuardWordsRead;

/* @earlier: (nullable): what was said just before; @text: HTML or not */
GuardWordsRead *guard_words_read (const char *earlier, const char *text, gboolean is_html) G_GNUC_WARN_UNUSED_RESULT;
void guard_words_read_free (GuardWordsRead *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GuardWordsRead, guard_words_read_free)

/* @address: (nullable): the recipient's. Returns: (transfer full) */
GuardReport *guard_words_judge (const GuardWordsRead *self, const GuardKnowledge *knowledge, GuardSenderKind recipient, const char *address) G_GNUC_WARN_UNUSED_RESULT;

/* The words without what was said before, plain. Returns: (transfer full) */
char *guard_words_dup_own (const GuardWordsRead *self) G_GNUC_WARN_UNUSED_RESULT;
/* The same with everything that @report found in them masked, in the form in which they came. Returns: (transfer full) */
char *guard_words_dup_masked (const GuardWordsRead *self, const GuardReport *report, gboolean is_html) G_GNUC_WARN_UNUSED_RESULT;

/* The data that was found, each once, for comparing what leaves with what was agreed to. Returns: (transfer full) (element-type utf8): a set */
GHashTable *guard_words_collect_data (const GuardWordsRead *self, const GuardReport *report) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
