/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-notice-pictures.h"

#include "core/guard-text.h"
#include "guard-contacts.h"
#include "guard-notice.h"

#include <glib/gi18n-lib.h>

#define MAX_WINDOW_CHARACTERS 120

const char *
guard_notice_picture_mark (void)
{
  return _("[picture, not shown]");
}

char *
guard_notice_dup_pictures_line (guint n_pictures, guint id, guint n_dropped)
{
  GString *line = g_string_new (NULL);

  if (n_pictures == 1 && id != 0)
    g_string_printf (line, _("A picture from a stranger is not shown; /guard picture %u has it scanned and saved."), id);
  else if (n_pictures > 0)
    g_string_printf (line, g_dngettext (GETTEXT_PACKAGE, "%u picture from a stranger is not shown; /guard pictures lists it.",
                                        "%u pictures from a stranger are not shown; /guard pictures lists them.", n_pictures), n_pictures);
  if (n_dropped > 0)
    {
      g_autofree char *dropped = guard_notice_dup_pictures_dropped_line (n_dropped);

      g_string_append_printf (line, "%s%s", n_pictures > 0 ? " " : "", dropped);
    }
  return g_string_free (line, FALSE);
}

char *
guard_notice_dup_picture_line (PurpleAccount *account, const char *who, guint id, gboolean is_icon, gsize n_bytes)
{
  g_autofree char *shown = guard_contacts_dup_shown (account, who);
  g_autofree char *size = n_bytes > 0 ? g_format_size (n_bytes) : g_strdup (_("to be fetched from the sender, who then learns that you are here"));

  /* Translators: number of a picture, who sent it, its size */
  return is_icon ? g_strdup_printf (_("%u: buddy icon of %s, %s"), id, shown, size)
                 : g_strdup_printf (_("%u: from %s, %s"), id, shown, size);
}

char *
guard_notice_dup_pictures_dropped_line (guint n_dropped)
{
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u picture was not kept: strangers sent too many.",
                                       "%u pictures were not kept: strangers sent too many.", n_dropped), n_dropped);
}

void
guard_notice_picture_failed (Guard *guard, PurpleAccount *account, const char *who, const char *reason)
{
  g_autofree char *shown = guard_contacts_dup_shown (account, who);
  g_autofree char *line = g_strdup_printf (_("The picture from %s is not shown: %s."), shown, reason);
  PurpleConversation *conversation = purple_find_conversation_with_account (PURPLE_CONV_TYPE_ANY, who, account);

  if (conversation != NULL)
    guard_notice_say (conversation, line);
  else
    guard_notice_show (guard, PURPLE_NOTIFY_MSG_INFO, _("purple-guard"), line, NULL);
}

char *
guard_notice_dup_attention_line (PurpleAccount *account, const char *who)
{
  g_autofree char *shown = guard_contacts_dup_shown (account, who);

  return g_strdup_printf (_("%s, a stranger, asked for your attention."), shown);
}

char *
guard_notice_dup_window_words (const char *text)
{
  g_autofree char *line = guard_text_one_line (text, MAX_WINDOW_CHARACTERS);

  return *line != '\0' ? g_steal_pointer (&line) : NULL;
}
