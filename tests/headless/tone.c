/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include <purple.h>

/* A test's plugin: a test tone and a test picture for the client's microphone and camera. */

/* Their header wants GStreamer's, which nothing else here needs. */
void *purple_media_manager_get_element_info (PurpleMediaManager *manager, const char *name);
gboolean purple_media_manager_set_active_element (PurpleMediaManager *manager, void *element);

static gboolean
load (PurplePlugin *plugin)
{
  PurpleMediaManager *manager = purple_media_manager_get ();
  return purple_media_manager_set_active_element (manager, purple_media_manager_get_element_info (manager, "audiotestsrc"))
         && purple_media_manager_set_active_element (manager, purple_media_manager_get_element_info (manager, "videotestsrc"));
}

static PurplePluginInfo info = {
  .magic = PURPLE_PLUGIN_MAGIC,
  .major_version = PURPLE_MAJOR_VERSION,
  .minor_version = 0,
  .type = PURPLE_PLUGIN_STANDARD,
  .priority = PURPLE_PRIORITY_DEFAULT,
  .id = (char *) "core-guard-test-tone",
  .name = (char *) "Tone",
  .version = (char *) "1",
  .load = load,
};

static void
init (PurplePlugin *plugin)
{
}

PURPLE_INIT_PLUGIN (tone, init, info)
