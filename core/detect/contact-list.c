/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-address-book.h"
#include "guard-addresses.h"
#include "guard-detectors.h"
#include "guard-mask.h"

#include <glib/gi18n-lib.h>

/* Other people's addresses, many at once. What is said is a count. One or two addresses are what people send each other, and the few of a quoted
 * mail as well; the bounds are such that no line of the chats we measure with is asked about. What left before counts, if something is new. */

#define MIN_ADDRESSES 5
#define MIN_CONTACTS 3 /* of the user's own */
#define MIN_ENTRIES 3  /* of a list in a program's form; of cards one, which says all of somebody */
#define MANY_ADDRESSES 20

typedef struct
{
  guint n_addresses;
  guint n_contacts; /* of these */
  gboolean has_new; /* something of it did not leave before */
  gsize start, end; /* from the first that is new to the last */
  gsize first_end;
} Tally;

static void
note_place (Tally *self, const GuardMessage *message, gsize start, gsize end)
{
  if (end <= message->n_earlier_bytes)
    return;
  if (!self->has_new || start < self->start)
    {
      self->start = start;
      self->first_end = end;
    }
  self->end = MAX (self->end, end);
  self->has_new = TRUE;
}

/* The recipient knows his own address. */
static Tally
tally_addresses (const GuardKnowledge *knowledge, const GuardMessage *message, const GuardAddresses *addresses)
{
  g_autofree char *own = message->sender_address != NULL ? g_ascii_strdown (message->sender_address, -1) : NULL;
  Tally tally = { 0 };

  for (guint i = 0; i < guard_addresses_count (addresses); i++)
    {
      const GuardAddress *address = guard_addresses_get (addresses, i);

      if (g_strcmp0 (address->text, own) == 0)
        continue;
      tally.n_addresses++;
      tally.n_contacts += guard_knowledge_is_contact (knowledge, address->text);
      note_place (&tally, message, address->start, address->end);
    }
  return tally;
}

static char *
dup_why (GuardAddressBookForm form, guint n_items, guint n_contacts)
{
  g_autofree char *what = NULL;

  if (form == GUARD_ADDRESS_BOOK_CARDS)
    what = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "the contact card of %u person", "the contact cards of %u people", n_items), n_items);
  else if (form != GUARD_ADDRESS_BOOK_NONE)
    what = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "a contact list with %u entry", "a contact list with %u entries", n_items), n_items);
  else
    what = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "the address of %u person", "the addresses of %u people", n_items), n_items);

  if (n_contacts == 0)
    return g_steal_pointer (&what);
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%s, %u of them your contact", "%s, %u of them your contacts", n_contacts), what, n_contacts);
}

static void
add (GuardReport *report, const GuardMessage *message, const GuardAddressBook *book, const Tally *tally)
{
  const gboolean is_sure = book->form != GUARD_ADDRESS_BOOK_NONE || tally->n_contacts >= MIN_CONTACTS || tally->n_addresses >= MANY_ADDRESSES;
  const guint n_items = MAX (book->n_entries, tally->n_addresses);
  const GuardDataMatch match = {
    .kind = guard_detect_contact_list.id,
    .category = GUARD_DATA_CONTACTS,
    .confidence = is_sure ? GUARD_CONFIDENCE_HIGH : GUARD_CONFIDENCE_MEDIUM,
    .start = tally->start,
    .end = tally->end,
  };

  guard_report_add_data (report, guard_detect_contact_list.id, is_sure ? GUARD_LEVEL_WARNING : GUARD_LEVEL_CAUTION, &match, n_items,
                         guard_mask_dup_excerpt (message->text, tally->start, tally->first_end, GUARD_DATA_CONTACTS),
                         dup_why (book->form, book->form != GUARD_ADDRESS_BOOK_NONE ? book->n_entries : n_items, tally->n_contacts));
}

static void
look (const GuardKnowledge *knowledge, const GuardMessage *message, GuardReport *report)
{
  g_autoptr(GuardAddresses) addresses = guard_addresses_new (message->text, message->n_text_bytes);
  GuardAddressBook book = guard_address_book_find (message->text, message->n_text_bytes);
  Tally tally = tally_addresses (knowledge, message, addresses);

  if (book.n_entries < (book.form == GUARD_ADDRESS_BOOK_CARDS ? 1 : MIN_ENTRIES))
    book = (GuardAddressBook) { 0 };
  else
    note_place (&tally, message, book.start, book.end);
  if (book.form == GUARD_ADDRESS_BOOK_NONE && tally.n_addresses < MIN_ADDRESSES && tally.n_contacts < MIN_CONTACTS)
    return;
  if (tally.has_new)
    add (report, message, &book, &tally);
}

const GuardDetector guard_detect_contact_list = {
  .id = "contact-list",
  .ways = GUARD_WAY_OUTGOING | GUARD_WAY_FILE,
  .summary = N_("many other people's addresses, contact cards and lists"),
  .look = look,
};
