/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "guard.h"

G_BEGIN_DECLS

/* Nudges, buzzes, requests for attention: strangers' do nothing but leave a note. */
void guard_attention_attach (Guard *guard);
void guard_attention_detach (void);

G_END_DECLS
