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
