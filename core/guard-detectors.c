/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-detectors.h"

/* THE TABLE. Of findings that weigh the same the upper row's is told to a person, so what says most stands above. */
const GuardDetector * const guard_detectors[] = {
  &guard_detect_scheme,              /* something else than a browser opens it */
  &guard_detect_unreadable,          /* no browser can read it */
  &guard_detect_mismatch,            /* the text names another site */
  &guard_detect_user_info,           /* what stands before an "@" passes for the site */
  &guard_detect_lookalike,           /* a name that looks like a known one */
  &guard_detect_deceptive_name,      /* letters that pass for others */
  &guard_detect_embedded,            /* a known name in front of the real one */
  &guard_detect_typo,                /* a known name with a wrong letter */
  &guard_detect_combined,            /* a known brand and a lure */
  &guard_detect_hidden_characters,   /* directions turned, characters nobody sees */
  &guard_detect_impersonation,       /* the sender looks like a contact */
  &guard_detect_program,             /* a program, or a shortcut to one */
  &guard_detect_raw_address,         /* a number instead of a name */
  &guard_detect_long_address,        /* too long, or encoded without need */
  &guard_detect_formatting,          /* tricks in the form of the message */
  &guard_detect_pressure,            /* words that press */
  &guard_detect_shortener,           /* the real address is hidden */
  &guard_detect_odd_port,            /* a port where web servers seldom are */
  &guard_detect_unknown_sender,      /* a stranger sends a link */
  &guard_detect_sensitive,           /* leaving: data that a rule describes */
  &guard_detect_contact_list,        /* leaving: addresses of other people */
  &guard_detect_not_checked,         /* beyond a bound, or a list is missing */
  NULL
};
