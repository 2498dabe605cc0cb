# Tests of those parts of plugin/ that need no client; the rest is told by headless/ and clients/.
check_PROGRAMS += plugin/test-chores
TESTS += plugin/test-chores
plugin_test_chores_SOURCES = plugin/test-chores.c ../plugin/guard-chores.c
plugin_test_chores_LDADD = ../store/libguard-store.la ../core/libguard-core.la $(GIO_LIBS) $(SQLITE_LIBS)

check_PROGRAMS += plugin/test-board
TESTS += plugin/test-board
plugin_test_board_SOURCES = plugin/test-board.c ../plugin/guard-chores.c ../plugin/guard-state.c store/fixture.h
plugin_test_board_CPPFLAGS = $(AM_CPPFLAGS) -DGUARD_STATE_INTERVAL_MS=50
plugin_test_board_CFLAGS = $(GUARD_CFLAGS) $(PURPLE_CFLAGS) $(GIO_CFLAGS)
plugin_test_board_LDADD = ../store/libguard-store.la ../core/libguard-core.la $(GIO_LIBS) $(SQLITE_LIBS)

check_PROGRAMS += plugin/test-kinds
TESTS += plugin/test-kinds
plugin_test_kinds_SOURCES = plugin/test-kinds.c store/fixture.h ../plugin/guard-chores.c ../plugin/guard-contacts.c ../plugin/guard-contacts-calls.c \
	../plugin/guard-contacts-deeds.c ../plugin/guard-contacts-names.c ../plugin/guard-contacts-rooms.c ../plugin/guard-contacts-roster.c \
	../plugin/guard-contacts-sessions.c ../plugin/guard-contacts-state.c ../plugin/guard-people.c
plugin_test_kinds_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/plugin
plugin_test_kinds_CFLAGS = $(GUARD_CFLAGS) $(PURPLE_CFLAGS) $(GIO_CFLAGS) -Wno-strict-prototypes -Wno-undef
plugin_test_kinds_LDADD = ../store/libguard-store.la ../core/libguard-core.la $(PURPLE_LIBS) $(GIO_LIBS) $(SQLITE_LIBS) $(ICU_LIBS)

check_PROGRAMS += plugin/test-watch-journal
TESTS += plugin/test-watch-journal
plugin_test_watch_journal_SOURCES = plugin/test-watch-journal.c ../plugin/guard-chores.c ../plugin/guard-watch-journal.c store/fixture.h
plugin_test_watch_journal_LDADD = ../store/libguard-store.la ../core/libguard-core.la $(GIO_LIBS) $(SQLITE_LIBS)

# What the plugin costs its client.
check_LTLIBRARIES += bench/loop-probe.la
bench_loop_probe_la_SOURCES = bench/loop-probe.c
bench_loop_probe_la_CFLAGS = $(headless_guard_client_CFLAGS)
bench_loop_probe_la_LDFLAGS = $(AM_LDFLAGS) $(test_plugin_flags)
bench_loop_probe_la_LIBADD = $(GLIB_LIBS)

EXTRA_PROGRAMS += bench/bench-plugin
BENCHES += bench/bench-plugin
bench_bench_plugin_SOURCES = bench/bench-plugin.c bench/figures.c bench/figures.h
bench_bench_plugin_LDADD = $(story_libs)
CLEANFILES += bench/bench-plugin

EXTRA_PROGRAMS += bench/bench-incoming
BENCHES += bench/bench-incoming
bench_bench_incoming_SOURCES = bench/bench-incoming.c bench/figures.c bench/figures.h headless/links-story.c headless/links-story.h
bench_bench_incoming_LDADD = $(story_libs)
CLEANFILES += bench/bench-incoming

EXTRA_PROGRAMS += bench/bench-outgoing
BENCHES += bench/bench-outgoing
bench_bench_outgoing_SOURCES = bench/bench-outgoing.c bench/figures.c bench/figures.h headless/sending-story.c headless/sending-story.h
bench_bench_outgoing_LDADD = $(story_libs)
CLEANFILES += bench/bench-outgoing

EXTRA_PROGRAMS += bench/bench-strangers
BENCHES += bench/bench-strangers
bench_bench_strangers_SOURCES = bench/bench-strangers.c bench/figures.c bench/figures.h headless/strangers-flood.c headless/strangers-flood.h \
	headless/links-story.c headless/links-story.h
bench_bench_strangers_LDADD = $(story_libs)
CLEANFILES += bench/bench-strangers

# What ./run shows.
check_PROGRAMS += headless/guard-demo
headless_guard_demo_SOURCES = headless/guard-demo.c clients/guard-desk.c clients/guard-desk.h
headless_guard_demo_LDADD = $(story_libs)

check_PROGRAMS += headless/test-quit
TESTS += headless/test-quit
headless_test_quit_SOURCES = headless/test-quit.c
headless_test_quit_LDADD = headless/libguard-story.la ../store/libguard-store.la ../core/libguard-core.la $(GIO_LIBS) $(SQLITE_LIBS)

# The same plugin, whose calls from outside are timed.
check_LTLIBRARIES += bench/purple-guard-timed.la
bench_purple_guard_timed_la_SOURCES = bench/timed-callbacks.c \
	../plugin/guard-attention.c ../plugin/guard-calls-activities.c ../plugin/guard-calls-held.c ../plugin/guard-calls-jingle.c \
	../plugin/guard-calls-media.c ../plugin/guard-calls-missed.c ../plugin/guard-calls-taken.c ../plugin/guard-calls-wire.c \
	../plugin/guard-calls.c ../plugin/guard-chores.c ../plugin/guard-commands.c ../plugin/guard-connection-certificates.c \
	../plugin/guard-connection-channel.c ../plugin/guard-connection-gate.c ../plugin/guard-connection-list.c \
	../plugin/guard-connection-memory.c ../plugin/guard-connection-settings.c ../plugin/guard-connection-stream.c \
	../plugin/guard-connection.c ../plugin/guard-contacts-calls.c ../plugin/guard-contacts-deeds.c ../plugin/guard-contacts-menu.c \
	../plugin/guard-contacts-names.c ../plugin/guard-contacts-rooms.c ../plugin/guard-contacts-roster.c ../plugin/guard-contacts-sessions.c \
	../plugin/guard-contacts-state.c ../plugin/guard-contacts.c ../plugin/guard-encryption-memory.c ../plugin/guard-encryption-news.c \
	../plugin/guard-encryption-omemo.c ../plugin/guard-encryption-otr.c ../plugin/guard-encryption-rooms.c \
	../plugin/guard-encryption-starts.c ../plugin/guard-encryption-transport.c ../plugin/guard-encryption-watch.c \
	../plugin/guard-encryption.c ../plugin/guard-files.c ../plugin/guard-hand-over.c ../plugin/guard-hooks.c ../plugin/guard-hosts.c \
	../plugin/guard-inbox-dialog.c ../plugin/guard-inbox-disk.c ../plugin/guard-inbox-invitations.c ../plugin/guard-inbox-known.c \
	../plugin/guard-inbox-line.c ../plugin/guard-inbox-messages.c ../plugin/guard-inbox-requests.c ../plugin/guard-inbox.c \
	../plugin/guard-incoming.c ../plugin/guard-links.c ../plugin/guard-notice-calls.c ../plugin/guard-notice-connection.c \
	../plugin/guard-notice-contacts.c ../plugin/guard-notice-encryption.c ../plugin/guard-notice-files-out.c ../plugin/guard-notice-inbox.c \
	../plugin/guard-notice-links.c ../plugin/guard-notice-pictures.c ../plugin/guard-notice-sending.c ../plugin/guard-notice-services.c \
	../plugin/guard-notice-watch.c ../plugin/guard-notice.c ../plugin/guard-offers.c ../plugin/guard-outgoing-ask.c \
	../plugin/guard-outgoing-chats.c ../plugin/guard-outgoing-entry.c ../plugin/guard-outgoing-held.c ../plugin/guard-outgoing-look.c \
	../plugin/guard-outgoing-memory.c ../plugin/guard-outgoing-messages.c ../plugin/guard-outgoing-spoken.c ../plugin/guard-outgoing-words.c \
	../plugin/guard-outgoing.c ../plugin/guard-paths-calls.c ../plugin/guard-paths-commands.c ../plugin/guard-paths-going.c \
	../plugin/guard-paths-profile.c ../plugin/guard-paths-statuses.c ../plugin/guard-paths-xmpp.c ../plugin/guard-paths.c \
	../plugin/guard-people.c ../plugin/guard-pictures-client.c ../plugin/guard-pictures-fetch.c ../plugin/guard-pictures-save.c \
	../plugin/guard-pictures-say.c ../plugin/guard-pictures-xmpp.c ../plugin/guard-pictures.c ../plugin/guard-plugin.c \
	../plugin/guard-popups.c ../plugin/guard-question-finch.c ../plugin/guard-question.c ../plugin/guard-remark.c ../plugin/guard-roster.c \
	../plugin/guard-sending-facts.c ../plugin/guard-sending-look.c ../plugin/guard-sending.c ../plugin/guard-services-accounts.c \
	../plugin/guard-services-bus.c ../plugin/guard-services-plugins.c ../plugin/guard-services-prefs.c ../plugin/guard-services-replies.c \
	../plugin/guard-services-values.c ../plugin/guard-services.c ../plugin/guard-state.c ../plugin/guard-verdicts.c \
	../plugin/guard-watch-desktop.c ../plugin/guard-watch-events.c ../plugin/guard-watch-item.c ../plugin/guard-watch-journal.c \
	../plugin/guard-watch-ledger.c ../plugin/guard-watch-record.c ../plugin/guard-watch-screen.c ../plugin/guard-watch.c \
	../scanner/guard-frame.c ../scanner/guard-inspect.c ../scanner/guard-inspect-record.c ../scanner/guard-inspector-process.c \
	../scanner/guard-packet.c ../scanner/guard-place.c ../scanner/guard-scan.c
bench_purple_guard_timed_la_CPPFLAGS = $(AM_CPPFLAGS) -DLOCALEDIR=\"$(localedir)\" -DGUARD_LIBEXECDIR=\"$(libexecdir)\" -I$(top_srcdir)/plugin -I$(top_srcdir)/scanner
bench_purple_guard_timed_la_CFLAGS = $(GUARD_CFLAGS) $(PURPLE_CFLAGS) $(GIO_CFLAGS) -finstrument-functions -Wno-missing-prototypes
bench_purple_guard_timed_la_LDFLAGS = $(AM_LDFLAGS) $(test_plugin_flags)
bench_purple_guard_timed_la_LIBADD = ../store/libguard-store.la ../core/libguard-core.la $(PURPLE_LIBS) $(GIO_LIBS)

# The real libpurple's linkifier and readers beside ours.
check_PROGRAMS += plugin/test-pidgin-reader
TESTS += plugin/test-pidgin-reader
plugin_test_pidgin_reader_SOURCES = plugin/test-pidgin-reader.c core/cases.h core/linkify-invariants.h core/random-html.h $(pidgin_reader_sources)
plugin_test_pidgin_reader_CFLAGS = $(GUARD_CFLAGS) $(PURPLE_CFLAGS) $(GIO_CFLAGS) -Wno-strict-prototypes -Wno-undef
plugin_test_pidgin_reader_LDADD = ../core/libguard-core.la $(PURPLE_LIBS) $(GIO_LIBS)
