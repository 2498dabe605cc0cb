/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "guard-engine.h"

G_BEGIN_DECLS

/* One a file of core/detect/; the table in guard-detectors.c says what each is for. */
extern const GuardDetector guard_detect_combined;
extern const GuardDetector guard_detect_contact_list;
extern const GuardDetector guard_detect_deceptive_name;
extern const GuardDetector guard_detect_embedded;
extern const GuardDetector guard_detect_formatting;
extern const GuardDetector guard_detect_hidden_characters;
extern const GuardDetector guard_detect_impersonation;
extern const GuardDetector guard_detect_long_address;
extern const GuardDetector guard_detect_lookalike;
extern const GuardDetector guard_detect_mismatch;
extern const GuardDetector guard_detect_not_checked;
extern const GuardDetector guard_detect_odd_port;
extern const GuardDetector guard_detect_pressure;
extern const GuardDetector guard_detect_program;
extern const GuardDetector guard_detect_raw_address;
extern const GuardDetector guard_detect_scheme;
extern const GuardDetector guard_detect_sensitive;
extern const GuardDetector guard_detect_shortener;
extern const GuardDetector guard_detect_typo;
extern const GuardDetector guard_detect_unknown_sender;
extern const GuardDetector guard_detect_unreadable;
extern const GuardDetector guard_detect_user_info;

G_END_DECLS
