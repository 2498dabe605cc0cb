/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The sums that check digits are made from. All of them take digits only, the check digit among them, unless they say otherwise. */

/* Digit times weight, added up over @n digits. */
guint guard_checksum_weigh (const char *digits, guint n, const guint8 *weights);
/* ISO/IEC 7812-1, annex B: every second digit from the right counts twice. */
gboolean guard_checksum_luhn (const char *digits, guint n);
/* J. Verhoeff, Error Detecting Decimal Codes (1969). */
gboolean guard_checksum_verhoeff (const char *digits, guint n);
/* ISO/IEC 7064: letters count 10 to 35 and take two places. Returns: the remainder, 1 if the number is right */
guint guard_checksum_mod_97_10 (const char *text, guint n);
/* ISO/IEC 7064; the last may be "X". */
gboolean guard_checksum_mod_11_2 (const char *digits, guint n);
gboolean guard_checksum_mod_11_10 (const char *digits, guint n);

G_END_DECLS
