/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-filename.h"
#include "guard-text.h"
#include "guard-unicode.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* A name that somebody else chose for a file: what a person is shown of it, what the disk gets, and which tricks it tried.
 * It refuses nothing, since an offer must be shown whatever it is called; it only never passes a trick on to the disk.
 * Works without any rule file, so the few lists that tricks depend upon are here. */

#define MAX_SAFE_BYTES       200
#define MAX_SHOWN_CHARACTERS 120
/* No file system takes a longer name; what a megabyte of name has beyond its ends is of no interest. */
#define MAX_BYTES_LOOKED_AT  (16 * 1024)
#define BLANKS_THAT_HIDE     3

/* Names on which a desktop, a shell or a server acts when they merely lie in a folder. Compared case-folded. */
static const char *const special_names[] = {
  "autorun.inf", "autorun.sh", "autorun", ".autorun", "autoopen", ".autoopen", "desktop.ini", "folder.htt", "thumbs.db",
  "ehthumbs.db", "iconcache.db", ".ds_store", ".directory", ".hidden", ".htaccess", ".htpasswd", "web.config", ".user.ini",
  ".bashrc", ".bash_profile", ".bash_login", ".bash_logout", ".profile", ".zshrc", ".zprofile", ".zshenv", ".zlogin", ".login",
  ".cshrc", ".xprofile", ".xinitrc", ".xsession", ".xsessionrc", ".inputrc", ".vimrc", ".exrc", ".nanorc", ".gdbinit",
  ".gitconfig", ".gitattributes", ".gitmodules", ".npmrc", ".envrc", ".netrc", ".rhosts", ".forward", ".procmailrc", ".mailcap",
  ".pythonrc", ".wgetrc", ".curlrc", ".ssh", ".git", "authorized_keys", "normal.dotm", "personal.xlsb", "makefile", "gnumakefile",
};

/* Device names of Windows, with or without an extension: such a file cannot be copied to, or acts oddly on, many disks. */
static const char *const device_names[] = {
  "con", "prn", "aux", "nul", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9",
  "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9", "conin$", "conout$", "clock$",
};

/* Extensions that people trust, and so are put before the real one. */
static const char *const trusted_extensions[] = {
  "jpg", "jpeg", "png", "gif", "bmp", "webp", "tif", "tiff", "heic", "svg", "txt", "text", "log", "md", "csv", "rtf", "pdf", "doc",
  "docx", "xls", "xlsx", "ppt", "pptx", "odt", "ods", "odp", "epub", "mp3", "wav", "ogg", "oga", "opus", "flac", "m4a", "mp4", "m4v",
  "mkv", "avi", "mov", "mpg", "mpeg", "webm", "wmv", "htm", "html", "eml", "ics", "vcf",
};

/* What honestly follows another extension: packing, encryption, signatures and sums of the file before it. */
static const char *const following_extensions[] = {
  "gz", "bz2", "xz", "zst", "lz", "lz4", "lzma", "z", "zip", "7z", "rar", "tar", "tgz", "gpg", "pgp", "asc", "sig", "p7m", "p7s",
  "age", "minisig", "md5", "sha1", "sha256", "sha512", "par2", "part", "bak", "orig", "old", "ots", "xmp", "srt",
};

static gboolean
is_one_of (const char *word, const char *const *list, gsize n)
{
  for (gsize i = 0; i < n; i++)
    if (strcmp (word, list[i]) == 0)
      return TRUE;
  return FALSE;
}
#define IS_ONE_OF(word, list) is_one_of (word, list, G_N_ELEMENTS (list))

static gboolean
is_slash (char byte)
{
  return byte == '/' || byte == '\\'; /* the sender's system may be any */
}

/* The ends of a name that is longer than any: the middle falls out. */
static char *
bound (const char *spoken)
{
  const gsize n_bytes = strlen (spoken);

  if (n_bytes <= MAX_BYTES_LOOKED_AT)
    return g_strdup (spoken);

  g_autofree char *head = g_strndup (spoken, MAX_BYTES_LOOKED_AT / 2);
  const char *tail = spoken + n_bytes - MAX_BYTES_LOOKED_AT / 2;

  while (((guchar) *tail & 0xc0) == 0x80)
    tail++;
  return g_strconcat (head, "\u2026", tail, NULL);
}

/* The last part of a path, or all of it. */
static char *
cut_path (const char *name, GuardFilenameTricks *tricks)
{
  const char *end = name + strlen (name);

  while (end > name && is_slash (end[-1]))
    end--;

  const char *start = end;
  while (start > name && !is_slash (start[-1]))
    start--;

  if (start > name || *end != '\0')
    *tricks |= GUARD_FILENAME_PATH;
  return g_strndup (start, end - start);
}

/* Characters that some file system forbids or some program reads as its own. */
static gboolean
is_awkward (gunichar character)
{
  return character < 0x80 && strchr ("<>:\"|?*", (int) character) != NULL;
}

/* Only what can neither hide nor move anything, each run of white space as one space. */
static char *
filter (const char *name, GuardFilenameTricks *tricks)
{
  const char *end = name + strlen (name);
  g_autoptr(GString) safe = g_string_sized_new (end - name);
  gunichar previous = 0;
  guint n_blanks = 0, n_marks = 0;

  while (name < end)
    {
      gunichar character;
      GuardCharacterKind kind = GUARD_CHARACTER_HIDDEN;
      gboolean is_valid = guard_unicode_next (&name, end, &character);

      if (is_valid)
        kind = guard_unicode_classify (previous, character, guard_unicode_peek (name, end));

      switch (kind)
        {
        case GUARD_CHARACTER_DIRECTION:
          *tricks |= GUARD_FILENAME_DIRECTION_CONTROLS;
          previous = 0;
          continue;
        case GUARD_CHARACTER_HIDDEN:
          *tricks |= GUARD_FILENAME_HIDDEN_CHARACTERS;
          previous = 0;
          if (is_valid && !g_unichar_iscntrl (character))
            continue;
          character = '_';
          n_marks = 0;
          break;
        case GUARD_CHARACTER_BLANK:
          previous = 0;
          n_marks = 0;
          if (n_blanks++ == 0)
            g_string_append_c (safe, ' ');
          if (n_blanks >= BLANKS_THAT_HIDE && *name != '\0')
            *tricks |= GUARD_FILENAME_SPACES_BEFORE_EXTENSION;
          continue;
        case GUARD_CHARACTER_MARK:
          if (++n_marks > GUARD_MAX_MARKS_IN_A_ROW)
            continue;
          previous = character;
          break;
        case GUARD_CHARACTER_PLAIN:
        default:
          if (!guard_unicode_is_joiner (character))
            n_marks = 0;
          previous = character;
          break;
        }

      g_string_append_unichar (safe, is_awkward (character) ? '_' : character);
      n_blanks = 0;
    }
  return g_string_free (g_steal_pointer (&safe), FALSE);
}

/* Takes off what hides a name, reads as an option, or is lost on other systems. */
static char *
trim (const char *name, GuardFilenameTricks *tricks)
{
  gsize n_bytes;

  for (; *name == '.' || *name == '-' || *name == ' '; name++)
    *tricks |= *name == '.' ? GUARD_FILENAME_LEADING_DOT : *name == '-' ? GUARD_FILENAME_LEADING_DASH : 0;

  for (n_bytes = strlen (name); n_bytes > 0 && (name[n_bytes - 1] == '.' || name[n_bytes - 1] == ' '); n_bytes--)
    *tricks |= GUARD_FILENAME_TRAILING_DOTS;

  return g_strndup (name, n_bytes);
}

static gboolean
starts_badly (const char *tail)
{
  const gunichar character = g_utf8_get_char (tail);

  return character != 0 && guard_unicode_classify (0, character, 0) != GUARD_CHARACTER_PLAIN;
}

/* The middle falls out, so that the end, with the extension, stays. */
static char *
shorten (const char *name, GuardFilenameTricks *tricks)
{
  const gsize n_bytes = strlen (name);
  const gsize half = (MAX_SAFE_BYTES - strlen ("\u2026")) / 2;

  if (n_bytes <= MAX_SAFE_BYTES)
    return g_strdup (name);

  *tricks |= GUARD_FILENAME_LONG;

  const char *head_end = name + half;
  while (((guchar) *head_end & 0xc0) == 0x80)
    head_end--;

  const char *tail = name + n_bytes - half;
  while (((guchar) *tail & 0xc0) == 0x80 || starts_badly (tail))
    tail++;

  g_autofree char *head = g_strndup (name, head_end - name);
  /* A joiner at the cut has lost what it joined. */
  for (const char *last; (last = g_utf8_find_prev_char (head, head + strlen (head))) != NULL && starts_badly (last);)
    head[last - head] = '\0';
  return g_strconcat (head, "\u2026", tail, NULL);
}

static char *
find_extension (const char *name)
{
  const char *dot = strrchr (name, '.');

  return dot != NULL && dot != name ? g_utf8_casefold (dot + 1, -1) : g_strdup ("");
}

/* Dots by look: ONE DOT LEADER, SMALL and FULLWIDTH FULL STOP, HALFWIDTH IDEOGRAPHIC FULL STOP, LISU TONE MYA TI, SYRIAC
 * SUPRALINEAR and SUBLINEAR FULL STOP. The ideographic full stop itself ends honest sentences and looks like no dot. */
static gboolean
looks_like_dot (gunichar character)
{
  return character == '.' || character == 0x2024 || character == 0xfe52 || character == 0xff0e || character == 0xff61
         || character == 0xa4f8 || character == 0x0701 || character == 0x0702;
}

/* Whether a trusted extension stands before the real one: "photo.jpg.exe", "photo.jpg   .exe", "photo․jpg.exe". */
static gboolean
has_double_extension (const char *name, const char *extension)
{
  g_autofree char *folded = g_utf8_casefold (name, -1);
  char *last_dot = strrchr (folded, '.');

  if (last_dot == NULL || IS_ONE_OF (extension, trusted_extensions) || IS_ONE_OF (extension, following_extensions))
    return FALSE;

  *last_dot = '\0';
  for (char *part = folded, *next; part != NULL; part = next)
    {
      for (next = part; *next != '\0' && !looks_like_dot (g_utf8_get_char (next));)
        next = g_utf8_next_char (next);

      char *after = *next != '\0' ? g_utf8_next_char (next) : NULL;
      *next = '\0';
      /* Without the first part: "pdf.exe" only has an odd name. */
      if (part != folded && IS_ONE_OF (g_strstrip (part), trusted_extensions))
        return TRUE;
      next = after;
    }
  return FALSE;
}

static gboolean
is_device (const char *folded)
{
  g_autofree char *stem = g_strndup (folded, strcspn (folded, "."));

  return IS_ONE_OF (g_strchomp (stem), device_names);
}

static gboolean
is_special (const char *name)
{
  g_autofree char *folded = g_utf8_casefold (name, -1);

  return IS_ONE_OF (folded, special_names);
}

/* Blanks at the ends would not be seen: one escape stands for a run of them. */
static char *
show_end_blanks (const char *name)
{
  const char *end = name + strlen (name), *first = end, *behind_last = name;
  gunichar first_blank = 0, last_blank = 0;

  for (const char *at = name; at < end;)
    {
      const char *start = at;
      gunichar character;

      if (guard_unicode_next (&at, end, &character) && guard_unicode_classify (0, character, 0) == GUARD_CHARACTER_BLANK)
        {
          if (start == name)
            first_blank = character;
          last_blank = character;
          continue;
        }
      first = MIN (first, start);
      behind_last = at;
    }

  g_autoptr(GString) shown = g_string_new (NULL);
  if (first_blank != 0)
    g_string_append_printf (shown, "\u2039U+%04X\u203a", first_blank);
  if (first < behind_last)
    g_string_append_len (shown, first, behind_last - first);
  if (behind_last < end && first < behind_last)
    g_string_append_printf (shown, "\u2039U+%04X\u203a", last_blank);
  return g_string_free (g_steal_pointer (&shown), FALSE);
}

static char *
make_shown (const char *name)
{
  g_autofree char *with_ends = show_end_blanks (name);
  g_autofree char *shown = guard_text_one_line (with_ends, MAX_SHOWN_CHARACTERS);

  return *shown != '\0' ? g_steal_pointer (&shown) : g_strdup (_("received file"));
}

/* No disk takes a device's name; the sign before it must be there before the length is looked at. */
static char *
avoid_device (const char *name, GuardFilenameTricks *tricks)
{
  g_autofree char *folded = g_utf8_casefold (name, -1);

  if (!is_device (folded))
    return g_strdup (name);

  *tricks |= GUARD_FILENAME_SPECIAL;
  return g_strconcat ("_", name, NULL);
}

static char *
make_safe (const char *name, GuardFilenameTricks *tricks)
{
  g_autofree char *base = cut_path (name, tricks);
  g_autofree char *filtered = filter (base, tricks);
  g_autofree char *trimmed = trim (filtered, tricks);
  g_autofree char *avoided = avoid_device (trimmed, tricks);
  g_autofree char *safe = shorten (avoided, tricks);

  if (is_special (filtered) || is_special (safe))
    *tricks |= GUARD_FILENAME_SPECIAL;
  return *safe != '\0' ? g_steal_pointer (&safe) : g_strdup (_("received file"));
}

GuardFilename *
guard_filename_new (const char *spoken)
{
  g_autoptr(GuardFilename) self = g_new0 (GuardFilename, 1);
  g_autofree char *name = bound (spoken != NULL ? spoken : "");

  self->shown = make_shown (name);
  self->safe = make_safe (name, &self->tricks);
  self->extension = find_extension (self->safe);
  if (has_double_extension (self->safe, self->extension))
    self->tricks |= GUARD_FILENAME_DOUBLE_EXTENSION;
  return g_steal_pointer (&self);
}

void
guard_filename_free (GuardFilename *self)
{
  if (self == NULL)
    return;

  g_free (self->shown);
  g_free (self->safe);
  g_free (self->extension);
  g_free (self);
}

const char *
guard_filename_describe_tricks (GuardFilenameTricks tricks)
{
  static const struct
  {
    GuardFilenameTricks trick;
    const char *words;
  } worst_first[] = {
    { GUARD_FILENAME_DIRECTION_CONTROLS, N_("the name holds characters that turn the reading direction") },
    { GUARD_FILENAME_DOUBLE_EXTENSION, N_("the name pretends to be another kind of file: what counts is its very end") },
    { GUARD_FILENAME_SPACES_BEFORE_EXTENSION, N_("a long gap in the name pushes its end out of sight") },
    { GUARD_FILENAME_SPECIAL, N_("computers act upon a file of this name by themselves") },
    { GUARD_FILENAME_HIDDEN_CHARACTERS, N_("the name holds invisible or invalid characters") },
    { GUARD_FILENAME_TRAILING_DOTS, N_("the name ends in dots or spaces") },
    { GUARD_FILENAME_PATH, N_("the sender tried to choose the folder") },
    { GUARD_FILENAME_LEADING_DASH, N_("the name begins like an option of a command") },
    { GUARD_FILENAME_LEADING_DOT, N_("the name would make it a hidden file") },
    { GUARD_FILENAME_LONG, N_("the name is too long and was shortened") },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (worst_first); i++)
    if (tricks & worst_first[i].trick)
      return _(worst_first[i].words);
  return NULL;
}
