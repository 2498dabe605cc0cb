/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "guard-rules.h"

G_BEGIN_DECLS

/* Sensitive data, described by rules (data/sensitive-*.rules), looked for all at once: phrases by one automaton, numbers by one scan for
 * digits; then each rule's own pattern in its own window around what was met, then its validator. Filled, compiled, then read by one thread at a
 * time. Linear in the text but for the patterns, whose work is bounded: beyond the bound a match is "not looked at", and that is told. */
typedef struct _GuardPatterns GuardPatterns;

/* What the data is; policies and words speak of it. */
typedef enum
{
  GUARD_DATA_SECRET = 0, /* opens something: keys, tokens, passwords */
  GUARD_DATA_CODE,       /* one-time codes */
  GUARD_DATA_MONEY,      /* cards, accounts, wallets */
  GUARD_DATA_IDENTITY,   /* numbers that stand for a person */
  GUARD_DATA_PERSONAL,   /* birth dates, phones, postal addresses: only beside other data */
  GUARD_DATA_CONTACTS,   /* lists of other people */
  GUARD_DATA_PLACE,      /* where somebody is: the position in a picture */
  GUARD_DATA_OWN,        /* words and patterns of the user's or the organisation's own */
} GuardDataCategory;

/* Stable word: "secret", "code", "money", "identity", "personal", "contacts", "place", "own". */
const char *guard_data_category_to_string (GuardDataCategory category);
gboolean guard_data_category_from_string (const char *word, GuardDataCategory *category);

/* How sure a rule is of itself. */
typedef enum
{
  GUARD_CONFIDENCE_LOW = 0, /* counts only beside something else */
  GUARD_CONFIDENCE_MEDIUM,
  GUARD_CONFIDENCE_HIGH,
} GuardConfidence;

/* Where text comes from: some rules look only in one of them. */
typedef enum
{
  GUARD_TEXT_MESSAGE = 1 << 0,
  GUARD_TEXT_FILE = 1 << 1,
} GuardTextSource;

/* One place. @kind and @description (not translated yet) belong to the patterns; @start, @end are bytes of the text that was given. */
typedef struct
{
  const char *kind;        /* the rule's id: "payment-card" */
  const char *description; /* "the number of a payment card" */
  GuardDataCategory category;
  GuardConfidence confidence;
  gsize start, end;
} GuardDataMatch;

GuardPatterns *guard_patterns_new (void) G_GNUC_WARN_UNUSED_RESULT;
void guard_patterns_free (GuardPatterns *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GuardPatterns, guard_patterns_free)

/* Adds rules of one file. Several files add up; a rule of the same id in a later one is refused unless it comes from another file, then it
 * replaces the earlier. Returns: %FALSE with @error (file and line) set, and nothing of @rules added */
gboolean guard_patterns_add_rules (GuardPatterns *self, GuardRules *rules, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* After the last; before it nothing is found. Adding more asks for compiling again. */
void guard_patterns_compile (GuardPatterns *self);
guint guard_patterns_count (const GuardPatterns *self);

/**
 * guard_patterns_scan:
 * @text: (array length=n_bytes): any bytes
 *
 * Returns: (transfer full) (element-type GuardDataMatch): in the order of their starts, none inside another of the same or more confidence.
 * @is_whole: (out) (optional): %FALSE if a bound was reached and something was not looked at
 */
GArray *guard_patterns_scan (const GuardPatterns *self, const char *text, gsize n_bytes, GuardTextSource source, gboolean *is_whole) G_GNUC_WARN_UNUSED_RESULT;

/* The same by running each pattern over the whole text, without automaton and windows: slow, and what the quick way is proved against. */
GArray *guard_patterns_scan_slowly (const GuardPatterns *self, const char *text, gsize n_bytes, GuardTextSource source) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
