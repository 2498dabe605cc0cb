/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-address-book.h"
#include "guard-unicode.h"

#include <string.h>

/* Each form has a reader, which gets every line and counts entries of its own. What it holds is not read: only whether there is something. */

#define MAX_FIELDS 128
#define MAX_FIELD_BYTES 64      /* of a name of a column */
#define MAX_BUDDY_BYTES 512     /* of the tag */

typedef struct
{
  const char *text; /* the line, without its end */
  gsize n_bytes;
  gsize offset;
} Line;

typedef struct
{
  GuardAddressBook cards, buddies, table, ldif;
  gboolean is_in_card, is_in_entry;
  gboolean is_card_counted, is_entry_counted;
  gsize card_start, entry_start;
  char separator;  /* of the table whose head was read; 0: of none */
  guint n_columns; /* of that head */
} Reader;

static void
count (GuardAddressBook *book, const Line *line, gsize start)
{
  if (book->n_entries++ == 0)
    book->start = start;
  book->end = line->offset + line->n_bytes;
}

static gboolean
begins_with (const Line *line, const char *word)
{
  const gsize n = strlen (word);

  return line->n_bytes >= n && g_ascii_strncasecmp (line->text, word, n) == 0;
}

/* A property of one of @names (between blanks, in lower case), with something in it. */
static gboolean
has_property (const Line *line, const char *names)
{
  const char *colon = memchr (line->text, ':', MIN (line->n_bytes, MAX_FIELD_BYTES));
  const gsize n_before = colon != NULL ? (gsize) (colon - line->text) : 0;
  char wanted[MAX_FIELD_BYTES + 3] = " ";
  gsize n = 1;

  if (n_before == 0 || n_before + 1 >= line->n_bytes)
    return FALSE;
  for (gsize i = 0; i < n_before && line->text[i] != ';'; i++)
    if (line->text[i] == '.')
      n = 1; /* "item1.EMAIL" */
    else
      wanted[n++] = g_ascii_tolower (line->text[i]);
  wanted[n++] = ' ';
  wanted[n] = '\0';
  return n > 2 && strstr (names, wanted) != NULL;
}

static void
read_card (Reader *self, const Line *line)
{
  if (begins_with (line, "BEGIN:VCARD"))
    {
      self->is_in_card = TRUE;
      self->is_card_counted = FALSE;
      self->card_start = line->offset;
    }
  if (!self->is_in_card)
    return;

  if (!self->is_card_counted && has_property (line, " tel email adr impp bday geo x-jabber x-icq x-aim x-msn x-skype "))
    {
      count (&self->cards, line, self->card_start);
      self->is_card_counted = TRUE;
    }
  if (self->is_card_counted)
    self->cards.end = line->offset + line->n_bytes;
  if (begins_with (line, "END:VCARD"))
    self->is_in_card = FALSE;
}

static void
read_entry (Reader *self, const Line *line)
{
  if (begins_with (line, "dn:"))
    {
      self->is_in_entry = TRUE;
      self->is_entry_counted = FALSE;
      self->entry_start = line->offset;
    }
  if (line->n_bytes == 0)
    self->is_in_entry = FALSE;
  if (!self->is_in_entry)
    return;

  if (!self->is_entry_counted && has_property (line, " mail telephonenumber homephone mobile mozillahomephone mozillasecondemail xmozillasecondemail "))
    {
      count (&self->ldif, line, self->entry_start);
      self->is_entry_counted = TRUE;
    }
  if (self->is_entry_counted)
    self->ldif.end = line->offset + line->n_bytes;
}

/* One line may hold the whole file. */
static void
read_buddies (Reader *self, const Line *line)
{
  static const char tag[] = "<buddy ", attribute[] = "proto=";
  const char *end = line->text + line->n_bytes;
  const char *found = line->text;

  while ((found = memmem (found, end - found, tag, strlen (tag))) != NULL)
    {
      const gsize n_left = MIN (end - found, MAX_BUDDY_BYTES);
      const char *close = memchr (found, '>', n_left);

      if (close != NULL && memmem (found, close - found, attribute, strlen (attribute)) != NULL)
        count (&self->buddies, line, line->offset);
      found += strlen (tag);
    }
}

/* ---- Tables ---- */

typedef struct
{
  const char *text;
  gsize n_bytes;
} Field;

/* Without the quotes. Returns: how many there are, at most MAX_FIELDS */
static guint
split (const Line *line, char separator, Field *fields)
{
  const char *end = line->text + line->n_bytes;
  const char *at = line->text;
  guint n = 0;

  while (n < MAX_FIELDS)
    {
      const char *next = memchr (at, separator, end - at);
      Field *field = &fields[n++];

      *field = (Field) { at, (next != NULL ? next : end) - at };
      while (field->n_bytes > 0 && (*field->text == '"' || *field->text == ' '))
        *field = (Field) { field->text + 1, field->n_bytes - 1 };
      while (field->n_bytes > 0 && (field->text[field->n_bytes - 1] == '"' || field->text[field->n_bytes - 1] == ' '))
        field->n_bytes--;
      if (next == NULL)
        break;
      at = next + 1;
    }
  return n;
}

/* Programs that export contacts name their columns so, each in its languages. A column's name begins with the word: "E-mail 1 - Value". */
static const char * const name_columns[] = {
  "name", "full name", "first name", "given name", "last name", "family name", "surname", "display name", "nickname", "nick", "alias", "contact",
  "vorname", "nachname", "anzeigename", "nom", "prénom", "nombre", "apellido", "nome", "cognome", "imię", "nazwisko",
  "姓名", "名字", "姓", "氏名", "名前", NULL,
};
static const char * const address_columns[] = {
  "e-mail", "email", "primary e", "secondary e", "mail", "phone", "home phone", "work phone", "mobile", "cell", "tel", "jabber", "xmpp", "icq", "uin",
  "screen name", "screenname", "im address", "telefon", "mobil", "handy", "téléphone", "courriel", "correo", "teléfono", "telefono", "telefone", "numer",
  "電話", "电话", "手機", "手机", "電郵", "邮箱", "電子郵件", "电子邮件", "メール", NULL,
};

static gboolean
is_column (const Field *field, const char * const *words, gboolean is_whole)
{
  for (gsize i = 0; words[i] != NULL; i++)
    if (g_ascii_tolower (*field->text) == *words[i])
      {
        const gsize n = strlen (words[i]);

        if ((is_whole ? field->n_bytes == n : field->n_bytes >= n) && g_ascii_strncasecmp (field->text, words[i], n) == 0)
          return TRUE;
      }
  return FALSE;
}

/* Two words with a comma between them are more often a sentence. */
static gboolean
is_head (const Field *fields, guint n_fields)
{
  gboolean has_name = FALSE, has_address = FALSE;

  for (guint i = 0; i < n_fields; i++)
    if (fields[i].n_bytes > MAX_FIELD_BYTES)
      return FALSE;
  for (guint i = 0; i < n_fields && !(has_name && has_address); i++)
    if (fields[i].n_bytes == 0)
      continue;
    else if (!has_address && is_column (&fields[i], address_columns, n_fields == 2))
      has_address = TRUE;
    else if (!has_name && is_column (&fields[i], name_columns, n_fields == 2))
      has_name = TRUE;
  return n_fields >= 2 && has_name && has_address;
}

static gboolean
is_number (const Field *field, gsize min_digits, gsize max_digits)
{
  for (gsize i = 0; i < field->n_bytes; i++)
    if (!g_ascii_isdigit (field->text[i]))
      return FALSE;
  return field->n_bytes >= min_digits && field->n_bytes <= max_digits;
}

/* Lists of messengers that have no head: Gadu-Gadu's "first;last;nick;shown;phone;group;number;mail;…", ICQ's "group;number;nick;". */
static gboolean
is_messengers_row (const Field *fields, guint n_fields)
{
  if (n_fields >= 8)
    return is_number (&fields[6], 2, 10) && fields[3].n_bytes > 0;
  return n_fields == 4 && is_number (&fields[1], 5, 10) && fields[2].n_bytes > 0 && fields[3].n_bytes == 0;
}

static gboolean
has_letter (const Field *field)
{
  const char *at = field->text, *end = field->text + field->n_bytes;
  gunichar character;

  while (at < end)
    if (guard_unicode_next (&at, end, &character) && g_unichar_isalnum (character))
      return TRUE;
  return FALSE;
}

/* A row of signs alone is a line below the head, or what was masked. */
static gboolean
has_content (const Field *fields, guint n_fields)
{
  guint n = 0;

  for (guint i = 0; i < n_fields && n < 2; i++)
    n += has_letter (&fields[i]);
  return n >= 2;
}

/* A table has as many fields in each row as in its head, but for separators within quotes; what does not (the lines of a program, say) ends it. */
static gboolean
is_row (const Line *line, guint n_fields, guint n_columns)
{
  return n_fields == n_columns || (n_fields >= 2 && memchr (line->text, '"', line->n_bytes) != NULL);
}

static void
read_table (Reader *self, const Line *line)
{
  static const char separators[] = { '\t', ';', ',' };
  Field fields[MAX_FIELDS];
  guint n_fields = 0;

  if (self->separator != 0)
    {
      n_fields = split (line, self->separator, fields);
      if (is_row (line, n_fields, self->n_columns))
        {
          if (has_content (fields, n_fields))
            count (&self->table, line, line->offset);
          return;
        }
      self->separator = 0;
    }
  for (gsize i = 0; i < G_N_ELEMENTS (separators) && n_fields < 2; i++)
    {
      n_fields = split (line, separators[i], fields);
      if (n_fields >= 2 && is_head (fields, n_fields))
        {
          self->separator = separators[i];
          self->n_columns = n_fields;
        }
    }
  if (self->separator == 0 && n_fields >= 4 && is_messengers_row (fields, n_fields))
    count (&self->table, line, line->offset);
}

/* ---- All ---- */

static GuardAddressBook
pick (const Reader *self)
{
  const GuardAddressBook *books[] = { &self->cards, &self->buddies, &self->ldif, &self->table };
  GuardAddressBook best = { 0 };

  for (gsize i = 0; i < G_N_ELEMENTS (books); i++)
    if (books[i]->n_entries > best.n_entries)
      best = *books[i];
  return best;
}

GuardAddressBook
guard_address_book_find (const char *text, gsize n_bytes)
{
  Reader reader = {
    .cards = { .form = GUARD_ADDRESS_BOOK_CARDS },
    .buddies = { .form = GUARD_ADDRESS_BOOK_BUDDIES },
    .table = { .form = GUARD_ADDRESS_BOOK_TABLE },
    .ldif = { .form = GUARD_ADDRESS_BOOK_LDIF },
  };

  for (gsize start = 0; start < n_bytes;)
    {
      const char *newline = memchr (text + start, '\n', n_bytes - start);
      const gsize end = newline != NULL ? (gsize) (newline - text) : n_bytes;
      const gboolean has_return = end > start && text[end - 1] == '\r';
      const Line line = { text + start, end - start - has_return, start };

      read_card (&reader, &line);
      read_entry (&reader, &line);
      read_buddies (&reader, &line);
      read_table (&reader, &line);
      start = end + 1;
    }
  return pick (&reader);
}
