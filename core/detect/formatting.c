/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-detectors.h"

#include <glib/gi18n-lib.h>

/* Tricks of a message's form. They are taken out of what is shown whoever sent it; of strangers they are told, too, since nobody plays
 * them by chance. Contacts have strange clients. */

static const struct
{
  GuardTricks trick;
  GuardLevel level;
  const char *why;
} tricks[] = {
  { GUARD_TRICK_FAKE_LINE, GUARD_LEVEL_WARNING, N_("a line of the message pretends to be somebody else's") },
  { GUARD_TRICK_TOOLTIP, GUARD_LEVEL_WARNING, N_("a hint of the message names another address than the link has") },
  { GUARD_TRICK_SCHEME, GUARD_LEVEL_WARNING, N_("the message holds a link that can do harm when it is opened") },
  { GUARD_TRICK_INVISIBLE_COLOUR, GUARD_LEVEL_CAUTION, N_("the message holds text that its colour hides") },
  { GUARD_TRICK_TINY, GUARD_LEVEL_CAUTION, N_("the message holds text that is too small to read") },
  { GUARD_TRICK_DIRECTION, GUARD_LEVEL_CAUTION, N_("the message holds characters that turn the reading direction") },
  { GUARD_TRICK_HIDDEN_CHARACTERS, GUARD_LEVEL_NOTE, N_("the message holds invisible characters") },
  { GUARD_TRICK_PICTURE_LINK, GUARD_LEVEL_NOTE, N_("the message wanted to fetch a picture from elsewhere") },
  { GUARD_TRICK_HUGE, GUARD_LEVEL_NOTE, N_("the message wanted to be shown in huge letters") },
  { GUARD_TRICK_BACKGROUND, GUARD_LEVEL_NOTE, N_("the message wanted to colour the whole conversation") },
  { GUARD_TRICK_MALFORMED, GUARD_LEVEL_NOTE, N_("the message is written so that programs read it differently") },
};

static void
look (const GuardKnowledge *knowledge, const GuardMessage *message, GuardReport *report)
{
  for (gsize i = 0; i < G_N_ELEMENTS (tricks) && message->sender_kind == GUARD_SENDER_STRANGER; i++)
    if (message->tricks & tricks[i].trick)
      guard_report_add (report, guard_detect_formatting.id, tricks[i].level, -1, g_strdup (_(tricks[i].why)));
}

const GuardDetector guard_detect_formatting = {
  .id = "formatting",
  .ways = GUARD_WAY_INCOMING,
  .summary = N_("tricks in the form of a message"),
  .look = look,
};
