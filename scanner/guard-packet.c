/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-packet.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* Packets that are cut, carry more descriptors than one, or hold a record that is not as agreed are BAD; whatever
 * descriptors came with them are closed. */

#define MAX_DESCRIPTORS 8 /* room to see that there were too many */

gboolean
guard_packet_send_bytes (int socket, const guint8 *bytes, gsize n_bytes, int descriptor)
{
  struct iovec part = { (guint8 *) bytes, n_bytes };
  union
  {
    char bytes[CMSG_SPACE (sizeof (int))];
    struct cmsghdr aligned;
  } control;
  struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1 };
  ssize_t n;

  if (descriptor >= 0)
    {
      struct cmsghdr *header;

      memset (&control, 0, sizeof control);
      message.msg_control = control.bytes;
      message.msg_controllen = sizeof control.bytes;
      header = CMSG_FIRSTHDR (&message);
      header->cmsg_level = SOL_SOCKET;
      header->cmsg_type = SCM_RIGHTS;
      header->cmsg_len = CMSG_LEN (sizeof (int));
      memcpy (CMSG_DATA (header), &descriptor, sizeof descriptor);
    }
  do
    n = sendmsg (socket, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
  while (n < 0 && errno == EINTR);
  return n == (ssize_t) n_bytes;
}

gboolean
guard_packet_send (int socket, const GuardFrame *frame, int descriptor)
{
  guint8 bytes[GUARD_FRAME_BYTES];

  guard_frame_write (frame, bytes);
  return guard_packet_send_bytes (socket, bytes, sizeof bytes, descriptor);
}

/* Takes the first descriptor, closes the others. Returns: how many there were */
static guint
take_descriptors (struct msghdr *message, int *descriptor)
{
  guint n_found = 0;

  for (struct cmsghdr *header = CMSG_FIRSTHDR (message); header != NULL; header = CMSG_NXTHDR (message, header))
    {
      gsize n = (header->cmsg_len - CMSG_LEN (0)) / sizeof (int);

      if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS)
        continue;
      for (gsize i = 0; i < n; i++)
        {
          int one;

          memcpy (&one, CMSG_DATA (header) + i * sizeof one, sizeof one);
          if (n_found++ == 0)
            *descriptor = one;
          else
            close (one);
        }
    }
  return n_found;
}

GuardPacketStatus
guard_packet_receive_bytes (int socket, gboolean waits, guint8 *bytes, gsize n_bytes, int *descriptor)
{
  guint8 room[GUARD_PACKET_MAX_BYTES + 1]; /* one more, so that a longer record is seen */
  struct iovec part = { room, n_bytes + 1 };
  union
  {
    char bytes[CMSG_SPACE (MAX_DESCRIPTORS * sizeof (int))];
    struct cmsghdr aligned;
  } control;
  struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1, .msg_control = control.bytes, .msg_controllen = sizeof control.bytes };
  ssize_t n;

  g_assert (n_bytes <= GUARD_PACKET_MAX_BYTES);
  *descriptor = -1;
  do
    n = recvmsg (socket, &message, MSG_CMSG_CLOEXEC | (waits ? 0 : MSG_DONTWAIT));
  while (n < 0 && errno == EINTR);
  if (n == 0)
    return GUARD_PACKET_END;
  if (n < 0)
    return errno == EAGAIN || errno == EWOULDBLOCK ? GUARD_PACKET_NOTHING : GUARD_PACKET_END;

  if (take_descriptors (&message, descriptor) <= 1 && (message.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) == 0 && (gsize) n == n_bytes)
    {
      memcpy (bytes, room, n_bytes);
      return GUARD_PACKET_OK;
    }
  if (*descriptor >= 0)
    close (*descriptor);
  *descriptor = -1;
  return GUARD_PACKET_BAD;
}

GuardPacketStatus
guard_packet_receive (int socket, gboolean waits, GuardFrame *frame, int *descriptor)
{
  guint8 bytes[GUARD_FRAME_BYTES];
  GuardPacketStatus status;

  memset (frame, 0, sizeof *frame);
  status = guard_packet_receive_bytes (socket, waits, bytes, sizeof bytes, descriptor);
  if (status != GUARD_PACKET_OK || guard_frame_read (bytes, sizeof bytes, frame, NULL))
    return status;
  if (*descriptor >= 0)
    close (*descriptor);
  *descriptor = -1;
  return GUARD_PACKET_BAD;
}
