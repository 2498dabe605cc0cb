/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-validators.h"
#include "validate/validate.h"

const GuardValidator guard_validators[] = {
  /* money */
  { "payment-card", "ISO/IEC 7812-1; issuers as the networks publish them", guard_validate_payment_card },
  { "iban", "ISO 13616-1; SWIFT IBAN Registry", guard_validate_iban },
  { "aba-routing", "American Bankers Association; districts of the Federal Reserve", guard_validate_aba_routing },
  { "bic", "ISO 9362; ISO 3166-1", guard_validate_bic },
  { "bitcoin-address", "Base58Check; BIP-141, BIP-173, BIP-350", guard_validate_bitcoin_address },
  { "ethereum-address", "EIP-55", guard_validate_ethereum_address },
  /* what opens something */
  { "bitcoin-private-key", "Base58Check: wallet import format", guard_validate_bitcoin_private_key },
  { "extended-private-key", "BIP-32, SLIP-132", guard_validate_extended_private_key },
  { "seed-phrase", "BIP-39", guard_validate_seed_phrase },
  { "age-secret-key", "C2SP age.md; BIP-173", guard_validate_age_secret_key },
  { "nostr-secret-key", "NIP-19; BIP-173", guard_validate_nostr_secret_key },
  { "github-token", "GitHub, \"Behind GitHub's new authentication token formats\" (2021)", guard_validate_github_token },
  { "jwt", "RFC 7519, RFC 7515", guard_validate_json_web_token },
  { "base64", "RFC 4648", guard_validate_base64 },
  /* persons: America */
  { "us-ssn", "Social Security Administration", guard_validate_us_ssn },
  { "us-itin", "Internal Revenue Service", guard_validate_us_itin },
  { "us-ein", "Internal Revenue Service, Publication 1635", guard_validate_us_ein },
  { "us-mbi", "Centers for Medicare & Medicaid Services, format of the MBI", guard_validate_us_mbi },
  { "canada-sin", "Employment and Social Development Canada", guard_validate_canada_sin },
  { "brazil-cpf", "Receita Federal", guard_validate_brazil_cpf },
  { "brazil-cnpj", "Receita Federal, IN RFB 2.229/2024 (letters)", guard_validate_brazil_cnpj },
  /* persons: Asia, Turkey */
  { "hong-kong-id", "Immigration Department, Hong Kong identity card", guard_validate_hong_kong_id },
  { "china-id", "GB 11643-1999, GB/T 2260", guard_validate_china_id },
  { "taiwan-id", "Ministry of the Interior; National Immigration Agency (2021)", guard_validate_taiwan_id },
  { "singapore-id", "Immigration & Checkpoints Authority", guard_validate_singapore_id },
  { "india-aadhaar", "UIDAI", guard_validate_india_aadhaar },
  { "india-pan", "Income Tax Department", guard_validate_india_pan },
  { "korea-rrn", "Ministry of the Interior and Safety", guard_validate_korea_rrn },
  { "korea-rrn-checked", "Ministry of the Interior and Safety, until October 2020", guard_validate_korea_rrn_checked },
  { "thailand-id", "Department of Provincial Administration", guard_validate_thailand_id },
  { "turkey-id", "Directorate of Population and Citizenship", guard_validate_turkey_id },
  /* persons: Europe */
  { "uk-nino", "HM Revenue & Customs, NIM39110", guard_validate_uk_nino },
  { "uk-nhs", "NHS Data Dictionary", guard_validate_uk_nhs },
  { "spain-dni", "Ministerio del Interior", guard_validate_spain_dni },
  { "spain-nie", "Ministerio del Interior", guard_validate_spain_nie },
  { "italy-fiscal-code", "Ministero delle Finanze, decree of 23 December 1976", guard_validate_italy_fiscal_code },
  { "france-nir", "INSEE", guard_validate_france_nir },
  { "germany-tax-id", "section 139b AO; ISO/IEC 7064", guard_validate_germany_tax_id },
  { "netherlands-bsn", "Rijksdienst voor Identiteitsgegevens", guard_validate_netherlands_bsn },
  { "belgium-number", "Royal decree of 3 April 1984", guard_validate_belgium_number },
  { "poland-pesel", "Ministry of Digital Affairs", guard_validate_poland_pesel },
  { "sweden-number", "Skatteverket, SKV 704", guard_validate_sweden_number },
  { "finland-hetu", "Digital and Population Data Services Agency", guard_validate_finland_hetu },
  { "portugal-nif", "Autoridade Tributaria, DL 14/2013", guard_validate_portugal_nif },
  /* persons: elsewhere */
  { "australia-tfn", "Australian Taxation Office", guard_validate_australia_tfn },
  { "australia-medicare", "Services Australia", guard_validate_australia_medicare },
  { "south-africa-id", "Department of Home Affairs", guard_validate_south_africa_id },
  /* papers and forms */
  { "machine-readable", "ICAO 9303, parts 3 to 7", guard_validate_machine_readable },
  { "birth-date", "the calendar", guard_validate_birth_date },
  { "phone", "ITU-T E.164", guard_validate_phone },
  { NULL, NULL, NULL }
};

const GuardValidator *
guard_validators_find (const char *name)
{
  for (const GuardValidator *validator = guard_validators; validator->name != NULL; validator++)
    if (g_strcmp0 (validator->name, name) == 0)
      return validator;
  return NULL;
}
