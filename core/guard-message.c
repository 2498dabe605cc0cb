/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-message.h"

/* What detectors see, put together from what was read. */

GuardMessage
guard_message_from_html (const GuardHtml *html, GuardSenderKind sender_kind)
{
  GuardMessage self = { .way = GUARD_WAY_INCOMING, .sender_kind = sender_kind };

  self.text = guard_html_get_text (html, &self.n_text_bytes);
  self.links = guard_html_get_links (html);
  self.tricks = guard_html_get_tricks (html);
  self.is_wholly_read = guard_html_is_wholly_read (html);
  return self;
}

GuardMessage
guard_message_from_links (const GPtrArray *links, GuardSenderKind sender_kind)
{
  return (GuardMessage) { .way = GUARD_WAY_ADDRESS, .sender_kind = sender_kind, .text = "", .links = links, .is_wholly_read = TRUE };
}

/* What leaves has no links to judge. */
static const GPtrArray *
no_links (void)
{
  static GPtrArray *empty;

  if (g_once_init_enter (&empty))
    g_once_init_leave (&empty, g_ptr_array_new ());
  return empty;
}

GuardMessage
guard_message_from_outgoing (const char *text, gsize n_bytes, gsize n_earlier_bytes, GuardSenderKind recipient_kind)
{
  const gsize n_looked_at = MIN (n_bytes, n_earlier_bytes + GUARD_MESSAGE_MAX_OUTGOING_BYTES);

  return (GuardMessage) {
    .way = GUARD_WAY_OUTGOING,
    .sender_kind = recipient_kind,
    .text = text,
    .n_text_bytes = n_looked_at,
    .n_earlier_bytes = n_earlier_bytes,
    .links = no_links (),
    .is_wholly_read = n_bytes == n_looked_at,
  };
}

GuardMessage
guard_message_from_file (const char *text, gsize n_bytes, gboolean is_wholly_read)
{
  return (GuardMessage) { .way = GUARD_WAY_FILE, .text = text, .n_text_bytes = n_bytes, .links = no_links (), .is_wholly_read = is_wholly_read };
}
