/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "guard-certificate.h"

#define DAY_S ((gint64) 24 * 60 * 60)

/* Times are the certificate's, and anything may stand there. */
static gboolean
is_near_its_end (const GuardCertificate *certificate, gint64 now_s)
{
  if (certificate->until_s <= 0 || certificate->from_s < 0 || certificate->from_s >= certificate->until_s)
    return FALSE;
  return now_s >= certificate->until_s - (certificate->until_s - certificate->from_s) / 3;
}

GuardCertificateChange
guard_certificate_compare (const GuardCertificate *before, const GuardCertificate *certificate, gint64 now_s)
{
  if (before == NULL)
    return GUARD_CERTIFICATE_FIRST;
  if (g_str_equal (before->fingerprint, certificate->fingerprint))
    return GUARD_CERTIFICATE_SAME;
  return *before->issuer != '\0' && g_str_equal (before->issuer, certificate->issuer) && is_near_its_end (before, now_s) ? GUARD_CERTIFICATE_RENEWED
                                                                                                                     : GUARD_CERTIFICATE_CHANGED;
}

gint64
guard_certificate_count_days_left (gint64 until_s, gint64 now_s)
{
  return until_s < now_s ? -1 : (until_s - now_s) / DAY_S;
}
