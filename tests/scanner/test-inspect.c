/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "inspecting.h"
#include "samples.h"

#include <string.h>

/* What comes out of files: a table of kinds of files, and what must be found in them. */

#define CARD "4111111111111111"
#define SENTENCE "the number is 4111 1111 1111 1111, about operation nightingale\n"

typedef GBytes *(*Make) (const char *text);

static GBytes *
as_it_is (const char *text)
{
  return g_bytes_new (text, strlen (text));
}

static GBytes *
make_nothing (const char *text)
{
  return g_bytes_new (NULL, 0);
}

#define ENCODED(function, encoding) \
  static GBytes *function (const char *text) { return sample_text (text, encoding); }
ENCODED (as_utf16, "UTF-16")
ENCODED (as_utf16le, "UTF-16LE")
ENCODED (as_utf16be, "UTF-16BE")
ENCODED (as_utf32, "UTF-32")
ENCODED (as_latin1, "ISO-8859-1")
ENCODED (as_windows, "WINDOWS-1252")
ENCODED (as_gb18030, "GB18030")
ENCODED (as_gbk, "GBK")
ENCODED (as_big5, "BIG5")
ENCODED (as_shift_jis, "SHIFT_JIS")
ENCODED (as_euc_jp, "EUC-JP")
ENCODED (as_euc_kr, "EUC-KR")

static GBytes *
as_zip (const char *text)
{
  const char *const parts[] = { "letters/one.txt", "nothing", "letters/two.txt", text, NULL };

  return sample_archive ("zip", NULL, parts);
}

static GBytes *
as_7zip (const char *text)
{
  const char *const parts[] = { "two.txt", text, NULL };

  return sample_archive ("7zip", NULL, parts);
}

static GBytes *
as_tar_xz (const char *text)
{
  const char *const parts[] = { "two.txt", text, NULL };

  return sample_archive ("ustar", "xz", parts);
}

static GBytes *
as_tar (const char *text)
{
  const char *const parts[] = { "two.txt", text, NULL };

  return sample_archive ("ustar", NULL, parts);
}

static GBytes *
as_gzip (const char *text)
{
  const char *const parts[] = { "x", text, NULL };

  return sample_archive ("raw", "gzip", parts);
}

static GBytes *
as_page_in_zip_in_tar (const char *text)
{
  g_autoptr(GBytes) page = sample_docx (text);
  g_autoptr(GBytes) zip = sample_packed ("zip", NULL, "page.docx", page);

  return sample_packed ("ustar", "gzip", "letters.zip", zip);
}

static GBytes *
as_sheet (const char *text)
{
  return sample_xlsx ("<si><t>nothing</t></si>", text);
}

static GBytes *
as_words_of_sheet (const char *text)
{
  return sample_xlsx (text, "");
}

static GBytes *
as_pdf (const char *text)
{
  return sample_pdf (text, FALSE);
}

static GBytes *
as_packed_pdf (const char *text)
{
  return sample_pdf (text, TRUE);
}

static GBytes *
as_mail (const char *text)
{
  g_autofree char *encoded = g_base64_encode ((const guchar *) text, strlen (text));
  g_autofree char *mail = g_strdup_printf ("From: a@example.org\r\nTo: b@example.org\r\nSubject: x\r\nMIME-Version: 1.0\r\n"
                                           "Content-Type: multipart/mixed; boundary=\"part\"\r\n\r\n--part\r\nContent-Type: text/plain\r\n\r\nnothing\r\n"
                                           "--part\r\nContent-Type: text/plain;\r\n name=\"two.txt\"\r\nContent-Transfer-Encoding: base64\r\n\r\n%s\r\n--part--\r\n",
                                           encoded);

  return as_it_is (mail);
}

static GBytes *
as_quoted_mail (const char *text)
{
  g_autofree char *mail = g_strdup_printf ("From: a@example.org\nTo: b@example.org\nSubject: x\nMIME-Version: 1.0\nContent-Type: text/plain\n"
                                           "Content-Transfer-Encoding: quoted-printable\n\n%s\n", text);

  return as_it_is (mail);
}

static GBytes *
as_jpeg_with_position (const char *text)
{
  return sample_picture (SAMPLE_JPEG, TRUE);
}

static GBytes *
as_jpeg (const char *text)
{
  return sample_picture (SAMPLE_JPEG, FALSE);
}

static GBytes *
as_png_with_position (const char *text)
{
  return sample_picture (SAMPLE_PNG, TRUE);
}

static GBytes *
as_png (const char *text)
{
  return sample_picture (SAMPLE_PNG, FALSE);
}

static GBytes *
as_tiff_with_position (const char *text)
{
  return sample_picture (SAMPLE_TIFF, TRUE);
}

static GBytes *
as_webp_with_position (const char *text)
{
  return sample_picture (SAMPLE_WEBP, TRUE);
}

static GBytes *
as_zip_of_picture (const char *text)
{
  g_autoptr(GBytes) picture = sample_picture (SAMPLE_JPEG, TRUE);

  return sample_packed ("zip", NULL, "holiday.jpg", picture);
}

static GBytes *
as_program (const char *text)
{
  char *bytes = NULL;
  gsize n_bytes = 0;

  g_assert_true (g_file_get_contents ("/bin/true", &bytes, &n_bytes, NULL));
  return g_bytes_new_take (bytes, n_bytes);
}

static GBytes *
as_zip_of_key (const char *text)
{
  const char *const parts[] = { "home/.ssh/id_ed25519", "x", NULL };

  return sample_archive ("zip", NULL, parts);
}

/* @found: kinds, each with the part of the file behind "@", parted by blanks */
static const struct
{
  const char *about;
  Make make;
  const char *text;
  const char *found;
} cases[] = {
  { "empty", make_nothing, NULL, "" },
  { "plain", as_it_is, "hello\n", "" },
  { "UTF-8", as_it_is, SENTENCE, "card word" },
  { "UTF-8 with mark", as_it_is, "\ufeff" SENTENCE, "card word" },
  { "UTF-16 with mark", as_utf16, SENTENCE, "card word" },
  { "UTF-16LE", as_utf16le, SENTENCE, "card word" },
  { "UTF-16BE", as_utf16be, SENTENCE, "card word" },
  { "UTF-32", as_utf32, SENTENCE, "card word" },
  { "Latin-1", as_latin1, "für die Prüfung: " SENTENCE, "card word" },
  { "windows-1252", as_windows, "„für“ die Prüfung: " SENTENCE, "card word" },
  { "GB18030", as_gb18030, "请不要告诉别人我们的夜莺计划，明天下午再说。", "word" },
  { "GBK, short", as_gbk, "夜莺计划", "word" },
  { "Big5", as_big5, "請不要告訴別人我們的夜鶯計劃，明天下午再說。", "word" },
  { "Big5, short", as_big5, "夜鶯計劃", "word" },
  { "Shift-JIS", as_shift_jis, "ナイチンゲール作戦のことは誰にも言わないでください。", "word" },
  { "EUC-JP", as_euc_jp, "ナイチンゲール作戦のことは誰にも言わないでください。", "word" },
  { "EUC-KR", as_euc_kr, "나이팅게일 작전에 대해 아무에게도 말하지 마세요.", "word" },

  { "HTML", as_it_is, "<!DOCTYPE html><html><body><p>4111<b>1111</b>1111&#49;111</p></body></html>", "card" },
  { "HTML comment", as_it_is, "<!DOCTYPE html><html><body><!-- operation nightingale --></body></html>", "word" },
  { "HTML attribute", as_it_is, "<!DOCTYPE html><html><body><input value=\"" CARD "\"></body></html>", "card" },
  { "HTML script", as_it_is, "<!DOCTYPE html><html><script>var card = '" CARD "';</script></html>", "card" },
  { "XML", as_it_is, "<?xml version=\"1.0\"?><list><name>" CARD "</name><name>12</name></list>", "card" },
  { "XML entity", as_it_is, "<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY e \"" CARD "\">]><x>&e;</x>", "card" },
  { "XML, broken", as_it_is, "<?xml version=\"1.0\"?><x><y>&nothing;</x> " CARD, "card" },
  { "XML, file of this computer", as_it_is, "<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><x>&e;</x>", "" },
  { "list of contacts in XML", as_it_is, "<?xml version='1.0' encoding='UTF-8' ?>\n<purple version='1.0'>\n<blist>\n<group name='x'>\n"
    "<contact>\n<buddy account='me@example.org' proto='prpl-jabber'>\n<name>ada@example.org</name>\n</buddy>\n</contact>\n"
    "<contact>\n<buddy account='me@example.org' proto='prpl-jabber'>\n<name>bob@example.org</name>\n</buddy>\n</contact>\n"
    "<contact>\n<buddy account='me@example.org' proto='prpl-jabber'>\n<name>cyd@example.org</name>\n</buddy>\n</contact>\n"
    "</group>\n</blist>\n</purple>\n", "contact-list" },
  { "CSV", as_it_is, "name,number\nAda,\"" CARD "\"\n", "card" },
  { "vCard", as_it_is, "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ada\r\nTEL:+1 555 0100\r\nNOTE:" CARD "\r\nEND:VCARD\r\n", "card contact-list" },
  { "LDIF", as_it_is, "dn: cn=ada\ndescription: " CARD "\n", "card" },
  { "source", as_it_is, "#include <stdio.h>\nint main (void) { puts (\"" CARD "\"); }\n", "card" },
  { "RTF", as_it_is, "{\\rtf1\\ansi{\\fonttbl{\\f0 Arial;}}\\f0 4111{\\b 1111}1111\\'31111\\par}", "card" },

  { "docx", sample_docx, "<w:p><w:r><w:t>4111 11</w:t></w:r><w:proofErr/><w:r><w:rPr><w:b/></w:rPr><w:t>11 1111 1111</w:t></w:r></w:p>", "card" },
  { "docx, nothing", sample_docx, "<w:p><w:r><w:t>hello</w:t></w:r></w:p>", "" },
  { "xlsx, number", as_sheet, "<row><c><v>" CARD "</v></c><c><v>17</v></c></row>", "card" },
  { "xlsx, text", as_words_of_sheet, "<si><r><t>operation </t></r><r><t>nightingale</t></r></si><si><t>x</t></si>", "word" },
  { "odt", sample_odt, "<text:p>operation <text:span>night</text:span>ingale</text:p>", "word" },
  { "PDF", as_pdf, "operation nightingale " CARD, "card word" },
  { "PDF, compressed", as_packed_pdf, "operation nightingale " CARD, "card word" },
  { "mail, base64", as_mail, SENTENCE, "card@two.txt word@two.txt" },
  { "mail, quoted", as_quoted_mail, "operation night=\ningale, =34111111111111111", "card word" },

  { "zip", as_zip, SENTENCE, "card@letters/two.txt word@letters/two.txt" },
  { "7zip", as_7zip, SENTENCE, "card@two.txt word@two.txt" },
  { "tar", as_tar, SENTENCE, "card@two.txt word@two.txt" },
  { "tar.xz", as_tar_xz, SENTENCE, "card@two.txt word@two.txt" },
  { "gzip", as_gzip, SENTENCE, "card@inspected word@inspected" },
  { "docx in zip in tar", as_page_in_zip_in_tar, "<w:p><w:r><w:t>" CARD "</w:t></w:r></w:p>", "card@page.docx inside letters.zip" },

  { "JPEG", as_jpeg, NULL, "" },
  { "JPEG with position", as_jpeg_with_position, NULL, "picture-position" },
  { "PNG", as_png, NULL, "" },
  { "PNG with position", as_png_with_position, NULL, "picture-position" },
  { "TIFF with position", as_tiff_with_position, NULL, "picture-position" },
  { "WebP with position", as_webp_with_position, NULL, "picture-position" },
  { "picture in zip", as_zip_of_picture, NULL, "picture-position@holiday.jpg" },
  { "program", as_program, NULL, "" },
  { "key in zip", as_zip_of_key, NULL, "credential-file@home/.ssh/id_ed25519" },
};

static int
compare_words (gconstpointer one, gconstpointer other)
{
  return strcmp (*(const char *const *) one, *(const char *const *) other);
}

/* "card@two.txt word@two.txt", in the order of the alphabet. */
static char *
describe (const Inspection *inspection)
{
  const GPtrArray *findings = guard_report_get_findings (inspection->report);
  g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < findings->len; i++)
    {
      const GuardFinding *finding = findings->pdata[i];
      const char *where = strstr (finding->why, ", in ");

      if (finding->kind != NULL)
        g_ptr_array_add (words, where != NULL ? g_strdup_printf ("%s@%s", finding->kind, where + 5) : g_strdup (finding->kind));
    }
  g_ptr_array_sort (words, compare_words);
  g_ptr_array_add (words, NULL);
  return g_strjoinv (" ", (char **) words->pdata);
}

static void
test_kinds (Desk *desk, gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GBytes) bytes = cases[i].make (cases[i].text);
      g_auto(Inspection) inspection = { 0 };
      g_autofree char *found = NULL;

      g_test_message ("%s", cases[i].about);
      inspect_bytes (desk, "inspected.gz", bytes, &inspection);
      found = describe (&inspection);
      g_assert_cmpstr (inspection.unread, ==, NULL);
      g_assert_cmpstr (found, ==, cases[i].found);
    }
}

/* Names of the file itself. */
static void
test_names (Desk *desk, gconstpointer data)
{
  static const struct { const char *name; gboolean is_found; } names[] = {
    { "id_rsa", TRUE }, { "ID_RSA", TRUE }, { "id_rsa.pub", FALSE }, { "passwords.kdbx", TRUE }, { ".env", TRUE }, { "environment.txt", FALSE },
    { "wallet.dat", TRUE }, { "key4.db", TRUE }, { "logins.json", TRUE }, { "holiday.txt", FALSE }, { "office.ovpn", TRUE }, { "\xff.p12", TRUE },
  };
  g_autoptr(GBytes) bytes = as_it_is ("hello\n");

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_auto(Inspection) inspection = { 0 };

      g_test_message ("%s", names[i].name);
      inspect_bytes (desk, names[i].name, bytes, &inspection);
      g_assert_true ((find_kind (&inspection, "credential-file") != NULL) == names[i].is_found);
      g_assert_null (inspection.unread);
    }
}

/* What is found is shown masked, counted, and never in the clear. */
static void
test_what_is_told (Desk *desk, gconstpointer data)
{
  g_autoptr(GBytes) bytes = as_it_is ("4111111111111111, 5555555555554444\nand 4111 1111 1111 1111, 4111111111111111\n");
  g_auto(Inspection) inspection = { 0 };
  const GuardFinding *finding;

  inspect_bytes (desk, "x.txt", bytes, &inspection);
  finding = find_kind (&inspection, "card");
  g_assert_nonnull (finding);
  g_assert_cmpuint (count_kinds (&inspection), ==, 1);
  g_assert_cmpuint (finding->n_items, >=, 2);
  g_assert_cmpint (finding->category, ==, GUARD_DATA_MONEY);
  g_assert_cmpint (finding->confidence, ==, GUARD_CONFIDENCE_HIGH);
  g_assert_cmpint (finding->level, ==, GUARD_LEVEL_WARNING);
  g_assert_true (g_str_has_suffix (finding->excerpt, "1111"));
  g_assert_null (strstr (finding->excerpt, "4111"));
  g_assert_cmpstr (finding->why, ==, "the number of a payment card");
}

/* How many there are in all, in a text that is read several times because its encoding is in doubt. */
static void
test_counts (Desk *desk, gconstpointer data)
{
  static const char *const contacts[] = { "ada@example.org", "bob@example.org", "cyd@example.org", "dan@example.net", NULL };
  g_autoptr(GString) text = g_string_new ("Müller: 4111 1111 1111 1111, 4111111111111111, 5555555555554444\n");
  g_autoptr(GBytes) bytes = NULL;
  g_auto(Inspection) inspection = { 0 };

  for (guint i = 0; i < 20; i++)
    g_string_append_printf (text, "person%u@example.com;\n", i);
  for (guint i = 0; i < 3; i++)
    g_string_append_printf (text, "%s;\n", contacts[i]);
  bytes = sample_text (text->str, "ISO-8859-1");
  desk->options.contacts = contacts;
  inspect_bytes (desk, "x.txt", bytes, &inspection);
  g_assert_cmpuint (count_kinds (&inspection), ==, 2);
  g_assert_nonnull (find_kind (&inspection, "contact-list"));
  g_assert_cmpuint (find_kind (&inspection, "contact-list")->n_items, ==, 23);
  g_assert_cmpint (find_kind (&inspection, "contact-list")->category, ==, GUARD_DATA_CONTACTS);
  g_assert_cmpstr (find_kind (&inspection, "contact-list")->why, ==, "the addresses of 23 people, 3 of them your contacts");
}

/* Progress is told, and ends before the end. */
static void
test_progress (Desk *desk, gconstpointer data)
{
  const gsize n_bytes = 64 << 20;
  char *text = g_malloc (n_bytes);
  g_autoptr(GBytes) bytes = g_bytes_new_take (text, n_bytes);
  g_auto(Inspection) inspection = { 0 };

  for (gsize i = 0; i < n_bytes; i++)
    text[i] = i % 64 == 63 ? '\n' : (char) ('a' + i % 26);
  inspect_bytes (desk, "x.txt", bytes, &inspection);
  g_assert_null (inspection.unread);
  g_assert_cmpuint (inspection.n_progress, >, 0);
}

/* Lines of x, with @words so far behind the place where the first chunk ends. */
static void
inspect_at_border (Desk *desk, const char *words, gssize offset, Inspection *inspection)
{
  const gsize n_bytes = 9 << 20, border = 8 << 20;
  char *text = g_malloc (n_bytes);
  g_autoptr(GBytes) bytes = g_bytes_new_take (text, n_bytes);

  memset (text, 'x', n_bytes);
  for (gsize at = 0; at < n_bytes; at += 64)
    text[at] = '\n';
  memcpy (text + (gssize) border + offset, words, strlen (words));
  g_test_message ("%" G_GSSIZE_FORMAT, offset);
  inspect_bytes (desk, "x.txt", bytes, inspection);
  g_assert_null (inspection->unread);
}

/* Wherever chunks meet, a number is found, whole and once. */
static void
test_borders (Desk *desk, gconstpointer data)
{
  static const gssize offsets[] = { -9000, -8210, -8192, -8185, -8176, -4112, -4100, -4096, -4090, -4080, -20, -16, -8, -1, 0, 1, 16 };

  for (gsize i = 0; i < G_N_ELEMENTS (offsets); i++)
    {
      g_auto(Inspection) inspection = { 0 };

      inspect_at_border (desk, " " CARD " ", offsets[i], &inspection);
      g_assert_cmpuint (count_kinds (&inspection), ==, 1);
      g_assert_cmpuint (find_kind (&inspection, "card")->n_items, ==, 1);
    }
}

/* And what only looks like one where it is cut is none. */
static void
test_cut_numbers (Desk *desk, gconstpointer data)
{
  for (gssize offset = -22; offset <= 0; offset++)
    {
      g_auto(Inspection) inspection = { 0 };

      inspect_at_border (desk, " " CARD "00000 ", offset, &inspection);
      g_assert_cmpuint (count_kinds (&inspection), ==, 0);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/inspect/kinds", Desk, NULL, desk_set_up, test_kinds, desk_tear_down);
  g_test_add ("/inspect/names", Desk, NULL, desk_set_up, test_names, desk_tear_down);
  g_test_add ("/inspect/what-is-told", Desk, NULL, desk_set_up, test_what_is_told, desk_tear_down);
  g_test_add ("/inspect/counts", Desk, NULL, desk_set_up, test_counts, desk_tear_down);
  g_test_add ("/inspect/progress", Desk, NULL, desk_set_up, test_progress, desk_tear_down);
  g_test_add ("/inspect/borders", Desk, NULL, desk_set_up, test_borders, desk_tear_down);
  g_test_add ("/inspect/cut-numbers", Desk, NULL, desk_set_up, test_cut_numbers, desk_tear_down);
  return g_test_run ();
}
