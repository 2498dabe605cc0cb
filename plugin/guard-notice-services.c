/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-notice-services.h"

#include "core/guard-text.h"
#include "guard-notice.h"

#include <glib/gi18n-lib.h>

#define MAX_NAME_CHARACTERS 60
#define MAX_PATH_CHARACTERS 160

const char *
guard_service_state_to_string (GuardServiceState state)
{
  static const char * const words[] = { "closed", "absent", "open" };

  return words[state];
}

static const char *
state_to_words (const GuardServiceFacts *facts)
{
  if (facts->state == GUARD_SERVICE_OPEN)
    return _("open");
  if (facts->state == GUARD_SERVICE_ABSENT)
    return _("closed, there is none");
  return facts->has_switch && facts->is_allowed ? _("allowed, and not in use") : _("closed");
}

/* "/guard open port-mapping", "(locked by your organisation)" */
static char *
dup_way (const GuardServiceFacts *facts)
{
  if (!facts->has_switch)
    return g_strdup ("");
  if (facts->is_locked)
    return g_strdup (_("(locked by your organisation)"));
  return g_strdup_printf (facts->is_allowed ? "/guard close %s" : "/guard open %s", facts->name);
}

char *
guard_notice_dup_service_line (const GuardServiceFacts *facts)
{
  g_autofree char *way = dup_way (facts);
  g_autoptr(GString) line = g_string_new (NULL);

  /* Translators: a service ("Opening ports of your router"), and whether it is open */
  g_string_append_printf (line, _("%s: %s."), facts->title, state_to_words (facts));
  g_string_append_printf (line, " %s", facts->reason);
  if (*facts->loss != '\0')
    g_string_append_printf (line, " %s", facts->loss);
  if (facts->n_asked > 0)
    g_string_append_printf (line, g_dngettext (GETTEXT_PACKAGE, " Asked for %u time; not answered.", " Asked for %u times; not answered.", facts->n_asked), facts->n_asked);
  if (*way != '\0')
    g_string_append_printf (line, " %s", way);
  return g_string_free (g_steal_pointer (&line), FALSE);
}

char *
guard_notice_dup_service_choice (const GuardServiceFacts *facts)
{
  /* Translators: a service, and whether it is open */
  return g_strdup_printf (_("%s: %s"), facts->title, state_to_words (facts));
}

char *
guard_notice_dup_service_answer (const GuardServiceFacts *facts, gboolean was_to_be_open)
{
  if (!facts->has_switch)
    return g_strdup_printf (_("%s: this has no switch; it is only listed."), facts->title);
  if (facts->is_allowed != was_to_be_open)
    return facts->is_locked ? g_strdup_printf (_("%s: not changed (locked by your organisation)."), facts->title)
                            : g_strdup_printf (_("%s: not changed, since your settings cannot be written."), facts->title);
  if (!was_to_be_open)
    return facts->state == GUARD_SERVICE_OPEN ? g_strdup_printf (_("%s: not closed, since its present state could not be saved."), facts->title)
                                              : g_strdup_printf (_("%s: closed. %s"), facts->title, facts->loss);
  if (facts->state == GUARD_SERVICE_OPEN)
    return g_strdup_printf (_("%s: open. %s"), facts->title, facts->reason);
  return g_strdup_printf (_("%s: allowed from now on. It was not in use before; switch it on in your client's own preferences."), facts->title);
}

char *
guard_notice_dup_no_such_service (const char *name)
{
  g_autofree char *shown = guard_text_one_line (name, MAX_NAME_CHARACTERS);

  return g_strdup_printf (_("There is no service “%s”; /guard services lists them."), shown);
}

void
guard_notice_services_closed (Guard *guard, const char * const *titles)
{
  g_autofree char *list = g_strjoinv ("\n", (char **) titles);
  g_autofree char *secondary = NULL;

  /* Translators: %s is a list, one line each */
  secondary = g_strdup_printf (_("%s\n\n/guard services in a conversation says why, and opens each again."), list);
  guard_notice_show (guard, PURPLE_NOTIFY_MSG_INFO, _("Network services"), _("purple-guard has closed what your client offered to others:"), secondary);
}

void
guard_notice_service_closed_again (Guard *guard, const GuardServiceFacts *facts)
{
  g_autofree char *primary = g_strdup_printf (_("%s: closed again."), facts->title);
  g_autofree char *way = NULL;

  if (facts->is_locked)
    way = g_strdup (_("It stays closed: locked by your organisation."));
  else
    way = g_strdup_printf (_("%s To open it, type /guard open %s in a conversation."), facts->reason, facts->name);
  guard_notice_show (guard, PURPLE_NOTIFY_MSG_INFO, _("Network services"), primary, way);
}

GuardQuestion *
guard_notice_ask_service (Guard *guard, const GuardServiceFacts *facts, GuardAnswerFunc func, gpointer user_data)
{
  const char * const labels[] = { _("_Leave it"), facts->is_allowed ? _("_Close it") : _("_Open it"), NULL };
  g_autofree char *primary = guard_notice_dup_service_choice (facts);
  g_autofree char *secondary = g_strdup_printf ("%s\n%s", facts->reason, facts->loss);

  return guard_question_ask (guard->plugin, _("Network services"), primary, secondary, labels, NULL, NULL, func, user_data);
}

void
guard_notice_show_service_answer (Guard *guard, const char *answer)
{
  guard_notice_show (guard, PURPLE_NOTIFY_MSG_INFO, _("Network services"), answer, NULL);
}

GuardQuestion *
guard_notice_ask_which_service (Guard *guard, const char * const *choices, GuardAnswerFunc func, gpointer user_data)
{
  return guard_question_ask_choice (guard->plugin, _("Network services"), _("What your client offers to the network and to other programs:"), choices, _("_More…"),
                                    func, user_data);
}

/* ---- plugins ---- */

static char *
dup_origin (const GuardProvenance *provenance)
{
  g_autofree char *owner = guard_text_one_line (provenance->owner, MAX_NAME_CHARACTERS);
  g_autofree char *package = guard_text_one_line (provenance->package, MAX_NAME_CHARACTERS);
  g_autofree char *weak = guard_text_one_line (provenance->weak_path, MAX_PATH_CHARACTERS);

  switch (provenance->origin)
    {
    case GUARD_ORIGIN_PACKAGE:
      return g_strdup_printf (_("from the package %s"), package);
    case GUARD_ORIGIN_ADMINISTRATOR:
      return g_strdup (_("from no package; the administrator put it there"));
    case GUARD_ORIGIN_OWN:
      return g_strdup (_("from no package; you, or a program of yours, put it there"));
    case GUARD_ORIGIN_OTHERS:
      /* Translators: %s are a file or folder, and the user who owns the plugin */
      return g_strdup_printf (_("somebody else can replace it, through “%s” (which belongs to %s)"), weak, owner);
    case GUARD_ORIGIN_UNKNOWN:
    default:
      return g_strdup (_("where it comes from is not known"));
    }
}

char *
guard_notice_dup_plugin_line (const char *name, const GuardProvenance *provenance)
{
  g_autofree char *title = guard_text_one_line (name, MAX_NAME_CHARACTERS);
  g_autofree char *path = guard_text_one_line (provenance->path, MAX_PATH_CHARACTERS);
  g_autofree char *origin = dup_origin (provenance);
  g_autofree char *true_path = provenance->is_link ? guard_text_one_line (provenance->true_path, MAX_PATH_CHARACTERS) : NULL;

  if (true_path != NULL)
    /* Translators: a plugin's name, where it comes from, its file, and the file that this one is a link to */
    return g_strdup_printf (_("Plugin %s: %s. %s, a link to %s"), title, origin, path, true_path);
  /* Translators: a plugin's name, where it comes from, its file */
  return g_strdup_printf (_("Plugin %s: %s. %s"), title, origin, path);
}

void
guard_notice_plugin_weak (Guard *guard, const char *name, const GuardProvenance *provenance)
{
  g_autofree char *line = guard_notice_dup_plugin_line (name, provenance);
  g_autofree char *secondary = g_strdup_printf (_("%s\nA plugin can read everything you write. Let only yourself or the administrator be able to change it."), line);

  guard_notice_show (guard, PURPLE_NOTIFY_MSG_WARNING, _("Plugins"), _("Somebody else could replace a plugin of yours."), secondary);
}
