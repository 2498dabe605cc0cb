/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <purple.h>

G_BEGIN_DECLS

/* On which day something was last said, or heard, between the user and a person in the contact list. Kept by libpurple with the contact in its list
 * (blist.xml): a number of days, no time and no words. The client's logs know as well, but reading them waits for the disk. */

void guard_spoken_note (PurpleAccount *account, const char *who);
/* How many days ago; 0 if it is not known, which is no answer. */
guint guard_spoken_count_days (PurpleAccount *account, const char *who);

G_END_DECLS
