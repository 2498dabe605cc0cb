/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-question.h"

#include "guard-question-finch.h"

#include <glib/gi18n-lib.h>

#include <string.h>

/* States of a question: open -> answered | closed -> (main loop) told and freed; or withdrawn and freed. A careful one that was
 * answered too soon is shown again instead of told.
 *
 * Clients differ in the order of "button pressed" and "window closed", and both happen inside their own callbacks, where a
 * transfer or an account must not be taken away. So both are only noted, the first one counts, a button more than a closing,
 * and the story hears of it from an idle source. */

#define CAREFUL_MS 700

/* What a careful question needs to be shown again. */
typedef struct
{
  PurplePlugin *handle;
  char *title, *primary, *secondary;
  char **labels;
} Words;

struct _GuardQuestion
{
  PurpleRequestType type;
  Words *words;       /* NULL: not a careful one */
  gint64 shown_us;
  gboolean was_hasty; /* answered too soon: to be shown again */
  void *ui_handle;  /* the client's; NULL when it is not (any more) shown */
  gboolean is_answered;
  guint answer;
  char *text;
  guint idle_source;
  GuardAnswerFunc func;
  gpointer user_data;
};

/* Questions that are alive. The close_request of the client carries no data of ours, so they must be found by handle. */
static GList *questions;

/* While the story hears of a button: what it asks now is what the user waits for. */
static gboolean is_following;

static void
free_words (Words *words)
{
  g_free (words->title);
  g_free (words->primary);
  g_free (words->secondary);
  g_strfreev (words->labels);
  g_free (words);
}

static void
free_question (GuardQuestion *self)
{
  questions = g_list_remove (questions, self);
  g_clear_handle_id (&self->idle_source, g_source_remove);
  g_clear_pointer (&self->words, free_words);
  g_free (self->text);
  g_free (self);
}

static void show_again (GuardQuestion *self);

static gboolean
on_tell (gpointer data)
{
  GuardQuestion *self = data;

  if (self->was_hasty)
    {
      self->idle_source = 0;
      is_following = TRUE;
      show_again (self);
      is_following = FALSE;
      return G_SOURCE_REMOVE;
    }

  GuardAnswerFunc func = self->func;
  gpointer user_data = self->user_data;
  guint answer = self->is_answered ? self->answer : 0; /* closed: the safe answer is the first */
  g_autofree char *text = g_steal_pointer (&self->text);

  self->idle_source = 0;
  is_following = self->is_answered;
  free_question (self);
  func (answer, text, user_data);
  is_following = FALSE;
  return G_SOURCE_REMOVE;
}

static void
tell_soon (GuardQuestion *self)
{
  if (self->idle_source == 0)
    self->idle_source = g_idle_add_full (G_PRIORITY_DEFAULT, on_tell, self, NULL);
}

static void
note_answer (GuardQuestion *self, guint answer, const char *text)
{
  /* The client may call twice, or after we have let go. */
  if (g_list_find (questions, self) == NULL || self->is_answered || self->was_hasty)
    return;

  if (self->words != NULL && answer != 0 && g_get_monotonic_time () - self->shown_us < CAREFUL_MS * 1000)
    {
      self->was_hasty = TRUE;
      tell_soon (self);
      return;
    }

  self->is_answered = TRUE;
  self->answer = answer;
  self->text = g_strdup (text);
  tell_soon (self);
}

static GuardQuestion *
new_question (PurpleRequestType type, GuardAnswerFunc func, gpointer user_data)
{
  GuardQuestion *self = g_new0 (GuardQuestion, 1);

  self->type = type;
  self->func = func;
  self->user_data = user_data;
  questions = g_list_prepend (questions, self);
  return self;
}

static GuardQuestion *
show_question (GuardQuestion *self, void *ui_handle)
{
  self->ui_handle = ui_handle;
  /* A client that cannot ask gets the safe answer. */
  if (ui_handle == NULL && !self->is_answered)
    tell_soon (self);
  if (is_following)
    guard_finch_raise (ui_handle);
  return self;
}

/* Pidgin reads the underscore before a letter as its key; other clients would show it. */
char *
guard_question_dup_label (const char *label)
{
  const char *key = strstr (label, "(_");
  g_auto(GStrv) parts = NULL;

  if (purple_strequal (purple_core_get_ui (), "gtk-gaim"))
    return g_strdup (label);
  /* "(_S)": in a language whose words have no such letter */
  if (key != NULL && key[2] != '\0' && key[3] == ')')
    return g_strdup_printf ("%.*s%s", (int) (key - label), label, key + 4);
  parts = g_strsplit (label, "_", -1);
  return g_strjoinv (NULL, parts);
}

/* Pidgin numbers its buttons in reverse, so each has a callback of its own. */
static void on_first (void *data, int action) { note_answer (data, 0, NULL); }
static void on_second (void *data, int action) { note_answer (data, 1, NULL); }
static void on_third (void *data, int action) { note_answer (data, 2, NULL); }
static void on_fourth (void *data, int action) { note_answer (data, 3, NULL); }
static void on_fifth (void *data, int action) { note_answer (data, 4, NULL); }
static void on_sixth (void *data, int action) { note_answer (data, 5, NULL); }

#define MAX_LABELS 6

static void *
show_action (GuardQuestion *self, PurplePlugin *handle, const char *title, const char *primary, const char *secondary,
             const char * const *labels, PurpleAccount *account, const char *who)
{
  g_autofree char *headline = guard_finch_dup_wrapped (primary);
  g_autofree char *details = guard_finch_dup_wrapped (secondary);
  char *shown[MAX_LABELS] = { NULL };
  guint n_labels = 0;
  void *ui_handle;

  for (; n_labels < MAX_LABELS && labels[n_labels] != NULL; n_labels++)
    shown[n_labels] = guard_question_dup_label (labels[n_labels]);
  self->shown_us = g_get_monotonic_time ();
  /* Those behind the number are not looked at. */
  ui_handle = purple_request_action (handle, title, headline, details, 0, account, who, NULL, self, n_labels,
                                     shown[0], G_CALLBACK (on_first), shown[1], G_CALLBACK (on_second), shown[2], G_CALLBACK (on_third),
                                     shown[3], G_CALLBACK (on_fourth), shown[4], G_CALLBACK (on_fifth), shown[5], G_CALLBACK (on_sixth));
  for (guint i = 0; i < n_labels; i++)
    g_free (shown[i]);
  return ui_handle;
}

GuardQuestion *
guard_question_ask (PurplePlugin *handle, const char *title, const char *primary, const char *secondary,
                    const char * const *labels, PurpleAccount *account, const char *who, GuardAnswerFunc func, gpointer user_data)
{
  GuardQuestion *self = new_question (PURPLE_REQUEST_ACTION, func, user_data);

  return show_question (self, show_action (self, handle, title, primary, secondary, labels, account, who));
}

GuardQuestion *
guard_question_ask_careful (PurplePlugin *handle, const char *title, const char *primary, const char *secondary,
                            const char * const *labels, GuardAnswerFunc func, gpointer user_data)
{
  GuardQuestion *self = new_question (PURPLE_REQUEST_ACTION, func, user_data);
  Words *words = g_new0 (Words, 1);

  words->handle = handle;
  words->title = g_strdup (title);
  words->primary = g_strdup (primary);
  words->secondary = g_strdup (secondary);
  words->labels = g_strdupv ((char **) labels);
  self->words = words;
  return show_question (self, show_action (self, handle, title, primary, secondary, labels, NULL, NULL));
}

/* The client may still be closing the window of the hasty answer; it must not take the new one for that. */
static void
show_again (GuardQuestion *self)
{
  const Words *words = self->words;
  void *earlier = g_steal_pointer (&self->ui_handle);

  self->was_hasty = FALSE;
  if (earlier != NULL)
    purple_request_close (self->type, earlier);
  show_question (self, show_action (self, words->handle, words->title, words->primary, words->secondary,
                                    (const char * const *) words->labels, NULL, NULL));
}

/* Finch answers with the bare name when it was left as proposed; it means the folder that its dialog showed. Returns: (transfer full) */
static char *
dup_full_path (const char *path)
{
  const char *folder = NULL;

  if (purple_prefs_exists ("/finch/filelocations/last_save_folder"))
    folder = purple_prefs_get_path ("/finch/filelocations/last_save_folder");
  if (folder == NULL || !g_path_is_absolute (folder))
    folder = purple_home_dir ();
  return g_canonicalize_filename (path, folder);
}

static void
on_place_chosen (void *data, const char *path)
{
  g_autofree char *full = path != NULL && *path != '\0' ? dup_full_path (path) : NULL;

  note_answer (data, full != NULL ? GUARD_ANSWER_OK : GUARD_ANSWER_CANCEL, full);
}

static void
on_place_cancelled (void *data, const char *path)
{
  note_answer (data, GUARD_ANSWER_CANCEL, NULL);
}

GuardQuestion *
guard_question_ask_place (PurplePlugin *handle, const char *title, const char *name, PurpleAccount *account, const char *who,
                          GuardAnswerFunc func, gpointer user_data)
{
  GuardQuestion *self = new_question (PURPLE_REQUEST_FILE, func, user_data);

  return show_question (self, purple_request_file (handle, title, name, TRUE, G_CALLBACK (on_place_chosen), G_CALLBACK (on_place_cancelled),
                                                   account, who, NULL, self));
}

static void
on_text_typed (void *data, const char *text)
{
  note_answer (data, GUARD_ANSWER_OK, text);
}

static void
on_text_cancelled (void *data, const char *text)
{
  note_answer (data, GUARD_ANSWER_CANCEL, NULL);
}

GuardQuestion *
guard_question_ask_text (PurplePlugin *handle, const char *title, const char *primary, const char *secondary, const char *ok_label,
                         PurpleAccount *account, const char *who, GuardAnswerFunc func, gpointer user_data)
{
  GuardQuestion *self = new_question (PURPLE_REQUEST_INPUT, func, user_data);
  g_autofree char *ok = guard_question_dup_label (ok_label);
  g_autofree char *cancel = guard_question_dup_label (_("_Cancel"));

  return show_question (self, purple_request_input (handle, title, primary, secondary, NULL, FALSE, FALSE, NULL,
                                                    ok, G_CALLBACK (on_text_typed), cancel, G_CALLBACK (on_text_cancelled),
                                                    account, who, NULL, self));
}

GuardQuestion *
guard_question_ask_long_text (PurplePlugin *handle, const char *title, const char *primary, const char *secondary, const char *text,
                              const char *ok_label, GuardAnswerFunc func, gpointer user_data)
{
  GuardQuestion *self = new_question (PURPLE_REQUEST_INPUT, func, user_data);
  g_autofree char *ok = guard_question_dup_label (ok_label);
  g_autofree char *cancel = guard_question_dup_label (_("_Don't send"));

  return show_question (self, purple_request_input (handle, title, primary, secondary, text, TRUE, FALSE, NULL,
                                                    ok, G_CALLBACK (on_text_typed), cancel, G_CALLBACK (on_text_cancelled), NULL, NULL, NULL, self));
}

#define CHOICE_FIELD "guard-choice"

static void
on_choice_made (void *data, PurpleRequestFields *fields)
{
  PurpleRequestField *field = purple_request_fields_get_field (fields, CHOICE_FIELD);
  GList *selected = purple_request_field_list_get_selected (field);

  note_answer (data, selected != NULL ? GPOINTER_TO_UINT (purple_request_field_list_get_data (field, selected->data)) : GUARD_ANSWER_CANCEL, NULL);
}

static void
on_choice_cancelled (void *data, PurpleRequestFields *fields)
{
  note_answer (data, GUARD_ANSWER_CANCEL, NULL);
}

GuardQuestion *
guard_question_ask_choice (PurplePlugin *handle, const char *title, const char *primary, const char * const *choices, const char *ok_label,
                           GuardAnswerFunc func, gpointer user_data)
{
  GuardQuestion *self = new_question (PURPLE_REQUEST_FIELDS, func, user_data);
  PurpleRequestFields *fields = purple_request_fields_new ();
  PurpleRequestFieldGroup *group = purple_request_field_group_new (NULL);
  /* Pidgin makes the window as wide as this label, and the list no wider; Finch puts both into one line. */
  const gboolean is_wide = purple_strequal (purple_core_get_ui (), "gtk-gaim");
  PurpleRequestField *list = purple_request_field_list_new (CHOICE_FIELD, is_wide ? _("Choose one of these; closing the window changes nothing") : "");
  g_autofree char *ok = guard_question_dup_label (ok_label);
  g_autofree char *cancel = guard_question_dup_label (_("_Cancel"));

  purple_request_field_list_set_multi_select (list, FALSE);
  for (guint i = 0; choices[i] != NULL; i++)
    purple_request_field_list_add_icon (list, choices[i], NULL, GUINT_TO_POINTER (i + 1));
  if (choices[0] != NULL)
    purple_request_field_list_add_selected (list, choices[0]);
  purple_request_field_group_add_field (group, list);
  purple_request_fields_add_group (fields, group);

  return show_question (self, purple_request_fields (handle, title, primary, NULL, fields, ok, G_CALLBACK (on_choice_made),
                                                     cancel, G_CALLBACK (on_choice_cancelled), NULL, NULL, NULL, self));
}

void
guard_question_withdraw (GuardQuestion *self)
{
  void *ui_handle;
  PurpleRequestType type;

  if (self == NULL)
    return;

  ui_handle = g_steal_pointer (&self->ui_handle);
  type = self->type;
  free_question (self);
  if (ui_handle != NULL)
    purple_request_close (type, ui_handle);
}

void
guard_question_on_closed (void *ui_handle)
{
  for (GList *item = questions; item != NULL; item = item->next)
    {
      GuardQuestion *self = item->data;

      if (self->ui_handle != ui_handle || ui_handle == NULL)
        continue;
      self->ui_handle = NULL;
      tell_soon (self);
      return;
    }
}

void
guard_question_withdraw_all (void)
{
  while (questions != NULL)
    guard_question_withdraw (questions->data);
}
