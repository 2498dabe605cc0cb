/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include <limits.h>
#include <purple.h>
#include <string.h>

/* A test's plugin that accepts every offered file for its user, as some plugins do. GUARD_EAGER says when and how:
 *   priority NUMBER   in file-recv-request, at that priority
 *   fields NUMBER     the same, writing the transfer's fields instead of calling libpurple
 *   timer             a moment after file-recv-request
 *   nameless          in file-recv-request, with no file name
 *   nameless-timer    a moment later, with no file name
 * The place is GUARD_EAGER_PATH. */

static PurplePlugin *myself;

static const char *
mode (void)
{
  const char *words = g_getenv ("GUARD_EAGER");
  return words != NULL ? words : "timer";
}

static gboolean
is_nameless (void)
{
  return g_str_has_prefix (mode (), "nameless");
}

static gboolean
accept_later (gpointer data)
{
  if (g_list_find (purple_xfers_get_all (), data) != NULL && !purple_xfer_is_canceled (data))
    purple_xfer_request_accepted (data, is_nameless () ? NULL : g_getenv ("GUARD_EAGER_PATH"));
  return G_SOURCE_REMOVE;
}

static void
on_request (PurpleXfer *xfer, gpointer data)
{
  if (strstr (mode (), "timer") != NULL)
    g_timeout_add (200, accept_later, xfer);
  else if (g_str_has_prefix (mode (), "fields"))
    {
      purple_xfer_set_local_filename (xfer, g_getenv ("GUARD_EAGER_PATH"));
      xfer->status = PURPLE_XFER_STATUS_ACCEPTED;
    }
  else
    purple_xfer_request_accepted (xfer, is_nameless () ? NULL : g_getenv ("GUARD_EAGER_PATH"));
}

static gboolean
load (PurplePlugin *plugin)
{
  const char *number = strchr (mode (), ' ');
  int priority = number != NULL ? (int) g_ascii_strtoll (number + 1, NULL, 10) : PURPLE_SIGNAL_PRIORITY_DEFAULT;
  myself = plugin;
  purple_signal_connect_priority (purple_xfers_get_handle (), "file-recv-request", myself, PURPLE_CALLBACK (on_request), NULL, priority);
  return TRUE;
}

static PurplePluginInfo info = {
  .magic = PURPLE_PLUGIN_MAGIC,
  .major_version = PURPLE_MAJOR_VERSION,
  .minor_version = 0,
  .type = PURPLE_PLUGIN_STANDARD,
  .priority = PURPLE_PRIORITY_DEFAULT,
  .id = (char *) "core-guard-test-eager",
  .name = (char *) "Eager",
  .version = (char *) "1",
  .load = load,
};

static void
init (PurplePlugin *plugin)
{
}

PURPLE_INIT_PLUGIN (eager, init, info)
