/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The one error domain. Codes are named by what a caller can do about them. System errors keep
 * G_FILE_ERROR and G_IO_ERROR. */
typedef enum
{
  GUARD_ERROR_MALFORMED,   /* the input breaks its own rules; asking again does not help */
  GUARD_ERROR_TOO_BIG,     /* a bound was reached; the message has both numbers */
  GUARD_ERROR_TIMED_OUT,   /* no answer in time; may be tried again */
  GUARD_ERROR_UNAVAILABLE, /* something that is needed is not there now; may be tried again */
  GUARD_ERROR_PROTOCOL,    /* the other end does not keep to the agreed form; the talk is over */
  GUARD_ERROR_CHANGED,     /* it is not any more what was looked at */
  GUARD_ERROR_EXISTS,      /* something else is at that place; choose another */
} GuardError;

#define GUARD_ERROR (guard_error_quark ())
GQuark guard_error_quark (void);

G_END_DECLS
