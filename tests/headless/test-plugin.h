/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <purple.h>

/* The frame of a test's plugin for libpurple, the last thing in its file. @symbol: its name as C has it; @load_func: a function as PurplePluginInfo has
 * it; the rest: strings */
#define GUARD_TEST_PLUGIN(symbol, plugin_id, plugin_name, plugin_version, load_func) \
  static PurplePluginInfo info = {                                                   \
    .magic = PURPLE_PLUGIN_MAGIC,                                                    \
    .major_version = PURPLE_MAJOR_VERSION,                                           \
    .minor_version = 0,                                                              \
    .type = PURPLE_PLUGIN_STANDARD,                                                  \
    .priority = PURPLE_PRIORITY_DEFAULT,                                             \
    .id = (char *) plugin_id,                                                        \
    .name = (char *) plugin_name,                                                    \
    .version = (char *) plugin_version,                                              \
    .load = load_func,                                                               \
  };                                                                                 \
                                                                                     \
  static void                                                                        \
  init (PurplePlugin *plugin)                                                        \
  {                                                                                  \
  }                                                                                  \
                                                                                     \
  PURPLE_INIT_PLUGIN (symbol, init, info)
