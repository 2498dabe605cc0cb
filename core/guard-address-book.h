/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Lists of people in the forms in which programs write them down. */
typedef enum
{
  GUARD_ADDRESS_BOOK_NONE = 0,
  GUARD_ADDRESS_BOOK_CARDS,   /* vCard (RFC 6350, and its elder ones) */
  GUARD_ADDRESS_BOOK_BUDDIES, /* libpurple's blist.xml */
  GUARD_ADDRESS_BOOK_TABLE,   /* fields parted by commas, semicolons or tabs under a line that names them; Gadu-Gadu's and ICQ's without one */
  GUARD_ADDRESS_BOOK_LDIF,    /* RFC 2849 */
} GuardAddressBookForm;

/* @n_entries: people of whom it says more than the name. @start, @end: from the first to the end of the last, bytes of the text. Plain record. */
typedef struct
{
  GuardAddressBookForm form;
  guint n_entries;
  gsize start, end;
} GuardAddressBook;

/* The form of which there is most in @text (array length=n_bytes, any bytes). One pass. */
GuardAddressBook guard_address_book_find (const char *text, gsize n_bytes);

G_END_DECLS
