/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "guard-spoof.h"

#include <unicode/uset.h>

G_BEGIN_DECLS

/* One label of a name under guard-spoof's rules, which are in three files: what ICU says (guard-spoof.c), letters and their
 * suffixes (guard-spoof-letters.c), letters and their neighbours (guard-spoof-company.c). Not for others. */

/**
 * GuardSpoofLabel:
 * @letters: (array length=n_letters): the label, decoded
 * @suffix: last label of the name, as an A-label: "com", "xn--p1ai"
 * @suffix_letters: the same, decoded
 * @has_latin: at least one letter is Latin
 * @is_of_several_scripts: more than one writing system (Chinese, Japanese, Korean count as one each)
 */
typedef struct
{
  const gunichar *letters;
  gsize n_letters;
  const char *suffix;
  const gunichar *suffix_letters;
  gsize n_suffix_letters;
  gboolean has_latin;
  gboolean is_of_several_scripts;
} GuardSpoofLabel;

GuardSpoof guard_spoof_check_letters (const GuardSpoofLabel *label);
GuardSpoof guard_spoof_check_company (const GuardSpoofLabel *label);

/* A set of characters from a pattern of ours, opened once and kept. */
const USet *guard_spoof_open_set (const char *pattern) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
