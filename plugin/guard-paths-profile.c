/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-paths-profile.h"

#include "guard-paths-going.h"

#include <string.h>

typedef struct
{
  PurpleAccount *account;
  char *profile;
  char *lines; /* what the user was asked about; %NULL if that was the profile itself */
  void (*set_info) (PurpleConnection *connection, const char *profile);
} Waiting;

/* Fields in the words in which people write them, so that what is looked for beside "phone" or "born" in a message is found in a card. */
static const char *
get_label (const char *field)
{
  static const char * const labels[][2] = {
    { "BDAY", "date of birth" }, { "TEL", "phone" }, { "ADR", "address" }, { "EMAIL", "e-mail" }, { "FN", "name" }, { "N", "name" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (labels); i++)
    if (g_str_equal (labels[i][0], field))
      return labels[i][1];
  return field;
}

static void
append_data (GString *line, xmlnode *node)
{
  g_autofree char *data = xmlnode_get_data (node);

  if (data != NULL && *g_strstrip (data) != '\0')
    g_string_append_printf (line, " %s", data);
  for (xmlnode *child = node->child; child != NULL; child = child->next)
    if (child->type == XMLNODE_TYPE_TAG)
      append_data (line, child);
}

char *
guard_paths_dup_card_lines (xmlnode *card)
{
  GString *lines = g_string_new (NULL);

  for (xmlnode *field = card->child; field != NULL; field = field->next)
    {
      g_autoptr(GString) line = g_string_new (NULL);

      if (field->type != XMLNODE_TYPE_TAG || g_str_equal (field->name, "PHOTO") || g_str_equal (field->name, "LOGO"))
        continue;
      append_data (line, field);
      if (line->len > 0)
        g_string_append_printf (lines, "%s:%s\n", get_label (field->name), line->str);
    }
  return g_string_free (lines, FALSE);
}

/* Takes out what is not in @lines any more: it was masked. */
static void
remove_fields (xmlnode *node, const char *lines)
{
  xmlnode *next;

  for (xmlnode *child = node->child; child != NULL; child = next)
    {
      g_autofree char *data = child->type == XMLNODE_TYPE_TAG ? xmlnode_get_data (child) : NULL;

      next = child->next;
      if (data != NULL && *g_strstrip (data) != '\0' && strstr (lines, data) == NULL)
        xmlnode_free (child);
      else if (child->type == XMLNODE_TYPE_TAG && !g_str_equal (child->name, "PHOTO") && !g_str_equal (child->name, "LOGO"))
        remove_fields (child, lines);
    }
}

static char *
dup_reduced_card (const char *profile, const char *lines)
{
  xmlnode *card = xmlnode_from_str (profile, -1);
  char *reduced;

  if (card == NULL)
    return NULL;
  remove_fields (card, lines);
  reduced = xmlnode_to_str (card, NULL);
  xmlnode_free (card);
  return reduced;
}

static void
send (PurpleConnection *connection, const Waiting *self, const char *profile)
{
  guard_paths_begin_going (self->lines != NULL ? self->lines : profile, self->lines == NULL);
  self->set_info (connection, profile);
  guard_paths_end_going ();
}

static void
on_let_go (const char *text, gpointer data)
{
  const Waiting *self = data;
  PurpleConnection *connection = guard_paths_find_connection (self->account);
  g_autofree char *reduced = NULL;

  if (connection == NULL)
    return;
  if (self->lines == NULL || g_str_equal (text, self->lines))
    {
      send (connection, self, self->lines == NULL ? text : self->profile);
      return;
    }
  reduced = dup_reduced_card (self->profile, text);
  if (reduced != NULL)
    send (connection, self, reduced);
}

static Waiting *
waiting_new (PurpleConnection *connection, const char *profile, void (*set_info) (PurpleConnection *connection, const char *profile))
{
  Waiting *self = g_new0 (Waiting, 1);
  xmlnode *card = g_ascii_strncasecmp (profile, "<vCard", 6) == 0 ? xmlnode_from_str (profile, -1) : NULL;

  self->account = purple_connection_get_account (connection);
  self->profile = g_strdup (profile);
  self->set_info = set_info;
  if (card != NULL)
    {
      self->lines = guard_paths_dup_card_lines (card);
      xmlnode_free (card);
    }
  return self;
}

static void
free_waiting (gpointer data)
{
  Waiting *self = data;

  g_free (self->profile);
  g_free (self->lines);
  g_free (self);
}

void
guard_paths_set_profile (PurpleConnection *connection, const char *profile, void (*set_info) (PurpleConnection *connection, const char *profile))
{
  PurpleAccount *account = purple_connection_get_account (connection);
  Waiting *waiting = profile != NULL ? waiting_new (connection, profile, set_info) : NULL;
  g_autofree char *text = waiting != NULL ? g_strdup (waiting->lines != NULL ? waiting->lines : profile) : NULL;
  const gboolean is_html = waiting != NULL && waiting->lines == NULL;
  const GuardWords words = { .path = GUARD_PATH_PROFILE, .account = account, .text = text, .is_html = is_html };

  if (waiting != NULL && !guard_paths_may_go (&words, on_let_go, waiting, free_waiting))
    return;
  guard_paths_begin_going (text, is_html);
  set_info (connection, profile);
  guard_paths_end_going ();
}
