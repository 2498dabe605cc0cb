/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "scanner/scanning.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

/* The scanner beside clamd and clamscan, on the same signatures and files, in turns within one run, so that whatever else the
 * machine does hits all of them. Times are from the request to the answer. Prints, judges nothing. */

#define N_SIGNATURES 100000
#define N_SMALL 40
#define N_LARGE 5
#define N_CLAMSCAN 3
#define SMALL_BYTES 8192
#define LARGE_BYTES (100u << 20)

typedef struct
{
  const char *name;
  gboolean (*scan) (const char *path);
  guint max_rounds;
  GArray *ms; /* double */
} Contender;

static Place *place;
static GuardScan *scan;
static char *clamd_socket, *clamd_conf;

/* --- signatures and files, the same in each run --- */

static guint64 luck = 88172645463325252u;

static guint64
next_luck (void)
{
  luck ^= luck << 13;
  luck ^= luck >> 7;
  luck ^= luck << 17;
  return luck;
}

static void
append_hex (GString *text, guint n_bytes)
{
  for (guint i = 0; i < n_bytes; i++)
    g_string_append_printf (text, "%02x", (guint) (next_luck () & 0xff));
}

static void
write_signatures (void)
{
  /* like the official mix: section digests, file digests, some bodies */
  static const struct
  {
    const char *name;
    guint percent, digest_bytes;
    gboolean is_section;
  } kinds[] = { { "many.mdb", 47, 16, TRUE }, { "many.hdb", 22, 16, FALSE }, { "many.hsb", 27, 32, FALSE }, { "many.ndb", 4, 0, FALSE } };

  for (gsize k = 0; k < G_N_ELEMENTS (kinds); k++)
    {
      g_autoptr(GString) text = g_string_new (NULL);
      g_autofree char *path = g_build_filename (place->database, kinds[k].name, NULL);

      for (guint i = 0; i < N_SIGNATURES / 100 * kinds[k].percent; i++)
        {
          guint size = (guint) (next_luck () % 900000) + 1000;

          if (kinds[k].digest_bytes == 0)
            {
              g_string_append_printf (text, "Bench.Body-%u:0:*:", i);
              append_hex (text, 24);
            }
          else if (kinds[k].is_section)
            {
              g_string_append_printf (text, "%u:", size);
              append_hex (text, kinds[k].digest_bytes);
              g_string_append_printf (text, ":Bench.Section-%u", i);
            }
          else
            {
              append_hex (text, kinds[k].digest_bytes);
              g_string_append_printf (text, ":%u:Bench.File-%" G_GSIZE_FORMAT "-%u", size, k, i);
            }
          g_string_append_c (text, '\n');
        }
      g_assert_true (g_file_set_contents (path, text->str, (gssize) text->len, NULL));
    }
}

static char *
write_noise (const char *name, gsize n_bytes)
{
  g_autofree guint64 *bytes = g_malloc (n_bytes);

  for (gsize i = 0; i < n_bytes / sizeof *bytes; i++)
    bytes[i] = next_luck ();
  return place_file (place, name, (char *) bytes, (gssize) n_bytes);
}

/* --- the contenders --- */

static gboolean
scan_by_purple_guard (const char *path)
{
  GuardScanResult result = scan_path (scan, path);

  if (result.verdict != GUARD_VERDICT_NOTHING_FOUND)
    fprintf (stderr, "%s/%s %s\n", guard_verdict_to_string (result.verdict), guard_reason_to_string (result.reason), result.finding);
  return result.verdict == GUARD_VERDICT_NOTHING_FOUND;
}

/* clamd's own protocol: the word, then one byte with the descriptor. */
static gboolean
scan_by_clamd (const char *path)
{
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  int end = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0), file = open (path, O_RDONLY | O_CLOEXEC);
  char byte = 0, answer[256] = "", control[CMSG_SPACE (sizeof (int))] = { 0 };
  struct iovec part = { &byte, 1 };
  struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control };
  struct cmsghdr *header = CMSG_FIRSTHDR (&message);
  gboolean is_good;

  g_strlcpy (address.sun_path, clamd_socket, sizeof address.sun_path);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN (sizeof (int));
  memcpy (CMSG_DATA (header), &file, sizeof file);
  is_good = connect (end, (struct sockaddr *) &address, sizeof address) == 0 && write (end, "zFILDES", 8) == 8 && sendmsg (end, &message, 0) == 1
            && read (end, answer, sizeof answer - 1) > 0 && strstr (answer, ": OK") != NULL;
  close (file);
  close (end);
  return is_good;
}

static gboolean
scan_by_clamdscan (const char *path)
{
  g_autofree char *command = g_strdup_printf ("clamdscan --fdpass --no-summary --config-file='%s' '%s'", clamd_conf, path);

  return run_shell ("/", command);
}

static gboolean
scan_by_clamscan (const char *path)
{
  g_autofree char *command = g_strdup_printf ("clamscan --no-summary --max-filesize=101M --max-scansize=400M -d '%s' '%s'", place->database, path);

  return run_shell ("/", command);
}

static GPid
start_clamd (void)
{
  g_autofree char *text = NULL;
  const char *arguments[] = { "clamd", "--config-file", NULL, NULL };
  GPid process = 0;

  clamd_socket = g_build_filename (place->root, "clamd", NULL);
  text = g_strdup_printf ("LocalSocket %s\nDatabaseDirectory %s\nForeground yes\nTemporaryDirectory %s\nMaxFileSize 101M\nMaxScanSize 400M\n"
                          "DisableCache yes\nAlertExceedsMax yes\nAlertEncrypted yes\nLogFile %s/clamd.log\n",
                          clamd_socket, place->database, place->cache, place->root);
  clamd_conf = place_file (place, "clamd.conf", text, -1);
  arguments[2] = clamd_conf;
  if (!g_spawn_async ("/", (char **) arguments, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_STDOUT_TO_DEV_NULL | G_SPAWN_STDERR_TO_DEV_NULL,
                      NULL, NULL, &process, NULL))
    return 0;
  for (guint i = 0; i < 600 && !scan_by_clamd ("/etc/hostname"); i++)
    g_usleep (100000);
  return process;
}

/* --- taking turns --- */

static int
compare_numbers (gconstpointer one, gconstpointer other)
{
  double first = *(const double *) one, second = *(const double *) other;

  return (first > second) - (first < second);
}

static double
median (GArray *ms)
{
  g_array_sort (ms, compare_numbers);
  return ms->len == 0 ? 0 : g_array_index (ms, double, ms->len / 2);
}

static void
take_turns (const char *title, const char *path, Contender *contenders, guint n_contenders, guint n_rounds)
{
  double ours;

  for (guint round = 0; round < n_rounds; round++)
    for (guint i = 0; i < n_contenders; i++)
      {
        gint64 since;
        double ms;

        if (round >= contenders[i].max_rounds)
          continue;
        since = g_get_monotonic_time ();
        if (!contenders[i].scan (path))
          {
            printf ("  %s could not scan %s\n", contenders[i].name, path);
            contenders[i].max_rounds = 0;
            continue;
          }
        ms = (double) (g_get_monotonic_time () - since) / 1000;
        g_array_append_val (contenders[i].ms, ms);
        if (i == 0)
          run_loop_ms (150); /* the next worker gets warm meanwhile, as between two real files */
      }

  printf ("%s\n", title);
  ours = median (contenders[0].ms);
  for (guint i = 0; i < n_contenders; i++)
    {
      GArray *ms = contenders[i].ms;
      double middle = median (ms);

      if (ms->len > 0)
        printf ("  %-22s median %9.2f ms   lowest %9.2f   highest %9.2f   runs %3u   purple-guard takes %.2f of it\n", contenders[i].name, middle,
                g_array_index (ms, double, 0), g_array_index (ms, double, ms->len - 1), ms->len, ours / middle);
      g_array_set_size (ms, 0);
    }
  fflush (stdout);
}

int
main (int argc, char **argv)
{
  Contender contenders[] = {
    { "purple-guard", scan_by_purple_guard, G_MAXUINT, NULL },
    { "clamd FILDES", scan_by_clamd, G_MAXUINT, NULL },
    { "clamdscan --fdpass", scan_by_clamdscan, G_MAXUINT, NULL },
    { "clamscan", scan_by_clamscan, N_CLAMSCAN, NULL },
  };
  g_autofree char *small = NULL, *large = NULL;
  gint64 since;
  GPid clamd;

  g_test_init (&argc, &argv, NULL);
  place = place_new ();
  write_signatures ();
  small = write_noise ("small", SMALL_BYTES);
  large = write_noise ("large", LARGE_BYTES - (1 << 20));

  scan = scan_new (place);
  since = g_get_monotonic_time ();
  guard_scan_warm_up (scan);
  if (!wait_for_state (scan, GUARD_ENGINE_READY, 120000))
    {
      printf ("the scanner did not get ready: %s\n", guard_scan_get_status (scan)->detail);
      return 1;
    }
  printf ("scanner: %s, %s, ready after %.2f s\n", guard_scan_get_status (scan)->signatures, guard_scan_get_status (scan)->sandbox,
          (double) (g_get_monotonic_time () - since) / 1e6);

  clamd = start_clamd ();
  if (clamd == 0)
    printf ("clamd is not installed: its rows are missing\n");
  for (guint i = 0; i < G_N_ELEMENTS (contenders); i++)
    contenders[i].ms = g_array_new (FALSE, FALSE, sizeof (double));
  take_turns ("a file of 8 KiB, scanner warm", small, contenders, G_N_ELEMENTS (contenders), N_SMALL);
  take_turns ("a file of 99 MiB", large, contenders, G_N_ELEMENTS (contenders), N_LARGE);

  since = g_get_monotonic_time ();
  for (guint i = 0; i < N_SMALL; i++)
    (void) scan_by_purple_guard (small);
  printf ("%u files of 8 KiB without a pause, each in a worker of its own: %.2f ms each\n", N_SMALL,
          (double) (g_get_monotonic_time () - since) / 1000 / N_SMALL);
  since = g_get_monotonic_time ();
  for (guint i = 0; i < N_SMALL; i++)
    (void) scan_descriptor (scan, open (small, O_RDONLY | O_CLOEXEC), TRUE);
  printf ("%u files of 8 KiB as a batch: %.2f ms each\n", N_SMALL, (double) (g_get_monotonic_time () - since) / 1000 / N_SMALL);

  if (clamd != 0)
    {
      kill (clamd, SIGTERM);
      waitpid (clamd, NULL, 0);
    }
  guard_scan_free (scan);
  place_free (place);
  return 0;
}
