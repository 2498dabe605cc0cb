/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-connection-private.h"

#include "guard-notice-connection.h"

/* libpurple has a certificate verified when the handshake is done, and nothing is sent before the answer: here it is compared with what the server
 * had before, and the verification is held back while that is asked about. One that the user agrees to is put where libpurple keeps
 * those that somebody accepted, so that it does not ask about the same certificate again.
 *
 * libpurple does not keep whether such a one verifies or was an exception; so that is found out each time. */

/* A verification that runs, or is held back. libpurple's request is freed when it is complete, and never before. */
typedef struct
{
  PurpleCertificateVerificationRequest *request;
  PurpleCertificateVerifiedCallback callback; /* of the channel; ours stands in its place */
  PurpleAccount *account;
  char *server;
  GuardSeenCertificate *certificate;
  GuardCertificateChange change;
  GuardQuestion *question; /* while it is asked about */
  gboolean is_waiting;     /* for the memory */
} Verification;

static GHashTable *verifications; /* channel -> Verification */
static PurpleCertificateVerifier *wrapped;
static void (*start) (PurpleCertificateVerificationRequest *request);

void
guard_seen_certificate_free (GuardSeenCertificate *self)
{
  g_free (self->fingerprint);
  g_free (self->issuer);
  g_free (self);
}

static void
free_verification (gpointer data)
{
  Verification *self = data;

  if (self->question != NULL)
    guard_question_withdraw (self->question);
  g_clear_pointer (&self->certificate, guard_seen_certificate_free);
  g_free (self->server);
  g_free (self);
}

/* ---- what there is to know ---- */

static char *
dup_fingerprint (PurpleCertificate *certificate)
{
  GByteArray *bytes = purple_certificate_get_fingerprint_sha256 (certificate, FALSE);
  char *digits = bytes != NULL ? purple_base16_encode (bytes->data, bytes->len) : g_strdup ("");

  if (bytes != NULL)
    g_byte_array_free (bytes, TRUE);
  return digits;
}

/* The backend verifies against the authorities that libpurple knows, which are read when somebody first asks for one. */
static GuardException
find_exception (PurpleCertificateVerificationRequest *request, GuardSeenCertificate *certificate)
{
  PurpleCertificate *first = request->cert_chain->data;
  PurpleCertificatePool *authorities = purple_certificate_find_pool (request->scheme->name, "ca");
  PurpleCertificateInvalidityFlags flags = 0;

  certificate->is_self_signed = purple_certificate_signed_by (first, first);
  certificate->is_for_other_name = !purple_certificate_check_subject_name (first, request->subject_name);
  certificate->is_expired = certificate->until_s != 0 && certificate->until_s < (gint64) time (NULL);
  if (certificate->is_self_signed || certificate->is_for_other_name || certificate->is_expired)
    return GUARD_EXCEPTION_YES;
  if (request->scheme->verify_cert == NULL || authorities == NULL)
    return GUARD_EXCEPTION_UNKNOWN;
  purple_certificate_pool_contains (authorities, "");
  request->scheme->verify_cert (request, &flags);
  return flags != 0 ? GUARD_EXCEPTION_YES : GUARD_EXCEPTION_NO;
}

static GuardSeenCertificate *
look (PurpleCertificateVerificationRequest *request)
{
  GuardSeenCertificate *self = g_new0 (GuardSeenCertificate, 1);
  PurpleCertificate *first = request->cert_chain->data;
  time_t from = 0, until = 0;

  self->fingerprint = dup_fingerprint (first);
  self->issuer = purple_certificate_get_issuer_unique_id (first);
  if (self->issuer == NULL)
    self->issuer = g_strdup ("");
  if (purple_certificate_get_times (first, &from, &until))
    {
      self->from_s = from;
      self->until_s = until;
    }
  self->exception = find_exception (request, self);
  return self;
}

/* ---- when it is done ---- */

/* @line: (transfer full) */
static void
say (GuardConnection *self, const Verification *verification, const char *kind, char *line)
{
  guard_connection_journal (self, kind, verification->account, verification->server, verification->certificate->fingerprint, "shown", NULL);
  guard_connection_say (self, verification->account, line);
  g_free (line);
}

static void
say_what_it_is (GuardConnection *self, const Verification *verification)
{
  const GuardSeenCertificate *certificate = verification->certificate;
  const guint warning_days = self->guard->settings != NULL ? g_settings_get_uint (self->guard->settings, "certificate-warning-days") : 0;
  const gint64 n_days = guard_certificate_count_days_left (certificate->until_s, g_get_real_time () / G_USEC_PER_SEC);

  if (verification->change == GUARD_CERTIFICATE_RENEWED)
    say (self, verification, "certificate-changed", guard_notice_dup_renewed_line (verification->account, verification->server, certificate));
  if (certificate->exception == GUARD_EXCEPTION_YES)
    say (self, verification, "certificate-exception", guard_notice_dup_exception_line (verification->account, verification->server, certificate));
  if (certificate->until_s != 0 && n_days < (gint64) warning_days && n_days >= 0)
    say (self, verification, "certificate-expiring", guard_notice_dup_expiring_line (verification->account, verification->server, n_days));
}

static void
remember (GuardConnection *self, const Verification *verification)
{
  const GuardSeenCertificate *certificate = verification->certificate;
  g_autofree char *issuer = guard_connection_memory_dup_issuer (certificate->issuer);
  const GuardCertificate memory = { .fingerprint = certificate->fingerprint, .issuer = issuer, .from_s = certificate->from_s, .until_s = certificate->until_s };

  if (*certificate->fingerprint != '\0')
    guard_connection_memory_add (self->memory, verification->account, verification->server, &memory);
  if (verification->change == GUARD_CERTIFICATE_FIRST)
    guard_connection_journal (self, "certificate-new", verification->account, verification->server, certificate->fingerprint, NULL, NULL);
}

/* libpurple's verdict is in, perhaps from the user. */
static void
on_verified (PurpleCertificateVerificationStatus status, gpointer channel)
{
  g_autofree Verification *verification = g_hash_table_lookup (verifications, channel);
  PurpleCertificateVerifiedCallback callback = verification->callback;
  Guard *guard = guard_plugin_get ();

  g_hash_table_steal (verifications, channel);
  if (guard != NULL && status == PURPLE_CERTIFICATE_VALID)
    {
      GuardAccountState *state = guard_connection_get_state (guard->connection, verification->account);

      if (!state->is_local)
        {
          remember (guard->connection, verification);
          say_what_it_is (guard->connection, verification);
        }
      g_clear_pointer (&state->certificate, guard_seen_certificate_free);
      state->certificate = g_steal_pointer (&verification->certificate);
    }
  g_clear_pointer (&verification->certificate, guard_seen_certificate_free);
  g_clear_pointer (&verification->server, g_free);
  callback (status, channel);
}

/* ---- the question ---- */

static void
accept_certificate (Verification *verification)
{
  PurpleCertificatePool *pool = purple_certificate_find_pool (verification->request->scheme->name, "tls_peers");

  if (pool != NULL)
    purple_certificate_pool_store (pool, verification->request->subject_name, verification->request->cert_chain->data);
}

static void
on_answer (guint answer, const char *text, gpointer channel)
{
  Verification *verification = g_hash_table_lookup (verifications, channel);
  GuardConnection *self = guard_plugin_get ()->connection;
  PurpleConnection *connection = purple_account_get_connection (verification->account);

  verification->question = NULL;
  guard_connection_journal (self, "certificate-changed", verification->account, verification->server, verification->certificate->fingerprint, "asked",
                            answer == GUARD_CERTIFICATE_ANSWER_ACCEPT ? "accept" : "refuse");
  if (answer == GUARD_CERTIFICATE_ANSWER_ACCEPT)
    {
      accept_certificate (verification);
      start (verification->request);
      return;
    }
  guard_connection_get_state (self, verification->account)->stop = GUARD_STOP_CERTIFICATE;
  if (connection != NULL)
    guard_connection_halt (self, connection, FALSE);
}

static void
decide (GuardConnection *self, Verification *verification)
{
  const gboolean is_local = guard_connection_get_state (self, verification->account)->is_local;
  const GuardSeenCertificate *seen = verification->certificate;
  g_autofree char *issuer = guard_connection_memory_dup_issuer (seen->issuer);
  const GuardCertificate certificate = { .fingerprint = seen->fingerprint, .issuer = issuer, .from_s = seen->from_s, .until_s = seen->until_s };
  GuardCertificate before = { 0 };
  GuardCertificateChange change;
  gint64 seen_us = 0;
  GuardPolicy policy;
  const gboolean was_seen = guard_connection_memory_find (self->memory, verification->account, verification->server, seen->fingerprint, &before, &seen_us);

  change = guard_certificate_compare (was_seen ? &before : NULL, &certificate, g_get_real_time () / G_USEC_PER_SEC);
  verification->change = change;
  guard_get_policy (self->guard, &policy);
  if (guard_policy_for_certificate (&policy, change, is_local) == GUARD_LOGIN_GO)
    {
      start (verification->request);
      return;
    }
  verification->question = guard_notice_ask_certificate (self->guard, verification->account, verification->server, &before, seen_us, seen,
                                                         *issuer != '\0' && g_str_equal (before.issuer, issuer), on_answer, verification->request->cb_data);
}

/* ---- holding ---- */

static void
on_start (PurpleCertificateVerificationRequest *request)
{
  Guard *guard = guard_plugin_get ();
  PurpleAccount *account = guard_connection_find_channel (request->cb_data);
  GuardAccountState *state;
  Verification *verification;

  if (guard == NULL || account == NULL || g_hash_table_contains (verifications, request->cb_data))
    {
      start (request);
      return;
    }
  state = guard_connection_get_state (guard->connection, account);
  g_clear_pointer (&state->tls_version, g_free);
  g_clear_pointer (&state->cipher, g_free);
  guard_connection_take_channel_facts (&state->tls_version, &state->cipher);

  verification = g_new0 (Verification, 1);
  verification->request = request;
  verification->callback = request->cb;
  verification->account = account;
  verification->server = g_strdup (request->subject_name);
  verification->certificate = look (request);
  verification->is_waiting = !guard_connection_memory_is_ready (guard->connection->memory);
  request->cb = on_verified;
  g_hash_table_insert (verifications, request->cb_data, verification);
  if (!verification->is_waiting)
    decide (guard->connection, verification);
}

void
guard_connection_decide_waiting (GuardConnection *self)
{
  g_autoptr(GList) channels = g_hash_table_get_keys (verifications);

  for (GList *l = channels; l != NULL; l = l->next)
    {
      Verification *verification = g_hash_table_lookup (verifications, l->data);

      if (verification == NULL || !verification->is_waiting)
        continue;
      verification->is_waiting = FALSE;
      decide (self, verification);
    }
}

static void
ignore (PurpleCertificateVerificationStatus status, gpointer channel)
{
}

/* One that nobody has begun is ended here, or it would never be freed. */
static void
end (Verification *verification, PurpleCertificateVerifiedCallback callback)
{
  PurpleCertificateVerificationRequest *request = verification->request;
  const gboolean is_held = verification->question != NULL || verification->is_waiting;

  request->cb = callback;
  g_hash_table_remove (verifications, request->cb_data);
  if (is_held)
    purple_certificate_verify_complete (request, PURPLE_CERTIFICATE_INVALID);
}

void
guard_connection_forget_channel (const void *channel)
{
  Verification *verification = verifications != NULL ? g_hash_table_lookup (verifications, channel) : NULL;

  if (verification != NULL)
    end (verification, ignore);
}

/* ---- wrapping ---- */

void
guard_connection_wrap_certificates (void)
{
  PurpleCertificateVerifier *verifier = purple_certificate_find_verifier ("x509", "tls_cached");

  if (verifications == NULL)
    verifications = g_hash_table_new_full (NULL, NULL, NULL, free_verification);
  if (verifier == NULL || verifier->start_verification == on_start)
    return;
  wrapped = verifier;
  start = verifier->start_verification;
  verifier->start_verification = on_start;
}

/* What runs ends as if nobody had looked; what is held back ends as refused. */
void
guard_connection_give_certificates_back (void)
{
  g_autoptr(GList) channels = g_hash_table_get_keys (verifications);

  if (wrapped != NULL && wrapped->start_verification == on_start)
    wrapped->start_verification = start;
  for (GList *l = channels; l != NULL; l = l->next)
    {
      Verification *verification = g_hash_table_lookup (verifications, l->data);

      if (verification != NULL)
        end (verification, verification->callback);
    }
}
