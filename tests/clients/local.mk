# The guard in real Pidgin (under Xvfb) and real Finch (in tmux), driven by keys, looked at by window titles and screen text. Pictures are
# left in clients/pictures/ of the build folder.
client_tests = \
	clients/test-finch \
	clients/test-finch-links \
	clients/test-finch-sending \
	clients/test-finch-strangers \
	clients/test-pidgin \
	clients/test-pidgin-calls \
	clients/test-pidgin-links \
	clients/test-pidgin-otr \
	clients/test-pidgin-pictures \
	clients/test-pidgin-sending \
	clients/test-pidgin-strangers
check_PROGRAMS += $(client_tests)
TESTS += $(client_tests)
clients_test_finch_SOURCES = clients/test-finch.c clients/guard-desk.c clients/guard-desk.h
clients_test_finch_LDADD = $(story_libs)
clients_test_pidgin_SOURCES = clients/test-pidgin.c clients/guard-desk.c clients/guard-desk.h
clients_test_pidgin_LDADD = $(story_libs)
clients_test_finch_links_SOURCES = clients/test-finch-links.c clients/guard-desk.c clients/guard-desk.h
clients_test_finch_links_LDADD = $(story_libs)
clients_test_finch_sending_SOURCES = clients/test-finch-sending.c clients/guard-desk.c clients/guard-desk.h headless/sending-story.c headless/sending-story.h
clients_test_finch_sending_LDADD = $(story_libs)
clients_test_finch_strangers_SOURCES = clients/test-finch-strangers.c clients/guard-desk.c clients/guard-desk.h clients/strangers-desk.c clients/strangers-desk.h
clients_test_finch_strangers_LDADD = $(story_libs)
clients_test_pidgin_calls_SOURCES = clients/test-pidgin-calls.c clients/guard-desk.c clients/guard-desk.h headless/calls-story.c headless/calls-story.h
clients_test_pidgin_calls_LDADD = $(story_libs)
clients_test_pidgin_links_SOURCES = clients/test-pidgin-links.c clients/guard-desk.c clients/guard-desk.h
clients_test_pidgin_links_LDADD = $(story_libs)
clients_test_pidgin_otr_SOURCES = clients/test-pidgin-otr.c clients/guard-desk.c clients/guard-desk.h headless/sending-story.c headless/sending-story.h
clients_test_pidgin_otr_LDADD = $(story_libs)
clients_test_pidgin_pictures_SOURCES = clients/test-pidgin-pictures.c clients/guard-desk.c clients/guard-desk.h
clients_test_pidgin_pictures_LDADD = $(story_libs)
clients_test_pidgin_sending_SOURCES = clients/test-pidgin-sending.c clients/guard-desk.c clients/guard-desk.h headless/sending-story.c headless/sending-story.h
clients_test_pidgin_sending_LDADD = $(story_libs)
clients_test_pidgin_strangers_SOURCES = clients/test-pidgin-strangers.c clients/guard-desk.c clients/guard-desk.h clients/strangers-desk.c clients/strangers-desk.h
clients_test_pidgin_strangers_LDADD = $(story_libs)

check_LTLIBRARIES += clients/witness.la
clients_witness_la_SOURCES = clients/witness.c
clients_witness_la_CFLAGS = $(headless_guard_client_CFLAGS)
clients_witness_la_LDFLAGS = $(AM_LDFLAGS) $(test_plugin_flags)
clients_witness_la_LIBADD = $(GLIB_LIBS)

check_LTLIBRARIES += clients/decoded.la
clients_decoded_la_SOURCES = clients/decoded.c
clients_decoded_la_CPPFLAGS = $(AM_CPPFLAGS) -D_GNU_SOURCE
clients_decoded_la_LDFLAGS = $(AM_LDFLAGS) $(test_plugin_flags)

clean-local:
	rm -rf clients/pictures
