# The guard in real Pidgin (under Xvfb) and real Finch (in tmux), driven by keys, looked at by window titles and screen text. Pictures are
# left in clients/pictures/ of the build folder.
client_tests = \
	clients/test-finch \
	clients/test-finch-links \
	clients/test-finch-sending \
	clients/test-pidgin \
	clients/test-pidgin-links \
	clients/test-pidgin-otr \
	clients/test-pidgin-sending
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
clients_test_pidgin_links_SOURCES = clients/test-pidgin-links.c clients/guard-desk.c clients/guard-desk.h
clients_test_pidgin_links_LDADD = $(story_libs)
clients_test_pidgin_otr_SOURCES = clients/test-pidgin-otr.c clients/guard-desk.c clients/guard-desk.h headless/sending-story.c headless/sending-story.h
clients_test_pidgin_otr_LDADD = $(story_libs)
clients_test_pidgin_sending_SOURCES = clients/test-pidgin-sending.c clients/guard-desk.c clients/guard-desk.h headless/sending-story.c headless/sending-story.h
clients_test_pidgin_sending_LDADD = $(story_libs)

check_LTLIBRARIES += clients/witness.la
clients_witness_la_SOURCES = clients/witness.c
clients_witness_la_CFLAGS = $(headless_guard_client_CFLAGS)
clients_witness_la_LDFLAGS = $(AM_LDFLAGS) $(test_plugin_flags)
clients_witness_la_LIBADD = $(GLIB_LIBS)


clean-local:
	rm -rf clients/pictures
