/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "guard-error.h"

G_DEFINE_QUARK (guard-error-quark, guard_error)
