/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "core/guard-error.h"
#include "scanner/guard-frame.h"
#include "scanner/guard-packet.h"
#include "scanner/guard-scan.h"

#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static GuardFrame
new_result (void)
{
  GuardFrame frame = { .type = GUARD_FRAME_RESULT, .id = G_GUINT64_CONSTANT (0x1122334455667788) };

  frame.result.verdict = GUARD_VERDICT_CANNOT_BE_SCANNED;
  frame.result.reason = GUARD_REASON_ENCRYPTED;
  frame.result.elapsed_ms = 4711;
  g_strlcpy (frame.result.finding, "Heuristics.Encrypted.Zip", sizeof frame.result.finding);
  g_strlcpy (frame.result.true_type, "application/zip", sizeof frame.result.true_type);
  return frame;
}

static GuardFrame
new_hello (void)
{
  GuardFrame frame = { .type = GUARD_FRAME_HELLO };

  frame.hello.state = GUARD_ENGINE_READY;
  frame.hello.n_signatures = 8708532;
  frame.hello.signatures_time = -1;
  g_strlcpy (frame.hello.engine, "ClamAV 1.4.6", sizeof frame.hello.engine);
  return frame;
}

static void
assert_round_trip (const GuardFrame *frame)
{
  guint8 bytes[GUARD_FRAME_BYTES], again[GUARD_FRAME_BYTES];
  GuardFrame read;
  g_autoptr(GError) error = NULL;

  guard_frame_write (frame, bytes);
  g_assert_true (guard_frame_read (bytes, sizeof bytes, &read, &error));
  g_assert_no_error (error);
  guard_frame_write (&read, again);
  g_assert_cmpmem (bytes, sizeof bytes, again, sizeof again);
}

static void
test_round_trip (void)
{
  GuardFrame result = new_result (), hello = new_hello ();
  GuardFrame scan = { .type = GUARD_FRAME_SCAN, .id = 1 }, cancel = { .type = GUARD_FRAME_CANCEL, .id = 1 }, bye = { .type = GUARD_FRAME_BYE };

  scan.scan.sender = GUARD_SENDER_TRUSTED;
  scan.scan.is_batch = TRUE;
  bye.bye.linger = TRUE;
  assert_round_trip (&result);
  assert_round_trip (&hello);
  assert_round_trip (&scan);
  assert_round_trip (&cancel);
  assert_round_trip (&bye);
}

static void
test_strings_are_cut_and_made_printable (void)
{
  GuardFrame frame = new_result (), read;
  guint8 bytes[GUARD_FRAME_BYTES];

  memset (frame.result.finding, 'x', sizeof frame.result.finding);
  g_strlcpy (frame.result.true_type, "a\033[2Jb\303\244", sizeof frame.result.true_type);
  guard_frame_write (&frame, bytes);
  g_assert_true (guard_frame_read (bytes, sizeof bytes, &read, NULL));
  g_assert_cmpuint (strlen (read.result.finding), ==, sizeof read.result.finding - 1);
  g_assert_cmpstr (read.result.true_type, ==, "a?[2Jb??");
}

/* One byte wrong at a time, in records that were good. Places: header 16 bytes, then the fields in order. */
static const struct
{
  const char *what;
  GuardFrameType type;
  gsize at;
  guint8 byte;
} broken[] = {
  { "magic", GUARD_FRAME_RESULT, 0, 0x32 },
  { "type zero", GUARD_FRAME_RESULT, 4, 0 },
  { "type unknown", GUARD_FRAME_RESULT, 4, 6 },
  { "type high byte", GUARD_FRAME_RESULT, 7, 1 },
  { "verdict none", GUARD_FRAME_RESULT, 16, 0 },
  { "verdict unknown", GUARD_FRAME_RESULT, 16, 5 },
  { "verdict that does not go with the reason", GUARD_FRAME_RESULT, 16, GUARD_VERDICT_NOTHING_FOUND },
  { "reason of another verdict", GUARD_FRAME_RESULT, 20, GUARD_REASON_NO_ENGINE },
  { "reason unknown", GUARD_FRAME_RESULT, 20, 12 },
  { "no reason", GUARD_FRAME_RESULT, 20, 0 },
  { "reason high byte", GUARD_FRAME_RESULT, 23, 0x80 },
  { "control character in a string", GUARD_FRAME_RESULT, 28, '\n' },
  { "escape in a string", GUARD_FRAME_RESULT, 29, 033 },
  { "byte above ASCII", GUARD_FRAME_RESULT, 30, 0xe2 },
  { "byte behind the end of a string", GUARD_FRAME_RESULT, 28 + 127, 'x' },
  { "byte in the padding", GUARD_FRAME_RESULT, GUARD_FRAME_BYTES - 1, 1 },
  { "first byte of the padding", GUARD_FRAME_RESULT, 28 + 128 + 96, 1 },
  { "hello with an id", GUARD_FRAME_HELLO, 8, 1 },
  { "state off", GUARD_FRAME_HELLO, 16, GUARD_ENGINE_OFF },
  { "state unknown", GUARD_FRAME_HELLO, 16, 4 },
  { "unavailable without a reason", GUARD_FRAME_HELLO, 16, GUARD_ENGINE_UNAVAILABLE },
  { "ready with a reason", GUARD_FRAME_HELLO, 20, GUARD_REASON_NO_SANDBOX },
  { "sender unknown", GUARD_FRAME_SCAN, 16, 4 },
  { "batch neither yes nor no", GUARD_FRAME_SCAN, 20, 2 },
  { "cancel with a body", GUARD_FRAME_CANCEL, 16, 1 },
  { "linger neither yes nor no", GUARD_FRAME_BYE, 16, 2 },
};

static void
test_broken (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (broken); i++)
    {
      GuardFrame frame = { .type = broken[i].type, .id = 7 }, read;
      guint8 bytes[GUARD_FRAME_BYTES];
      g_autoptr(GError) error = NULL;

      if (frame.type == GUARD_FRAME_RESULT)
        frame = new_result ();
      else if (frame.type == GUARD_FRAME_HELLO)
        frame = new_hello ();
      else if (frame.type == GUARD_FRAME_BYE)
        frame.id = 0;
      guard_frame_write (&frame, bytes);
      g_assert_true (guard_frame_read (bytes, sizeof bytes, &read, NULL));
      g_assert_cmphex (bytes[broken[i].at], !=, broken[i].byte);
      bytes[broken[i].at] = broken[i].byte;
      if (guard_frame_read (bytes, sizeof bytes, &read, &error))
        g_error ("accepted: %s", broken[i].what);
      g_assert_error (error, GUARD_ERROR, GUARD_ERROR_PROTOCOL);
    }
}

static void
test_lengths (void)
{
  GuardFrame frame = new_result (), read;
  guint8 bytes[GUARD_FRAME_BYTES + 1] = { 0 };

  guard_frame_write (&frame, bytes);
  for (gsize n = 0; n <= sizeof bytes; n++)
    g_assert_cmpint (guard_frame_read (bytes, n, &read, NULL), ==, n == GUARD_FRAME_BYTES);
}

static void
test_ready_without_signatures (void)
{
  GuardFrame frame = new_hello (), read;
  guint8 bytes[GUARD_FRAME_BYTES];

  frame.hello.n_signatures = 0;
  guard_frame_write (&frame, bytes);
  g_assert_false (guard_frame_read (bytes, sizeof bytes, &read, NULL));
}

/* Sends @n_descriptors with a good record. */
static void
send_many (int socket, guint n_descriptors)
{
  guint8 bytes[GUARD_FRAME_BYTES];
  GuardFrame frame = { .type = GUARD_FRAME_SCAN, .id = 1 };
  char control[CMSG_SPACE (20 * sizeof (int))] = { 0 };
  struct iovec part = { bytes, sizeof bytes };
  struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1, .msg_control = control, .msg_controllen = CMSG_SPACE (n_descriptors * sizeof (int)) };
  struct cmsghdr *header = CMSG_FIRSTHDR (&message);

  guard_frame_write (&frame, bytes);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN (n_descriptors * sizeof (int));
  for (guint i = 0; i < n_descriptors; i++)
    memcpy (CMSG_DATA (header) + i * sizeof (int), &socket, sizeof socket);
  g_assert_cmpint (sendmsg (socket, &message, 0), ==, sizeof bytes);
}

static void
test_packets (void)
{
  int ends[2], descriptor, before, after;
  GuardFrame frame;

  g_assert_cmpint (socketpair (AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends), ==, 0);
  before = dup (0);
  close (before);

  g_assert_cmpint (guard_packet_receive (ends[1], FALSE, &frame, &descriptor), ==, GUARD_PACKET_NOTHING);
  send_many (ends[0], 1);
  g_assert_cmpint (guard_packet_receive (ends[1], FALSE, &frame, &descriptor), ==, GUARD_PACKET_OK);
  g_assert_cmpint (descriptor, >=, 0);
  g_assert_cmpint (fcntl (descriptor, F_GETFD), ==, FD_CLOEXEC);
  close (descriptor);

  for (guint n = 2; n <= 20; n += 6) /* 20: more than there is room for */
    {
      send_many (ends[0], n);
      g_assert_cmpint (guard_packet_receive (ends[1], FALSE, &frame, &descriptor), ==, GUARD_PACKET_BAD);
      g_assert_cmpint (descriptor, ==, -1);
    }
  after = dup (0); /* none stayed open */
  g_assert_cmpint (after, ==, before);
  close (after);

  g_assert_cmpint (send (ends[0], "short", 5, 0), ==, 5);
  g_assert_cmpint (guard_packet_receive (ends[1], FALSE, &frame, &descriptor), ==, GUARD_PACKET_BAD);
  close (ends[0]);
  g_assert_cmpint (guard_packet_receive (ends[1], FALSE, &frame, &descriptor), ==, GUARD_PACKET_END);
  close (ends[1]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/frame/round-trip", test_round_trip);
  g_test_add_func ("/frame/strings", test_strings_are_cut_and_made_printable);
  g_test_add_func ("/frame/broken", test_broken);
  g_test_add_func ("/frame/lengths", test_lengths);
  g_test_add_func ("/frame/ready-without-signatures", test_ready_without_signatures);
  g_test_add_func ("/packet/descriptors", test_packets);
  return g_test_run ();
}
