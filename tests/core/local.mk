# Tests of core/: one program per file, examples in cases/.
core_tests = core/test-verdict core/test-policy core/test-text core/test-filename core/test-rules core/test-file-types core/test-detectors \
	core/test-idna core/test-irc-line core/test-otr core/test-url \
	core/test-linkify core/test-html \
	core/test-domain core/test-spoof core/test-sites \
	core/test-patterns core/test-plain \
	core/test-report core/test-keywords core/test-knowledge \
	core/test-sensitive-numbers core/test-sensitive-secrets core/test-validators \
	core/test-addresses core/test-mask core/test-policy-sending core/test-resemblance core/test-server-list \
	core/test-strangers
check_PROGRAMS += $(core_tests)
TESTS += $(core_tests)
EXTRA_DIST += cases/file-types-malformed.tsv cases/file-types.tsv cases/filename.tsv cases/idna.tsv cases/irc-line.tsv cases/otr.tsv cases/rules.tsv cases/text.tsv cases/url.tsv \
	cases/html.tsv cases/linkify.tsv \
	cases/domain.tsv cases/sites.tsv cases/sites-malformed.tsv cases/skeleton.tsv cases/spoof.tsv \
	cases/detect-combined.tsv cases/detect-deceptive-name.tsv cases/detect-embedded.tsv cases/detect-lookalike.tsv cases/detect-typo.tsv \
	cases/keywords.tsv cases/knowledge-malformed.tsv cases/patterns.tsv cases/patterns-malformed.tsv cases/plain.tsv \
	cases/detect-sensitive-numbers.tsv cases/validators.tsv

core_test_strangers_SOURCES = core/test-strangers.c
core_test_strangers_LDADD = ../core/libguard-core.la $(GIO_LIBS)
core_test_verdict_SOURCES = core/test-verdict.c
core_test_verdict_LDADD = ../core/libguard-core.la $(GIO_LIBS)
core_test_policy_SOURCES = core/test-policy.c
core_test_policy_LDADD = ../core/libguard-core.la $(GIO_LIBS)
core_test_text_SOURCES = core/test-text.c core/cases.h
core_test_text_LDADD = ../core/libguard-core.la $(GIO_LIBS)
core_test_filename_SOURCES = core/test-filename.c core/cases.h
core_test_filename_LDADD = ../core/libguard-core.la $(GIO_LIBS)
core_test_rules_SOURCES = core/test-rules.c core/cases.h
core_test_rules_LDADD = ../core/libguard-core.la $(GIO_LIBS)
core_test_file_types_SOURCES = core/test-file-types.c core/cases.h
core_test_file_types_LDADD = ../core/libguard-core.la $(GIO_LIBS)
core_test_idna_SOURCES = core/test-idna.c core/cases.h
core_test_idna_LDADD = ../core/libguard-core.la $(GIO_LIBS)
core_test_irc_line_SOURCES = core/test-irc-line.c core/cases.h
core_test_irc_line_LDADD = ../core/libguard-core.la $(GIO_LIBS)
core_test_otr_SOURCES = core/test-otr.c core/cases.h
core_test_otr_LDADD = ../core/libguard-core.la $(GIO_LIBS)
core_test_url_SOURCES = core/test-url.c core/cases.h core/url-invariants.h
core_test_url_LDADD = ../core/libguard-core.la $(GIO_LIBS)

# What Pidgin and libpurple do, re-stated.
pidgin_reader_sources = core/pidgin-reader.c core/pidgin-reader.h core/pidgin-linkify.c core/pidgin-entity.h
core_test_linkify_SOURCES = core/test-linkify.c core/cases.h core/linkify-invariants.h $(pidgin_reader_sources)
core_test_linkify_LDADD = ../core/libguard-core.la $(GIO_LIBS)
core_test_html_SOURCES = core/test-html.c core/cases.h core/html-invariants.h core/random-html.h $(pidgin_reader_sources)
core_test_html_LDADD = ../core/libguard-core.la $(GIO_LIBS)
core_test_knowledge_SOURCES = core/test-knowledge.c core/cases.h core/shipped.h
core_test_knowledge_LDADD = ../core/libguard-core.la $(GIO_LIBS)
core_test_patterns_SOURCES = core/test-patterns.c core/cases.h core/shipped.h
core_test_patterns_LDADD = ../core/libguard-core.la $(GIO_LIBS)
core_test_plain_SOURCES = core/test-plain.c core/cases.h
core_test_plain_LDADD = ../core/libguard-core.la $(GIO_LIBS)
core_test_keywords_SOURCES = core/test-keywords.c core/cases.h
core_test_keywords_LDADD = ../core/libguard-core.la $(GIO_LIBS)
core_test_report_SOURCES = core/test-report.c
core_test_report_LDADD = ../core/libguard-core.la $(GIO_LIBS)
core_test_detectors_SOURCES = core/test-detectors.c core/cases.h core/shipped.h
core_test_detectors_LDADD = ../core/libguard-core.la $(ICU_LIBS) $(GIO_LIBS)

core_test_domain_SOURCES = core/test-domain.c core/cases.h
core_test_domain_LDADD = ../core/libguard-core.la $(GIO_LIBS)
core_test_sensitive_secrets_SOURCES = core/test-sensitive-secrets.c core/cases.h core/shipped.h core/tokens.h
core_test_sensitive_secrets_LDADD = ../core/libguard-core.la $(GIO_LIBS)
core_test_spoof_SOURCES = core/test-spoof.c core/cases.h
core_test_spoof_LDADD = ../core/libguard-core.la $(GIO_LIBS)
core_test_sites_SOURCES = core/test-sites.c core/cases.h
core_test_sites_LDADD = ../core/libguard-core.la $(GIO_LIBS)
core_test_sensitive_numbers_SOURCES = core/test-sensitive-numbers.c core/cases.h core/shipped.h
core_test_sensitive_numbers_LDADD = ../core/libguard-core.la $(GIO_LIBS)
core_test_validators_SOURCES = core/test-validators.c core/cases.h
core_test_validators_LDADD = ../core/libguard-core.la $(GIO_LIBS)

# Who includes and links whom, and what is written down twice.
TESTS += rooms.sh
EXTRA_DIST += rooms.sh sanitize.sh

EXTRA_DIST += \
	cases/detect-formatting.tsv cases/detect-hidden-characters.tsv cases/detect-impersonation.tsv cases/detect-long-address.tsv \
	cases/detect-mismatch.tsv cases/detect-not-checked.tsv cases/detect-odd-port.tsv cases/detect-pressure.tsv cases/detect-program.tsv \
	cases/detect-raw-address.tsv cases/detect-scheme.tsv cases/detect-sensitive-secrets.tsv cases/detect-sensitive-words.tsv \
	cases/detect-shortener.tsv cases/detect-unknown-sender.tsv \
	cases/detect-unreadable.tsv cases/detect-user-info.tsv

core_test_addresses_SOURCES = core/test-addresses.c core/cases.h
core_test_addresses_LDADD = ../core/libguard-core.la $(GIO_LIBS)
core_test_mask_SOURCES = core/test-mask.c core/cases.h core/mask-invariants.h
core_test_mask_LDADD = ../core/libguard-core.la $(GIO_LIBS)
core_test_policy_sending_SOURCES = core/test-policy-sending.c
core_test_policy_sending_LDADD = ../core/libguard-core.la $(GIO_LIBS)
core_test_resemblance_SOURCES = core/test-resemblance.c core/cases.h
core_test_resemblance_LDADD = ../core/libguard-core.la $(GIO_LIBS)
core_test_server_list_SOURCES = core/test-server-list.c core/cases.h
core_test_server_list_LDADD = ../core/libguard-core.la $(GIO_LIBS)
EXTRA_DIST += \
	cases/address-book.tsv cases/approved-servers.tsv cases/addresses.tsv cases/detect-contact-list.tsv cases/detect-sensitive.tsv cases/mask-excerpts.tsv cases/mask-texts.tsv \
	cases/near-contacts.tsv

check_PROGRAMS += core/test-ctcp
TESTS += core/test-ctcp
EXTRA_DIST += cases/ctcp.tsv
core_test_ctcp_SOURCES = core/test-ctcp.c core/cases.h
core_test_ctcp_LDADD = ../core/libguard-core.la $(GIO_LIBS)
