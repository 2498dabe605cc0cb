/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define GUARD_NUMBER_MAX_CHARACTERS 40

/* A number as a register knows it: digits and upper-case letters, without what people put between them. */
typedef struct
{
  char text[GUARD_NUMBER_MAX_CHARACTERS + 1]; /* ended by NUL */
  guint n;
} GuardNumber;

/* Leaves out blanks, line ends, dashes, dots, slashes, colons and brackets. Returns: %FALSE at any other sign, or if there is nothing or
 * too much */
gboolean guard_number_read (GuardNumber *self, const char *text, gsize n_bytes);
/* The same for numbers of one form. @form: a sign for each of them: "9" a digit, "A" a letter, "*" either */
gboolean guard_number_read_form (GuardNumber *self, const char *text, gsize n_bytes, const char *form);
gboolean guard_number_has_form (const GuardNumber *self, const char *form);

/* One digit made longer, as people write who have to write something: most checksums are content with all zeros. */
gboolean guard_number_is_one_digit (const GuardNumber *self);
/* What @n digits from @start on say; at most 18. */
guint64 guard_number_get_value (const GuardNumber *self, guint start, guint n);
/* Whether the two digits at each place are a day that exists in the given century, or in 1900-2099 if it is 0. */
gboolean guard_number_has_date (const GuardNumber *self, guint year_at, guint month_at, guint day_at, guint century);

/* @century: 1900; 0 = either of 1900 and 2000. @year: within it */
gboolean guard_date_exists (guint century, guint year, guint month, guint day);

G_END_DECLS
