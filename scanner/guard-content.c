/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-content.h"

#include <magic.h>
#include <sys/stat.h>
#include <unistd.h>

/* libmagic on a buffer: it is never given a path or a descriptor, so there is nothing for it to open. */

#define LOOK_AT_BYTES (1 << 20)

static magic_t table;

gboolean
guard_content_prepare (void)
{
  table = magic_open (MAGIC_MIME_TYPE | MAGIC_NO_CHECK_COMPRESS | MAGIC_NO_CHECK_TAR);
  if (table == NULL || magic_load (table, NULL) != 0)
    return FALSE;
  /* the first use allocates */
  return magic_buffer (table, "x", 1) != NULL;
}

void
guard_content_type_of_bytes (const guint8 *bytes, gsize n_bytes, char *type, gsize n_room)
{
  const char *word = table == NULL ? NULL : magic_buffer (table, bytes, MIN (n_bytes, LOOK_AT_BYTES));

  g_strlcpy (type, word != NULL ? word : "", n_room);
}

void
guard_content_type (int descriptor, char *type, gsize n_room)
{
  g_autofree guint8 *bytes = NULL;
  struct stat status;
  ssize_t n;

  type[0] = '\0';
  if (table == NULL || fstat (descriptor, &status) != 0)
    return;
  bytes = g_try_malloc (MIN ((gsize) status.st_size, LOOK_AT_BYTES) + 1);
  if (bytes == NULL)
    return;
  n = pread (descriptor, bytes, MIN ((gsize) status.st_size, LOOK_AT_BYTES), 0);
  if (n >= 0)
    guard_content_type_of_bytes (bytes, (gsize) n, type, n_room);
}

gboolean
guard_content_is_container (const char *type)
{
  /* also those that libarchive does not read: then nobody else would notice that nobody looked inside */
  static const char *const containers[] = {
    "application/gzip", "application/java-archive", "application/vnd.android.package-archive", "application/vnd.ms-cab-compressed",
    "application/vnd.rar", "application/x-7z-compressed", "application/x-ace-compressed", "application/x-alz", "application/x-arc",
    "application/x-archive", "application/x-arj", "application/x-bzip", "application/x-bzip2", "application/x-compress",
    "application/x-compress-ftcomp", "application/x-compress-j", "application/x-compress-pucrunch", "application/x-compress-ttcomp",
    "application/x-compressed-iso", "application/x-dzip", "application/x-edi-pack-lzss", "application/x-fzip", "application/x-gzip",
    "application/x-ia-arc", "application/x-lha", "application/x-lrzip", "application/x-lz4", "application/x-lzh-compressed",
    "application/x-lzip", "application/x-lzma", "application/x-ms-compress-kwaj", "application/x-ms-compress-sz",
    "application/x-ms-compress-szdd", "application/x-novell-compress", "application/x-qpress", "application/x-rar",
    "application/x-snappy-framed", "application/x-stuffit", "application/x-xar", "application/x-xz", "application/x-zip",
    "application/x-zoo", "application/zip", "application/zstd",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (containers); i++)
    if (g_str_equal (containers[i], type))
      return TRUE;
  return FALSE;
}
