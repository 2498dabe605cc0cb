/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "scanning.h"

#include <archive.h>
#include <archive_entry.h>
#include <string.h>
#include <unistd.h>

/* The table of container × method. Each row is made twice: with harmless members, which must give the verdict of the
 * row, and with a member that a signature knows, which must never come out as nothing found. */

#define FOUND GUARD_VERDICT_NOTHING_FOUND, GUARD_REASON_NONE
#define UNSEEN GUARD_VERDICT_CANNOT_BE_SCANNED, GUARD_REASON_COULD_NOT_LOOK_INSIDE
#define ENCRYPTED GUARD_VERDICT_CANNOT_BE_SCANNED, GUARD_REASON_ENCRYPTED
#define LIMIT GUARD_VERDICT_CANNOT_BE_SCANNED, GUARD_REASON_LIMIT

/* @made_by begins with "@": libarchive's format, filter and options. Otherwise a shell command that makes `out` from
 * `one`, `two` and `three` (the one that may be infected); a command that is not installed skips the row. */
static const struct
{
  const char *what, *made_by;
  GuardVerdict verdict;
  GuardReason reason;
} rows[] = {
  { "zip, deflated", "@zip||", FOUND },
  { "zip, stored", "@zip||zip:compression=store", FOUND },
  { "zip, bzip2", "zip -q -Z bzip2 out one two three", FOUND },
  { "zip, zip64 where it is not needed", "zip -q -fz out one two three", UNSEEN },
  { "zip, from a pipe", "cat three | zip -q > out", UNSEEN },
  { "zip, lzma", "7z a -tzip -mm=LZMA out one three", UNSEEN },
  { "zip, ppmd", "7z a -tzip -mm=PPMd out one three", UNSEEN },
  { "zip, deflate64", "7z a -tzip -mm=Deflate64 out one three", UNSEEN },
  { "zip, old encryption", "zip -q -P secret out one three", ENCRYPTED },
  { "zip, AES", "7z a -tzip -mem=AES256 -psecret out one three", ENCRYPTED },
  { "zip, one member encrypted", "zip -q -P secret out three && zip -q out one", ENCRYPTED },
  { "zip, truncated", "zip -q out one two three && truncate -s 4000 out.zip", UNSEEN },
  { "zip, without its directory", "zip -q out one three && truncate -s -120 out.zip", UNSEEN },
  { "zip, one byte of a member damaged", "zip -q out one two && printf '\\377\\377\\377' | dd of=out.zip bs=1 seek=200 conv=notrunc", UNSEEN },
  { "zip behind a program", "zip -q z.zip one three && cat /bin/true z.zip > out", FOUND },
  { "zip in zip", "zip -q inner.zip two three && zip -q out one inner.zip", FOUND },
  { "zip with lzma in zip", "7z a -tzip -mm=LZMA inner.zip three && zip -q out one inner.zip", UNSEEN },
  { "tar.gz in zip", "tar czf inner.tar.gz two three && zip -q out one inner.tar.gz", FOUND },
  { "zip in tar.zst", "zip -q z.zip three && tar cf t.tar z.zip && zstd -q t.tar -o out", UNSEEN },
  { "7z, lzma2", "7z a -t7z out one two three", FOUND },
  { "7z, lzma", "7z a -t7z -m0=LZMA out one two three", FOUND },
  { "7z, stored", "7z a -t7z -m0=Copy out one two three", FOUND },
  { "7z, bzip2", "7z a -t7z -m0=BZip2 out one three", UNSEEN },
  { "7z, encrypted", "7z a -t7z -psecret out one three", ENCRYPTED },
  { "7z, encrypted with its names", "7z a -t7z -psecret -mhe=on out one three", ENCRYPTED },
  { "7z, truncated", "7z a -t7z out one two three && truncate -s 3000 out.7z", UNSEEN },
  { "tar", "@gnutar||", FOUND },
  { "tar, pax", "@pax||", FOUND },
  { "tar, ustar", "@ustar||", FOUND },
  { "tar, truncated", "tar cf out one two three && truncate -s 9000 out", UNSEEN },
  { "tar.gz", "@gnutar|gzip|", FOUND },
  { "tar.bz2", "@gnutar|bzip2|", FOUND },
  { "tar.xz", "@gnutar|xz|", FOUND },
  { "tar.zst", "@gnutar|zstd|", UNSEEN },
  { "tar.lz4", "@gnutar|lz4|", UNSEEN },
  { "tar.lz", "@gnutar|lzip|", UNSEEN },
  { "tar.lzma", "@gnutar|lzma|", UNSEEN },
  { "tar.Z", "@gnutar|compress|", UNSEEN },
  { "tar.gz, truncated", "tar czf out one two three && truncate -s 4000 out", UNSEEN },
  { "gz", "gzip -c three > out", FOUND },
  { "gz, twice one behind the other", "gzip -c one > out && gzip -c three >> out", FOUND },
  { "gz of bz2", "bzip2 -c three | gzip -c > out", FOUND },
  { "bz2", "bzip2 -c three > out", FOUND },
  { "xz", "xz -c three > out", FOUND },
  { "zst", "zstd -qc three > out", UNSEEN },
  { "lz4", "lz4 -qc three > out", UNSEEN },
  { "cpio, newc", "@newc||", FOUND },
  { "cpio, odc", "@odc||", FOUND },
  { "iso9660", "@iso9660||", FOUND },
  { "ar", "@arsvr4||", UNSEEN },
  { "xar", "@xar||", UNSEEN },
  { "deb, xz", "echo 2.0 > debian-binary && tar czf control.tar.gz one && tar cJf data.tar.xz two three && ar rc out debian-binary control.tar.gz data.tar.xz", UNSEEN },
  { "deb, zst", "echo 2.0 > debian-binary && tar cf data.tar two three && zstd -q data.tar && ar rc out debian-binary data.tar.zst", UNSEEN },
  { "zip, members without a kind", "zip -q out three && python3 -c \"d=bytearray(open('out.zip','rb').read()); i=d.find(b'PK\\x01\\x02'); d[i+38:i+42]=bytes(4); open('out.zip','wb').write(d)\"", FOUND },
  { "zip of lzma, members that claim to be folders", "7z a -tzip -mm=LZMA out three && python3 -c \"d=bytearray(open('out.zip','rb').read()); i=d.find(b'PK\\x01\\x02'); d[i+38:i+42]=b'\\x10\\0\\xed\\x41'; d[i+5]=3; open('out.zip','wb').write(d)\"", UNSEEN },
  { "zoo, which neither reader knows", "printf 'ZOO 2.10 Archive.\\032\\000\\000\\334\\247\\304\\375' > out && cat one >> out", UNSEEN },
  { "office document", "mkdir -p word _rels && cp one '[Content_Types].xml' && cp two _rels/.rels && cp three word/document.xml "
                       "&& zip -q -r out '[Content_Types].xml' _rels word", FOUND },
  { "open document", "printf application/vnd.oasis.opendocument.text > mimetype && cp one content.xml && zip -q -0 -X out mimetype && zip -q out content.xml three", FOUND },
  { "java archive", "mkdir -p META-INF && cp one META-INF/MANIFEST.MF && zip -q -r out META-INF three", FOUND },
  { "an empty zip: nothing shows that it was opened", "zip -q out one && zip -q -d out one; test -f out.zip || printf 'PK\\005\\006\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0' > out", UNSEEN },
};

static void
write_with_libarchive (const char *folder, const char *description)
{
  g_auto(GStrv) parts = g_strsplit (description, "|", 3);
  g_autofree char *out = g_build_filename (folder, "out", NULL);
  const char *const names[] = { "one", "two", "three" };
  struct archive *writer = archive_write_new ();

  g_assert_cmpint (archive_write_set_format_by_name (writer, parts[0]), ==, ARCHIVE_OK);
  if (parts[1][0] != '\0')
    g_assert_cmpint (archive_write_add_filter_by_name (writer, parts[1]), ==, ARCHIVE_OK);
  if (parts[2][0] != '\0')
    g_assert_cmpint (archive_write_set_options (writer, parts[2]), ==, ARCHIVE_OK);
  g_assert_cmpint (archive_write_open_filename (writer, out), ==, ARCHIVE_OK);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (folder, names[i], NULL);
      g_autofree char *bytes = NULL;
      struct archive_entry *entry = archive_entry_new ();
      gsize n_bytes;

      g_assert_true (g_file_get_contents (path, &bytes, &n_bytes, NULL));
      archive_entry_set_pathname (entry, names[i]);
      archive_entry_set_filetype (entry, AE_IFREG);
      archive_entry_set_perm (entry, 0644);
      archive_entry_set_size (entry, (la_int64_t) n_bytes);
      g_assert_cmpint (archive_write_header (writer, entry), ==, ARCHIVE_OK);
      g_assert_cmpint (archive_write_data (writer, bytes, n_bytes), ==, (la_ssize_t) n_bytes);
      archive_entry_free (entry);
    }
  g_assert_cmpint (archive_write_close (writer), ==, ARCHIVE_OK);
  archive_write_free (writer);
}

static gboolean
is_installed (const char *made_by)
{
  static const char *const programs[] = { "zip", "7z", "zstd", "lz4", "xz", "bzip2", "ar", "python3" };

  for (gsize i = 0; i < G_N_ELEMENTS (programs); i++)
    {
      g_autofree char *call = g_strconcat (programs[i], " ", NULL);
      const char *at = strstr (made_by, call);
      g_autofree char *path = g_find_program_in_path (programs[i]);

      if (at != NULL && (at == made_by || at[-1] == ' ') && path == NULL)
        return FALSE;
    }
  return TRUE;
}

static void
make (const char *folder, const char *made_by, gboolean is_infected)
{
  g_autofree char *ready = g_strdup_printf ("rm -rf ./* && head -c 15000 /dev/urandom | base64 > one && head -c 15000 /dev/urandom | base64 > two && %s",
                                            is_infected ? "cp " TESTFILES "/clam.exe three" : "head -c 15000 /dev/urandom | base64 > three");
  g_autofree char *command = g_strdup_printf ("%s; test -f out || mv out.zip out || mv out.7z out", made_by);

  g_assert_true (run_shell (folder, ready));
  if (made_by[0] == '@')
    write_with_libarchive (folder, made_by + 1);
  else if (!run_shell (folder, command))
    g_error ("could not be made: %s", made_by);
}

static void
test_table (void)
{
  Place *place = place_new ();
  GuardScan *scan = scan_new (place);
  g_autofree char *folder = g_build_filename (place->root, "work", NULL);
  g_autofree char *out = g_build_filename (folder, "out", NULL);
  guint n_found_inside = 0, n_missing = 0;

  g_assert_true (run_shell (place->root, "mkdir work"));
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      GuardScanResult result;

      if (!is_installed (rows[i].made_by))
        {
          g_test_message ("left out: %s", rows[i].what);
          n_missing++;
          continue;
        }
      make (folder, rows[i].made_by, FALSE);
      result = scan_path (scan, out);
      assert_verdict (&result, rows[i].verdict, rows[i].reason, rows[i].what);

      if (strstr (rows[i].made_by, "three") == NULL && rows[i].made_by[0] != '@')
        continue;
      make (folder, rows[i].made_by, TRUE);
      result = scan_path (scan, out);
      if (result.verdict == GUARD_VERDICT_INFECTED)
        n_found_inside++;
      else if (rows[i].verdict == GUARD_VERDICT_NOTHING_FOUND || result.verdict == GUARD_VERDICT_NOTHING_FOUND)
        g_error ("%s with an infected member: %s/%s", rows[i].what, guard_verdict_to_string (result.verdict), guard_reason_to_string (result.reason));
    }
  g_test_message ("found inside %u, left out %u of %u", n_found_inside, n_missing, (guint) G_N_ELEMENTS (rows));
  g_assert_cmpuint (n_found_inside, >, 15);
  guard_scan_free (scan);
  place_free (place);
}

/* Layers and members beyond the limits. */
static const struct
{
  const char *what, *made_by;
  GuardReason reason;
} beyond[] = {
  { "40 zips deep", "cp three now; for i in $(seq 1 40); do zip -q n.zip now && mv n.zip now; done; mv now out", GUARD_REASON_LIMIT },
  { "12000 members", "mkdir many && cd many && seq 1 12000 | while read i; do echo content $i > $i; done; cd .. && tar cf out many", GUARD_REASON_LIMIT },
  { "a member above the size limit", "head -c 110000000 /dev/zero > zeros && zip -q out zeros", GUARD_REASON_LIMIT },
  { "a compressed file above the size limit", "head -c 110000000 /dev/zero | gzip -c > out", GUARD_REASON_LIMIT },
  { "more than the limit together", "head -c 90000000 /dev/zero > z; for i in 1 2 3 4 5; do echo $i >> z; cp z z$i; done; zip -q out z1 z2 z3 z4 z5", GUARD_REASON_LIMIT },
};

static void
test_limits (void)
{
  Place *place = place_new ();
  GuardScan *scan = scan_new (place);
  g_autofree char *folder = g_build_filename (place->root, "work", NULL);
  g_autofree char *out = g_build_filename (folder, "out", NULL);

  g_assert_true (run_shell (place->root, "mkdir work"));
  for (gsize i = 0; i < G_N_ELEMENTS (beyond); i++)
    {
      GuardScanResult result;

      make (folder, beyond[i].made_by, FALSE);
      result = scan_path (scan, out);
      assert_verdict (&result, GUARD_VERDICT_CANNOT_BE_SCANNED, beyond[i].reason, beyond[i].what);
    }
  guard_scan_free (scan);
  place_free (place);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  if (!g_file_test (TESTFILES, G_FILE_TEST_IS_DIR) || g_getenv ("PURPLE_GUARD_SCANNER") == NULL)
    {
      g_print ("1..0 # SKIP needs " TESTFILES " and PURPLE_GUARD_SCANNER\n");
      return 0;
    }
  g_test_add_func ("/containers/table", test_table);
  g_test_add_func ("/containers/limits", test_limits);
  return g_test_run ();
}
