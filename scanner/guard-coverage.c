/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-coverage.h"

#include "guard-witness.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <openssl/evp.h>
#include <string.h>
#include <unistd.h>

/* Members and layers meet by SHA-256: sizes alone could be imitated by decoys. A set, not a list: content that the
 * engine has looked at once is known, however often it occurs (a compressed tar is walked twice, for one).
 *
 * Layers come after the container they are in, so only a layer whose size is still waited for is worth hashing; the
 * file itself never is. */

#define DIGEST_BYTES 32
#define BLOCK_BYTES (64 * 1024)

typedef struct
{
  guint8 digest[DIGEST_BYTES];
  guint64 n_bytes;
  gboolean is_seen;
} Member;

struct _GuardCoverage
{
  GHashTable *members;      /* Member, by digest */
  GHashTable *sizes;        /* guint64 of members not seen yet -> how many of them */
  guint n_members_left;
  guint64 n_bytes_left, n_member_bytes;
  guint n_unseen;
  gboolean is_encrypted, is_over_limit, is_unreadable;
  char *detail;             /* of the first trouble */
  guint8 block[BLOCK_BYTES];
};

/* One layer on its way through libarchive. */
typedef struct
{
  int descriptor;
  gint64 n_bytes, at;
  guint8 block[BLOCK_BYTES];
} Source;

static guint
hash_member (gconstpointer key)
{
  guint hash;

  memcpy (&hash, ((const Member *) key)->digest, sizeof hash);
  return hash;
}

static gboolean
is_same_member (gconstpointer one, gconstpointer other)
{
  return memcmp (((const Member *) one)->digest, ((const Member *) other)->digest, DIGEST_BYTES) == 0;
}

GuardCoverage *
guard_coverage_new (guint n_members, guint64 n_bytes, guint64 n_member_bytes)
{
  GuardCoverage *self = g_new0 (GuardCoverage, 1);

  self->members = g_hash_table_new_full (hash_member, is_same_member, g_free, NULL);
  self->sizes = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->n_members_left = n_members;
  self->n_bytes_left = n_bytes;
  self->n_member_bytes = n_member_bytes;
  return self;
}

void
guard_coverage_free (GuardCoverage *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->members);
  g_hash_table_unref (self->sizes);
  g_free (self->detail);
  g_free (self);
}

static void
note (GuardCoverage *self, gboolean *trouble, const char *detail)
{
  *trouble = TRUE;
  if (self->detail == NULL)
    self->detail = g_strdup (detail != NULL && detail[0] != '\0' ? detail : "a container that cannot be read to its end");
}

static void
count_size (GuardCoverage *self, guint64 n_bytes, int step)
{
  int n = GPOINTER_TO_INT (g_hash_table_lookup (self->sizes, &n_bytes)) + step;

  if (n <= 0)
    g_hash_table_remove (self->sizes, &n_bytes);
  else
    g_hash_table_replace (self->sizes, g_memdup2 (&n_bytes, sizeof n_bytes), GINT_TO_POINTER (n));
  self->n_unseen = (guint) ((int) self->n_unseen + step);
}

static void
add_member (GuardCoverage *self, const Member *member)
{
  if (member->n_bytes <= GUARD_COVERAGE_HARMLESS_BYTES || g_hash_table_contains (self->members, member))
    return;
  g_hash_table_add (self->members, g_memdup2 (member, sizeof *member));
  count_size (self, member->n_bytes, +1);
}

/* --- layers --- */

static gboolean
hash_layer (GuardCoverage *self, int descriptor, guint64 n_bytes, Member *key)
{
  EVP_MD_CTX *context = EVP_MD_CTX_new ();
  gboolean is_good = context != NULL && EVP_DigestInit_ex (context, EVP_sha256 (), NULL) == 1;

  for (guint64 at = 0; is_good && at < n_bytes;)
    {
      ssize_t n = pread (descriptor, self->block, sizeof self->block, (off_t) at);

      is_good = n > 0 && EVP_DigestUpdate (context, self->block, (gsize) n) == 1;
      at += is_good ? (guint64) n : 0;
    }
  is_good = is_good && EVP_DigestFinal_ex (context, key->digest, NULL) == 1;
  EVP_MD_CTX_free (context);
  return is_good;
}

static void
mark_seen (GuardCoverage *self, int descriptor, guint64 n_bytes)
{
  Member key;
  Member *member;

  if (!g_hash_table_contains (self->sizes, &n_bytes) || !hash_layer (self, descriptor, n_bytes, &key))
    return;
  member = g_hash_table_lookup (self->members, &key);
  if (member == NULL || member->is_seen || member->n_bytes != n_bytes)
    return;
  member->is_seen = TRUE;
  count_size (self, n_bytes, -1);
}

/* --- containers --- */

static la_ssize_t
on_read (struct archive *archive, void *data, const void **block)
{
  Source *source = data;
  ssize_t n = pread (source->descriptor, source->block, sizeof source->block, source->at);

  if (n < 0)
    {
      archive_set_error (archive, EIO, "reading failed");
      return -1;
    }
  source->at += n;
  *block = source->block;
  return n;
}

static la_int64_t
on_skip (struct archive *archive, void *data, la_int64_t n_bytes)
{
  Source *source = data;
  gint64 n = CLAMP (n_bytes, 0, MAX (0, source->n_bytes - source->at));

  source->at += n;
  return n;
}

static la_int64_t
on_seek (struct archive *archive, void *data, la_int64_t offset, int whence)
{
  Source *source = data;
  gint64 base = whence == SEEK_CUR ? source->at : whence == SEEK_END ? source->n_bytes : 0;

  if (offset > source->n_bytes - base || offset < -base)
    return ARCHIVE_FATAL;
  source->at = base + offset;
  return source->at;
}

/* The lists are explicit: "all" would include formats that match any text (mtree) and filters that start programs. */
static struct archive *
new_reader (void)
{
  static int (*const supports[]) (struct archive *) = {
    archive_read_support_format_zip, archive_read_support_format_7zip, archive_read_support_format_tar, archive_read_support_format_cpio,
    archive_read_support_format_cab, archive_read_support_format_iso9660, archive_read_support_format_lha, archive_read_support_format_rar,
    archive_read_support_format_rar5, archive_read_support_format_xar, archive_read_support_format_ar,
    archive_read_support_format_raw, /* takes anything; counts only behind a compression */
    archive_read_support_filter_gzip, archive_read_support_filter_bzip2, archive_read_support_filter_compress, archive_read_support_filter_xz,
    archive_read_support_filter_lzma, archive_read_support_filter_lzip, archive_read_support_filter_lz4, archive_read_support_filter_zstd,
    archive_read_support_filter_rpm,
  };
  struct archive *reader = archive_read_new ();

  for (gsize i = 0; reader != NULL && i < G_N_ELEMENTS (supports); i++)
    supports[i] (reader);
  return reader;
}

/* Returns: %FALSE if the walk of this container is over */
static gboolean
read_member (GuardCoverage *self, struct archive *reader, Member *member)
{
  EVP_MD_CTX *context = EVP_MD_CTX_new ();
  gboolean is_good = context != NULL && EVP_DigestInit_ex (context, EVP_sha256 (), NULL) == 1;

  member->n_bytes = 0;
  while (is_good)
    {
      la_ssize_t n = archive_read_data (reader, self->block, sizeof self->block);

      if (n == 0)
        break;
      if (n < 0)
        {
          note (self, archive_read_has_encrypted_entries (reader) == 1 ? &self->is_encrypted : &self->is_unreadable, archive_error_string (reader));
          is_good = FALSE;
        }
      else if ((guint64) n > self->n_bytes_left)
        {
          note (self, &self->is_over_limit, "it unpacks to more than the limit");
          is_good = FALSE;
        }
      else if (member->n_bytes + (guint64) n > self->n_member_bytes)
        {
          /* the engine cuts members of zips to its limit and says nothing */
          note (self, &self->is_over_limit, "something in it is larger than the limit");
          is_good = FALSE;
        }
      else
        {
          self->n_bytes_left -= (guint64) n;
          member->n_bytes += (guint64) n;
          is_good = EVP_DigestUpdate (context, self->block, (gsize) n) == 1;
        }
    }
  is_good = is_good && EVP_DigestFinal_ex (context, member->digest, NULL) == 1;
  EVP_MD_CTX_free (context);
  return is_good;
}

static gboolean
walk_entry (GuardCoverage *self, struct archive *reader, struct archive_entry *entry)
{
  Member member = { .n_bytes = 0 };

  if (self->n_members_left-- == 0)
    {
      self->n_members_left = 0;
      note (self, &self->is_over_limit, "it has more members than the limit");
      return FALSE;
    }
  if (archive_entry_is_encrypted (entry))
    {
      note (self, &self->is_encrypted, "encrypted member");
      return TRUE;
    }
  /* whatever kind the member claims to be: kinds are the maker's word, and a folder that has content is worth a look */
  if (!read_member (self, reader, &member))
    return FALSE;
  /* libarchive reads nothing of a zip member that calls itself a folder; other programs do. (In an image of a disk
   * folders have sizes of their own.) */
  if (archive_format (reader) == ARCHIVE_FORMAT_ZIP && member.n_bytes == 0 && archive_entry_size (entry) > 0 && archive_entry_symlink (entry) == NULL && archive_entry_hardlink (entry) == NULL)
    note (self, &self->is_unreadable, "a member whose content cannot be reached");
  add_member (self, &member);
  return TRUE;
}

static void
walk (GuardCoverage *self, struct archive *reader)
{
  struct archive_entry *entry = NULL;
  int code = archive_read_next_header (reader, &entry);

  /* the reader of last resort took it and there is no compression: it is not a container */
  if (archive_format (reader) == ARCHIVE_FORMAT_RAW && archive_filter_count (reader) <= 1)
    return;
  /* a file of nothing */
  if (archive_format (reader) == ARCHIVE_FORMAT_EMPTY)
    return;

  while (code == ARCHIVE_OK || code == ARCHIVE_WARN)
    {
      if (!walk_entry (self, reader, entry))
        return;
      code = archive_read_next_header (reader, &entry);
    }
  if (code != ARCHIVE_EOF)
    note (self, archive_read_has_encrypted_entries (reader) == 1 ? &self->is_encrypted : &self->is_unreadable, archive_error_string (reader));
}

void
guard_coverage_prepare (void)
{
  struct archive *reader = new_reader ();
  EVP_MD_CTX *context = EVP_MD_CTX_new ();

  EVP_DigestInit_ex (context, EVP_sha256 (), NULL);
  EVP_MD_CTX_free (context);
  archive_read_free (reader);
}

void
guard_coverage_add_layer (GuardCoverage *self, int descriptor, guint64 n_bytes)
{
  struct archive *reader;
  Source *source;

  guard_witness_make_memory_fatal (TRUE);
  mark_seen (self, descriptor, n_bytes);

  reader = new_reader ();
  source = g_new (Source, 1);
  source->descriptor = descriptor;
  source->n_bytes = (gint64) n_bytes;
  source->at = 0;
  if (reader == NULL)
    note (self, &self->is_unreadable, "no reader");
  else
    {
      archive_read_set_read_callback (reader, on_read);
      archive_read_set_skip_callback (reader, on_skip);
      archive_read_set_seek_callback (reader, on_seek);
      archive_read_set_callback_data (reader, source);
      if (archive_read_open1 (reader) == ARCHIVE_OK)
        walk (self, reader);
      else
        note (self, &self->is_unreadable, archive_error_string (reader));
      archive_read_free (reader);
    }
  g_free (source);
  guard_witness_make_memory_fatal (FALSE);
}

GuardReason
guard_coverage_judge (GuardCoverage *self, char **detail)
{
  GuardReason reason = GUARD_REASON_NONE;

  *detail = NULL;
  if (self->is_over_limit)
    reason = GUARD_REASON_LIMIT;
  else if (self->is_encrypted)
    reason = GUARD_REASON_ENCRYPTED;
  else if (self->is_unreadable || self->n_unseen > 0)
    reason = GUARD_REASON_COULD_NOT_LOOK_INSIDE;

  if (reason != GUARD_REASON_NONE && self->detail != NULL)
    *detail = g_strdup (self->detail);
  else if (reason != GUARD_REASON_NONE)
    *detail = g_strdup_printf ("%u part%s the engine did not look at", self->n_unseen, self->n_unseen == 1 ? "" : "s");
  return reason;
}
