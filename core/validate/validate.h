/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What the rows of guard_validators call; the rows say what each is and by whose rule. */
gboolean guard_validate_payment_card (const char *text, gsize n_bytes);
gboolean guard_validate_iban (const char *text, gsize n_bytes);
gboolean guard_validate_aba_routing (const char *text, gsize n_bytes);
gboolean guard_validate_bic (const char *text, gsize n_bytes);
gboolean guard_validate_bitcoin_address (const char *text, gsize n_bytes);
gboolean guard_validate_ethereum_address (const char *text, gsize n_bytes);
gboolean guard_validate_bitcoin_private_key (const char *text, gsize n_bytes);
gboolean guard_validate_extended_private_key (const char *text, gsize n_bytes);
gboolean guard_validate_seed_phrase (const char *text, gsize n_bytes);
gboolean guard_validate_age_secret_key (const char *text, gsize n_bytes);
gboolean guard_validate_nostr_secret_key (const char *text, gsize n_bytes);
gboolean guard_validate_github_token (const char *text, gsize n_bytes);
gboolean guard_validate_json_web_token (const char *text, gsize n_bytes);
gboolean guard_validate_base64 (const char *text, gsize n_bytes);
gboolean guard_validate_us_ssn (const char *text, gsize n_bytes);
gboolean guard_validate_us_itin (const char *text, gsize n_bytes);
gboolean guard_validate_us_ein (const char *text, gsize n_bytes);
gboolean guard_validate_us_mbi (const char *text, gsize n_bytes);
gboolean guard_validate_canada_sin (const char *text, gsize n_bytes);
gboolean guard_validate_brazil_cpf (const char *text, gsize n_bytes);
gboolean guard_validate_brazil_cnpj (const char *text, gsize n_bytes);
gboolean guard_validate_hong_kong_id (const char *text, gsize n_bytes);
gboolean guard_validate_china_id (const char *text, gsize n_bytes);
gboolean guard_validate_taiwan_id (const char *text, gsize n_bytes);
gboolean guard_validate_singapore_id (const char *text, gsize n_bytes);
gboolean guard_validate_india_aadhaar (const char *text, gsize n_bytes);
gboolean guard_validate_india_pan (const char *text, gsize n_bytes);
gboolean guard_validate_korea_rrn (const char *text, gsize n_bytes);
gboolean guard_validate_korea_rrn_checked (const char *text, gsize n_bytes);
gboolean guard_validate_thailand_id (const char *text, gsize n_bytes);
gboolean guard_validate_turkey_id (const char *text, gsize n_bytes);
gboolean guard_validate_uk_nino (const char *text, gsize n_bytes);
gboolean guard_validate_uk_nhs (const char *text, gsize n_bytes);
gboolean guard_validate_spain_dni (const char *text, gsize n_bytes);
gboolean guard_validate_spain_nie (const char *text, gsize n_bytes);
gboolean guard_validate_italy_fiscal_code (const char *text, gsize n_bytes);
gboolean guard_validate_france_nir (const char *text, gsize n_bytes);
gboolean guard_validate_germany_tax_id (const char *text, gsize n_bytes);
gboolean guard_validate_netherlands_bsn (const char *text, gsize n_bytes);
gboolean guard_validate_belgium_number (const char *text, gsize n_bytes);
gboolean guard_validate_poland_pesel (const char *text, gsize n_bytes);
gboolean guard_validate_sweden_number (const char *text, gsize n_bytes);
gboolean guard_validate_finland_hetu (const char *text, gsize n_bytes);
gboolean guard_validate_portugal_nif (const char *text, gsize n_bytes);
gboolean guard_validate_australia_tfn (const char *text, gsize n_bytes);
gboolean guard_validate_australia_medicare (const char *text, gsize n_bytes);
gboolean guard_validate_south_africa_id (const char *text, gsize n_bytes);
gboolean guard_validate_machine_readable (const char *text, gsize n_bytes);
gboolean guard_validate_birth_date (const char *text, gsize n_bytes);
gboolean guard_validate_phone (const char *text, gsize n_bytes);

G_END_DECLS
