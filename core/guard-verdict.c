/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-verdict.h"

#include <glib/gi18n-lib.h>

/* Four verdicts and the reasons that go with two of them, with their stable words (journal, JSON, command line) and their
 * words for people. A row is all there is to add. */

static const struct
{
  GuardVerdict verdict;
  const char *name;
  const char *words;
  int exit_code;
} verdicts[] = {
  { GUARD_VERDICT_NOTHING_FOUND,     "nothing-found",     N_("nothing known found"), 0 },
  { GUARD_VERDICT_INFECTED,          "infected",          N_("infected"),            1 },
  { GUARD_VERDICT_CANNOT_BE_SCANNED, "cannot-be-scanned", N_("cannot be scanned"),   2 },
  { GUARD_VERDICT_NOT_CHECKED,       "not-checked",       N_("not checked"),         3 },
};

static const struct
{
  GuardReason reason;
  GuardVerdict verdict;
  const char *name;
  const char *words;
} reasons[] = {
  { GUARD_REASON_LIMIT,                 GUARD_VERDICT_CANNOT_BE_SCANNED, "limit",                 N_("it is nested, long or full beyond the limits") },
  { GUARD_REASON_ENCRYPTED,             GUARD_VERDICT_CANNOT_BE_SCANNED, "encrypted",             N_("it is encrypted") },
  { GUARD_REASON_COULD_NOT_LOOK_INSIDE, GUARD_VERDICT_CANNOT_BE_SCANNED, "could-not-look-inside", N_("the scanner could not look inside all of it") },
  { GUARD_REASON_TOO_BIG,               GUARD_VERDICT_CANNOT_BE_SCANNED, "too-big",               N_("it is too big to be scanned") },
  { GUARD_REASON_CHANGED,               GUARD_VERDICT_CANNOT_BE_SCANNED, "changed",               N_("it changed while it was scanned") },
  { GUARD_REASON_WORKER_DIED,           GUARD_VERDICT_CANNOT_BE_SCANNED, "worker-died",           N_("the scanner broke down on it") },
  { GUARD_REASON_TIMED_OUT,             GUARD_VERDICT_CANNOT_BE_SCANNED, "timed-out",             N_("scanning it took too long") },
  { GUARD_REASON_MEMORY,                GUARD_VERDICT_CANNOT_BE_SCANNED, "memory",                N_("scanning it takes too much memory") },
  { GUARD_REASON_FORBIDDEN_CALL,        GUARD_VERDICT_CANNOT_BE_SCANNED, "forbidden-call",        N_("scanning it attempted something that is forbidden") },
  { GUARD_REASON_NOT_A_FILE,            GUARD_VERDICT_CANNOT_BE_SCANNED, "not-a-file",            N_("it is not an ordinary file") },
  { GUARD_REASON_ENGINE_ERROR,          GUARD_VERDICT_CANNOT_BE_SCANNED, "engine-error",          N_("the scanner gave up on it") },
  { GUARD_REASON_NO_ENGINE,             GUARD_VERDICT_NOT_CHECKED,       "no-engine",             N_("the scanner could not be started") },
  { GUARD_REASON_NO_SIGNATURES,         GUARD_VERDICT_NOT_CHECKED,       "no-signatures",         N_("there are no virus signatures yet") },
  { GUARD_REASON_BAD_SIGNATURES,        GUARD_VERDICT_NOT_CHECKED,       "bad-signatures",        N_("the virus signatures are damaged") },
  { GUARD_REASON_NO_SANDBOX,            GUARD_VERDICT_NOT_CHECKED,       "no-sandbox",            N_("this system offers no way to lock the scanner in") },
  { GUARD_REASON_ENGINE_GONE,           GUARD_VERDICT_NOT_CHECKED,       "engine-gone",           N_("the scanner went away") },
  { GUARD_REASON_NO_RESOURCES,          GUARD_VERDICT_NOT_CHECKED,       "no-resources",          N_("the computer ran out of space or memory while scanning") },
  { GUARD_REASON_WAITING,               GUARD_VERDICT_NOT_CHECKED,       "waiting",               N_("it has not been scanned yet") },
  { GUARD_REASON_COULD_NOT_READ,        GUARD_VERDICT_NOT_CHECKED,       "could-not-read",        N_("it could not be read") },
};

const char *
guard_verdict_to_string (GuardVerdict verdict)
{
  for (gsize i = 0; i < G_N_ELEMENTS (verdicts); i++)
    if (verdicts[i].verdict == verdict)
      return verdicts[i].name;
  return "invalid";
}

const char *
guard_reason_to_string (GuardReason reason)
{
  for (gsize i = 0; i < G_N_ELEMENTS (reasons); i++)
    if (reasons[i].reason == reason)
      return reasons[i].name;
  return reason == GUARD_REASON_NONE ? "" : "invalid";
}

GuardVerdict
guard_verdict_from_string (const char *word)
{
  for (gsize i = 0; i < G_N_ELEMENTS (verdicts); i++)
    if (g_strcmp0 (verdicts[i].name, word) == 0)
      return verdicts[i].verdict;
  return GUARD_VERDICT_NONE;
}

GuardReason
guard_reason_from_string (const char *word)
{
  for (gsize i = 0; i < G_N_ELEMENTS (reasons); i++)
    if (g_strcmp0 (reasons[i].name, word) == 0)
      return reasons[i].reason;
  return GUARD_REASON_NONE;
}

const char *
guard_verdict_to_words (GuardVerdict verdict)
{
  for (gsize i = 0; i < G_N_ELEMENTS (verdicts); i++)
    if (verdicts[i].verdict == verdict)
      return _(verdicts[i].words);
  return _("not checked");
}

const char *
guard_reason_to_words (GuardReason reason)
{
  for (gsize i = 0; i < G_N_ELEMENTS (reasons); i++)
    if (reasons[i].reason == reason)
      return _(reasons[i].words);
  return "";
}

gboolean
guard_verdict_allows_reason (GuardVerdict verdict, GuardReason reason)
{
  if (verdict == GUARD_VERDICT_NOTHING_FOUND || verdict == GUARD_VERDICT_INFECTED)
    return reason == GUARD_REASON_NONE;

  for (gsize i = 0; i < G_N_ELEMENTS (reasons); i++)
    if (reasons[i].reason == reason)
      return reasons[i].verdict == verdict;
  return FALSE;
}

int
guard_verdict_exit_code (GuardVerdict verdict)
{
  for (gsize i = 0; i < G_N_ELEMENTS (verdicts); i++)
    if (verdicts[i].verdict == verdict)
      return verdicts[i].exit_code;
  return 3;
}

int
guard_verdict_worse_exit_code (int one, int other)
{
  static const int worst_first[] = { 1, 3, 2, 0 };

  for (gsize i = 0; i < G_N_ELEMENTS (worst_first); i++)
    if (one == worst_first[i] || other == worst_first[i])
      return worst_first[i];
  return 3;
}
