/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What is compared of a server's certificate from one login to the next. Plain record of lent strings. */
typedef struct
{
  const char *fingerprint;
  const char *issuer; /* any string that is the same for the same issuer */
  gint64 from_s;      /* seconds since 1970; 0: not known */
  gint64 until_s;
} GuardCertificate;

typedef enum
{
  GUARD_CERTIFICATE_CHANGED = 0, /* another one, and nothing explains it */
  GUARD_CERTIFICATE_RENEWED,     /* of the same issuer, when the old one's end was near */
  GUARD_CERTIFICATE_FIRST,       /* nobody has seen this server before */
  GUARD_CERTIFICATE_SAME,
} GuardCertificateChange;

/* @before: (nullable): the one that was there last; %NULL: none. @now_s: seconds since 1970. The end is near in the last third of its life,
 * and after it: that is when certificates are renewed. */
GuardCertificateChange guard_certificate_compare (const GuardCertificate *before, const GuardCertificate *certificate, gint64 now_s);

/* How many days, begun ones not counted, until @until_s; negative: it is over. */
gint64 guard_certificate_count_days_left (gint64 until_s, gint64 now_s);

G_END_DECLS
