/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <dlfcn.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

/* Loaded before Pidgin's libraries: writes down how whatever it decodes as a picture begins, in $GUARD_DECODED_FILE, a line a piece. */

#define MAX_SHOWN_BYTES 64

typedef int (*Write) (void *loader, const unsigned char *bytes, size_t n_bytes, void **error);

__attribute__ ((visibility ("default"))) int gdk_pixbuf_loader_write (void *loader, const unsigned char *bytes, size_t n_bytes, void **error);

int
gdk_pixbuf_loader_write (void *loader, const unsigned char *bytes, size_t n_bytes, void **error)
{
  static Write real;
  const char *path = getenv ("GUARD_DECODED_FILE");
  FILE *file = path != NULL ? fopen (path, "ae") : NULL;

  if (real == NULL)
    *(void **) &real = dlsym (RTLD_NEXT, "gdk_pixbuf_loader_write");
  for (size_t i = 0; file != NULL && i < n_bytes && i < MAX_SHOWN_BYTES; i++)
    fputc (bytes[i] >= ' ' && bytes[i] < 0x7f ? bytes[i] : '.', file);
  if (file != NULL)
    {
      fputc ('\n', file);
      fclose (file);
    }
  return real (loader, bytes, n_bytes, error);
}
