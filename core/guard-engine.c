/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-engine.h"

GuardReport *
guard_engine_judge (const GuardKnowledge *knowledge, const GuardMessage *message)
{
  g_autoptr(GuardReport) report = guard_report_new ();

  for (gsize i = 0; guard_detectors[i] != NULL; i++)
    if (guard_detectors[i]->ways & message->way)
      guard_detectors[i]->look (knowledge, message, report);
  return g_steal_pointer (&report);
}
