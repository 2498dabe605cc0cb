# Fuzz targets: with --enable-fuzzing they are libFuzzer programs (fuzz/run.sh), otherwise they replay their corpus.
fuzz_programs = fuzz/fuzz-text fuzz/fuzz-filename fuzz/fuzz-rules fuzz/fuzz-file-types fuzz/fuzz-frame fuzz/fuzz-idna fuzz/fuzz-url \
	fuzz/fuzz-linkify fuzz/fuzz-html fuzz/fuzz-patterns fuzz/fuzz-plain fuzz/fuzz-spoof fuzz/fuzz-knowledge \
	fuzz/fuzz-message fuzz/fuzz-validators fuzz/fuzz-addresses fuzz/fuzz-outgoing fuzz/fuzz-otr fuzz/fuzz-inspect \
	fuzz/fuzz-inspect-record fuzz/fuzz-irc-line fuzz/fuzz-jingle fuzz/fuzz-ctcp
EXTRA_DIST += fuzz/corpus fuzz/run.sh

if FUZZING
fuzz_driver =
AM_FUZZFLAGS = -fsanitize=fuzzer
else
fuzz_driver = fuzz/replay.c
AM_FUZZFLAGS =
TESTS += $(fuzz_programs)
endif
check_PROGRAMS += $(fuzz_programs)

fuzz_fuzz_text_SOURCES = fuzz/fuzz-text.c fuzz/fuzz.h
nodist_fuzz_fuzz_text_SOURCES = $(fuzz_driver)
fuzz_fuzz_text_LDFLAGS = $(AM_LDFLAGS) $(AM_FUZZFLAGS)
fuzz_fuzz_text_LDADD = ../core/libguard-core.la $(GIO_LIBS)

fuzz_fuzz_filename_SOURCES = fuzz/fuzz-filename.c fuzz/fuzz.h
nodist_fuzz_fuzz_filename_SOURCES = $(fuzz_driver)
fuzz_fuzz_filename_LDFLAGS = $(AM_LDFLAGS) $(AM_FUZZFLAGS)
fuzz_fuzz_filename_LDADD = ../core/libguard-core.la $(GIO_LIBS)

fuzz_fuzz_rules_SOURCES = fuzz/fuzz-rules.c fuzz/fuzz.h
nodist_fuzz_fuzz_rules_SOURCES = $(fuzz_driver)
fuzz_fuzz_rules_LDFLAGS = $(AM_LDFLAGS) $(AM_FUZZFLAGS)
fuzz_fuzz_rules_LDADD = ../core/libguard-core.la $(GIO_LIBS)

fuzz_fuzz_file_types_SOURCES = fuzz/fuzz-file-types.c fuzz/fuzz.h
nodist_fuzz_fuzz_file_types_SOURCES = $(fuzz_driver)
fuzz_fuzz_file_types_LDFLAGS = $(AM_LDFLAGS) $(AM_FUZZFLAGS)
fuzz_fuzz_file_types_LDADD = ../core/libguard-core.la $(GIO_LIBS)

fuzz_fuzz_frame_SOURCES = fuzz/fuzz-frame.c fuzz/fuzz.h
nodist_fuzz_fuzz_frame_SOURCES = $(fuzz_driver)
fuzz_fuzz_frame_LDFLAGS = $(AM_LDFLAGS) $(AM_FUZZFLAGS)
fuzz_fuzz_frame_LDADD = ../scanner/libguard-scan.la ../core/libguard-core.la $(GIO_LIBS)

fuzz_fuzz_inspect_SOURCES = fuzz/fuzz-inspect.c fuzz/fuzz.h
nodist_fuzz_fuzz_inspect_SOURCES = $(fuzz_driver)
fuzz_fuzz_inspect_LDFLAGS = $(AM_LDFLAGS) $(AM_FUZZFLAGS)
fuzz_fuzz_inspect_LDADD = ../scanner/libguard-extract.la ../core/libguard-core.la $(GIO_LIBS)

fuzz_fuzz_inspect_record_SOURCES = fuzz/fuzz-inspect-record.c fuzz/fuzz.h
nodist_fuzz_fuzz_inspect_record_SOURCES = $(fuzz_driver)
fuzz_fuzz_inspect_record_LDFLAGS = $(AM_LDFLAGS) $(AM_FUZZFLAGS)
fuzz_fuzz_inspect_record_LDADD = ../scanner/libguard-scan.la ../core/libguard-core.la $(GIO_LIBS)

fuzz_fuzz_idna_SOURCES = fuzz/fuzz-idna.c fuzz/fuzz.h
nodist_fuzz_fuzz_idna_SOURCES = $(fuzz_driver)
fuzz_fuzz_idna_LDFLAGS = $(AM_LDFLAGS) $(AM_FUZZFLAGS)
fuzz_fuzz_idna_LDADD = ../core/libguard-core.la $(GIO_LIBS)

fuzz_fuzz_ctcp_SOURCES = fuzz/fuzz-ctcp.c fuzz/fuzz.h
nodist_fuzz_fuzz_ctcp_SOURCES = $(fuzz_driver)
fuzz_fuzz_ctcp_LDFLAGS = $(AM_LDFLAGS) $(AM_FUZZFLAGS)
fuzz_fuzz_ctcp_LDADD = ../core/libguard-core.la $(GIO_LIBS)

fuzz_fuzz_irc_line_SOURCES = fuzz/fuzz-irc-line.c fuzz/fuzz.h
nodist_fuzz_fuzz_irc_line_SOURCES = $(fuzz_driver)
fuzz_fuzz_irc_line_LDFLAGS = $(AM_LDFLAGS) $(AM_FUZZFLAGS)
fuzz_fuzz_irc_line_LDADD = ../core/libguard-core.la $(GIO_LIBS)

fuzz_fuzz_otr_SOURCES = fuzz/fuzz-otr.c fuzz/fuzz.h
nodist_fuzz_fuzz_otr_SOURCES = $(fuzz_driver)
fuzz_fuzz_otr_LDFLAGS = $(AM_LDFLAGS) $(AM_FUZZFLAGS)
fuzz_fuzz_otr_LDADD = ../core/libguard-core.la $(GIO_LIBS)

fuzz_fuzz_url_SOURCES = fuzz/fuzz-url.c fuzz/fuzz.h core/url-invariants.h
nodist_fuzz_fuzz_url_SOURCES = $(fuzz_driver)
fuzz_fuzz_url_LDFLAGS = $(AM_LDFLAGS) $(AM_FUZZFLAGS)
fuzz_fuzz_url_LDADD = ../core/libguard-core.la $(GIO_LIBS)

fuzz_fuzz_linkify_SOURCES = fuzz/fuzz-linkify.c fuzz/fuzz.h core/linkify-invariants.h $(pidgin_reader_sources)
nodist_fuzz_fuzz_linkify_SOURCES = $(fuzz_driver)
fuzz_fuzz_linkify_LDFLAGS = $(AM_LDFLAGS) $(AM_FUZZFLAGS)
fuzz_fuzz_linkify_LDADD = ../core/libguard-core.la $(GIO_LIBS)

fuzz_fuzz_html_SOURCES = fuzz/fuzz-html.c fuzz/fuzz.h core/html-invariants.h $(pidgin_reader_sources)
nodist_fuzz_fuzz_html_SOURCES = $(fuzz_driver)
fuzz_fuzz_html_LDFLAGS = $(AM_LDFLAGS) $(AM_FUZZFLAGS)
fuzz_fuzz_html_LDADD = ../core/libguard-core.la $(GIO_LIBS)
fuzz_fuzz_spoof_SOURCES = fuzz/fuzz-spoof.c fuzz/fuzz.h
nodist_fuzz_fuzz_spoof_SOURCES = $(fuzz_driver)
fuzz_fuzz_spoof_LDFLAGS = $(AM_LDFLAGS) $(AM_FUZZFLAGS)
fuzz_fuzz_spoof_LDADD = ../core/libguard-core.la $(GIO_LIBS)

fuzz_fuzz_knowledge_SOURCES = fuzz/fuzz-knowledge.c fuzz/fuzz.h
nodist_fuzz_fuzz_knowledge_SOURCES = $(fuzz_driver)
fuzz_fuzz_knowledge_LDFLAGS = $(AM_LDFLAGS) $(AM_FUZZFLAGS)
fuzz_fuzz_knowledge_LDADD = ../core/libguard-core.la $(GIO_LIBS)

fuzz_fuzz_message_SOURCES = fuzz/fuzz-message.c fuzz/fuzz.h core/shipped.h
nodist_fuzz_fuzz_message_SOURCES = $(fuzz_driver)
fuzz_fuzz_message_LDFLAGS = $(AM_LDFLAGS) $(AM_FUZZFLAGS)
fuzz_fuzz_message_LDADD = ../core/libguard-core.la $(GIO_LIBS)

fuzz_fuzz_addresses_SOURCES = fuzz/fuzz-addresses.c fuzz/fuzz.h
nodist_fuzz_fuzz_addresses_SOURCES = $(fuzz_driver)
fuzz_fuzz_addresses_LDFLAGS = $(AM_LDFLAGS) $(AM_FUZZFLAGS)
fuzz_fuzz_addresses_LDADD = ../core/libguard-core.la $(GIO_LIBS)

fuzz_fuzz_outgoing_SOURCES = fuzz/fuzz-outgoing.c fuzz/fuzz.h core/mask-invariants.h core/shipped.h
nodist_fuzz_fuzz_outgoing_SOURCES = $(fuzz_driver)
fuzz_fuzz_outgoing_LDFLAGS = $(AM_LDFLAGS) $(AM_FUZZFLAGS)
fuzz_fuzz_outgoing_LDADD = ../core/libguard-core.la $(GIO_LIBS)

fuzz_fuzz_validators_SOURCES = fuzz/fuzz-validators.c fuzz/fuzz.h
nodist_fuzz_fuzz_validators_SOURCES = $(fuzz_driver)
fuzz_fuzz_validators_LDFLAGS = $(AM_LDFLAGS) $(AM_FUZZFLAGS)
fuzz_fuzz_validators_LDADD = ../core/libguard-core.la $(GIO_LIBS)

fuzz_fuzz_patterns_SOURCES = fuzz/fuzz-patterns.c fuzz/fuzz.h
nodist_fuzz_fuzz_patterns_SOURCES = $(fuzz_driver)
fuzz_fuzz_patterns_LDFLAGS = $(AM_LDFLAGS) $(AM_FUZZFLAGS)
fuzz_fuzz_patterns_LDADD = ../core/libguard-core.la $(GIO_LIBS)

fuzz_fuzz_plain_SOURCES = fuzz/fuzz-plain.c fuzz/fuzz.h
nodist_fuzz_fuzz_plain_SOURCES = $(fuzz_driver)
fuzz_fuzz_plain_LDFLAGS = $(AM_LDFLAGS) $(AM_FUZZFLAGS)
fuzz_fuzz_plain_LDADD = ../core/libguard-core.la $(GIO_LIBS)

fuzz_fuzz_jingle_SOURCES = fuzz/fuzz-jingle.c fuzz/fuzz.h
nodist_fuzz_fuzz_jingle_SOURCES = $(fuzz_driver)
fuzz_fuzz_jingle_CFLAGS = $(GUARD_CFLAGS) $(PURPLE_CFLAGS)
fuzz_fuzz_jingle_LDFLAGS = $(AM_LDFLAGS) $(AM_FUZZFLAGS)
fuzz_fuzz_jingle_LDADD = $(PURPLE_LIBS) $(GIO_LIBS)

list-fuzz-targets:
	@for program in $(fuzz_programs); do echo $${program#fuzz/fuzz-}; done
.PHONY: list-fuzz-targets
EXTRA_DIST += fuzz/replay.c
