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
guard_packet_send (int socket, const GuardFrame *frame, int descriptor)
{
  guint8 bytes[GUARD_FRAME_BYTES];
  struct iovec part = { bytes, sizeof bytes };
  union
  {
    char bytes[CMSG_SPACE (sizeof (int))];
    struct cmsghdr aligned;
  } control;
  struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1 };
  ssize_t n;

  guard_frame_write (frame, bytes);
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
  return n == (ssize_t) sizeof bytes;
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
guard_packet_receive (int socket, gboolean waits, GuardFrame *frame, int *descriptor)
{
  guint8 bytes[GUARD_FRAME_BYTES + 1]; /* one more, so that a longer record is seen */
  struct iovec part = { bytes, sizeof bytes };
  union
  {
    char bytes[CMSG_SPACE (MAX_DESCRIPTORS * sizeof (int))];
    struct cmsghdr aligned;
  } control;
  struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1, .msg_control = control.bytes, .msg_controllen = sizeof control.bytes };
  gboolean is_good;
  ssize_t n;

  *descriptor = -1;
  memset (frame, 0, sizeof *frame);
  do
    n = recvmsg (socket, &message, MSG_CMSG_CLOEXEC | (waits ? 0 : MSG_DONTWAIT));
  while (n < 0 && errno == EINTR);
  if (n == 0)
    return GUARD_PACKET_END;
  if (n < 0)
    return errno == EAGAIN || errno == EWOULDBLOCK ? GUARD_PACKET_NOTHING : GUARD_PACKET_END;

  is_good = take_descriptors (&message, descriptor) <= 1 && (message.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) == 0
            && guard_frame_read (bytes, (gsize) n, frame, NULL);
  if (is_good)
    return GUARD_PACKET_OK;
  if (*descriptor >= 0)
    close (*descriptor);
  *descriptor = -1;
  return GUARD_PACKET_BAD;
}
