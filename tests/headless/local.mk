# Tests of the whole plugin in a real libpurple client, over real servers: see headless/guard-story.h.
check_PROGRAMS += headless/guard-client
headless_guard_client_SOURCES = headless/guard-client.c headless/guard-client-media.c headless/guard-client-media.h headless/guard-client-screen.c headless/guard-client-screen.h
headless_guard_client_CFLAGS = $(GUARD_CFLAGS) $(PURPLE_CFLAGS) -Wno-strict-prototypes -Wno-undef
headless_guard_client_LDADD = $(PURPLE_LIBS) $(GIO_LIBS)

# The tests' own plugins for libpurple: an rpath makes them shared, although they are never installed.
check_LTLIBRARIES += headless/in-band-only.la
test_plugin_flags = -module -avoid-version -shared -rpath $(abs_builddir)
headless_in_band_only_la_SOURCES = headless/in-band-only.c
headless_in_band_only_la_CFLAGS = $(headless_guard_client_CFLAGS)
headless_in_band_only_la_LDFLAGS = $(AM_LDFLAGS) $(test_plugin_flags)
headless_in_band_only_la_LIBADD = $(GLIB_LIBS)

check_LTLIBRARIES += headless/eager.la
headless_eager_la_SOURCES = headless/eager.c
headless_eager_la_CFLAGS = $(headless_guard_client_CFLAGS)
headless_eager_la_LDFLAGS = $(AM_LDFLAGS) $(test_plugin_flags)
headless_eager_la_LIBADD = $(GLIB_LIBS)

check_LTLIBRARIES += headless/fake-lurch.la
headless_fake_lurch_la_SOURCES = headless/fake-lurch.c
headless_fake_lurch_la_CFLAGS = $(headless_guard_client_CFLAGS)
headless_fake_lurch_la_LDFLAGS = $(AM_LDFLAGS) $(test_plugin_flags)
headless_fake_lurch_la_LIBADD = $(GLIB_LIBS)

check_LTLIBRARIES += headless/fake-otr.la
headless_fake_otr_la_SOURCES = headless/fake-otr.c headless/test-plugin.h
headless_fake_otr_la_CFLAGS = $(headless_guard_client_CFLAGS)
headless_fake_otr_la_LDFLAGS = $(AM_LDFLAGS) $(test_plugin_flags)
headless_fake_otr_la_LIBADD = $(GLIB_LIBS)

check_LTLIBRARIES += headless/intruder.la
headless_intruder_la_SOURCES = headless/intruder.c
headless_intruder_la_CFLAGS = $(headless_guard_client_CFLAGS)
headless_intruder_la_LDFLAGS = $(AM_LDFLAGS) $(test_plugin_flags)
headless_intruder_la_LIBADD = $(GLIB_LIBS)

check_LTLIBRARIES += headless/meddler.la
headless_meddler_la_SOURCES = headless/meddler.c
headless_meddler_la_CFLAGS = $(headless_guard_client_CFLAGS)
headless_meddler_la_LDFLAGS = $(AM_LDFLAGS) $(test_plugin_flags)
headless_meddler_la_LIBADD = $(GLIB_LIBS)

check_LTLIBRARIES += headless/on-top.la
headless_on_top_la_SOURCES = headless/on-top.c
headless_on_top_la_CFLAGS = $(headless_guard_client_CFLAGS)
headless_on_top_la_LDFLAGS = $(AM_LDFLAGS) $(test_plugin_flags)
headless_on_top_la_LIBADD = $(GLIB_LIBS)

check_LTLIBRARIES += headless/sealer.la
headless_sealer_la_SOURCES = headless/sealer.c headless/test-plugin.h
headless_sealer_la_CFLAGS = $(headless_guard_client_CFLAGS)
headless_sealer_la_LDFLAGS = $(AM_LDFLAGS) $(test_plugin_flags)
headless_sealer_la_LIBADD = $(GLIB_LIBS)

check_LTLIBRARIES += headless/welcomer.la
headless_welcomer_la_SOURCES = headless/welcomer.c
headless_welcomer_la_CFLAGS = $(headless_guard_client_CFLAGS)
headless_welcomer_la_LDFLAGS = $(AM_LDFLAGS) $(test_plugin_flags)
headless_welcomer_la_LIBADD = $(GLIB_LIBS)

check_LTLIBRARIES += headless/tone.la
headless_tone_la_SOURCES = headless/tone.c
headless_tone_la_CFLAGS = $(headless_guard_client_CFLAGS)
headless_tone_la_LDFLAGS = $(AM_LDFLAGS) $(test_plugin_flags)
headless_tone_la_LIBADD = $(GLIB_LIBS)

check_LTLIBRARIES += headless/libguard-story.la
headless_libguard_story_la_SOURCES = headless/guard-irc-ear.c headless/guard-irc-ear.h headless/guard-servers.c headless/guard-servers.h headless/guard-story.c headless/guard-story.h headless/guard-wire.c headless/guard-wire.h
headless_libguard_story_la_LIBADD = $(GIO_LIBS)
story_libs = headless/libguard-story.la ../store/libguard-store.la ../core/libguard-core.la $(SQLITE_LIBS) $(ICU_LIBS) $(GIO_LIBS)

check_PROGRAMS += headless/test-servers
TESTS += headless/test-servers
headless_test_servers_SOURCES = headless/test-servers.c
headless_test_servers_LDADD = $(story_libs)

check_PROGRAMS += headless/test-contacts
TESTS += headless/test-contacts
headless_test_contacts_SOURCES = headless/test-contacts.c
headless_test_contacts_LDADD = $(story_libs)

check_PROGRAMS += headless/test-connection
TESTS += headless/test-connection
headless_test_connection_SOURCES = headless/test-connection.c
headless_test_connection_LDADD = $(story_libs)

check_PROGRAMS += headless/test-calls
TESTS += headless/test-calls
headless_test_calls_SOURCES = headless/test-calls.c headless/calls-story.c headless/calls-story.h headless/links-story.c headless/links-story.h
headless_test_calls_LDADD = $(story_libs)

check_PROGRAMS += headless/test-calls-real
TESTS += headless/test-calls-real
headless_test_calls_real_SOURCES = headless/test-calls-real.c headless/calls-story.c headless/calls-story.h
headless_test_calls_real_LDADD = $(story_libs)

check_PROGRAMS += headless/test-encryption
TESTS += headless/test-encryption
headless_test_encryption_SOURCES = headless/test-encryption.c headless/sending-story.c headless/sending-story.h
headless_test_encryption_LDADD = $(story_libs)

check_PROGRAMS += headless/test-files-flow
TESTS += headless/test-files-flow
headless_test_files_flow_SOURCES = headless/test-files-flow.c
headless_test_files_flow_LDADD = $(story_libs)

check_PROGRAMS += headless/test-files-offers
TESTS += headless/test-files-offers
headless_test_files_offers_SOURCES = headless/test-files-offers.c
headless_test_files_offers_LDADD = $(story_libs)

check_PROGRAMS += headless/test-files-forced
TESTS += headless/test-files-forced
headless_test_files_forced_SOURCES = headless/test-files-forced.c
headless_test_files_forced_LDADD = $(story_libs)

check_PROGRAMS += headless/test-files-deaths
TESTS += headless/test-files-deaths
headless_test_files_deaths_SOURCES = headless/test-files-deaths.c
headless_test_files_deaths_LDADD = $(story_libs)

check_PROGRAMS += headless/test-files-kills
TESTS += headless/test-files-kills
headless_test_files_kills_SOURCES = headless/test-files-kills.c
headless_test_files_kills_LDADD = $(story_libs)

check_PROGRAMS += headless/test-files-sizes
TESTS += headless/test-files-sizes
headless_test_files_sizes_SOURCES = headless/test-files-sizes.c
headless_test_files_sizes_LDADD = $(story_libs)

check_PROGRAMS += headless/test-links-lines
TESTS += headless/test-links-lines
headless_test_links_lines_SOURCES = headless/test-links-lines.c headless/links-story.c headless/links-story.h
headless_test_links_lines_LDADD = $(story_libs)

check_PROGRAMS += headless/test-links-shown
TESTS += headless/test-links-shown
headless_test_links_shown_SOURCES = headless/test-links-shown.c headless/links-story.c headless/links-story.h
headless_test_links_shown_LDADD = $(story_libs)

check_PROGRAMS += headless/test-links-click
TESTS += headless/test-links-click
headless_test_links_click_SOURCES = headless/test-links-click.c headless/links-story.c headless/links-story.h
headless_test_links_click_LDADD = $(story_libs)

check_PROGRAMS += headless/test-links-popups
TESTS += headless/test-links-popups
headless_test_links_popups_SOURCES = headless/test-links-popups.c headless/links-story.c headless/links-story.h
headless_test_links_popups_LDADD = $(story_libs)

check_PROGRAMS += headless/test-links-rooms
TESTS += headless/test-links-rooms
headless_test_links_rooms_SOURCES = headless/test-links-rooms.c headless/links-story.c headless/links-story.h
headless_test_links_rooms_LDADD = $(story_libs)

check_PROGRAMS += headless/test-inbox headless/test-inbox-servers
TESTS += headless/test-inbox headless/test-inbox-servers
headless_test_inbox_servers_SOURCES = headless/test-inbox-servers.c
headless_test_inbox_servers_LDADD = $(story_libs)
headless_test_inbox_SOURCES = headless/test-inbox.c
headless_test_inbox_LDADD = $(story_libs)

check_PROGRAMS += headless/test-pictures
TESTS += headless/test-pictures
headless_test_pictures_SOURCES = headless/test-pictures.c headless/links-story.c headless/links-story.h
headless_test_pictures_LDADD = $(story_libs)

check_PROGRAMS += headless/test-strangers-flood
TESTS += headless/test-strangers-flood
headless_test_strangers_flood_SOURCES = headless/test-strangers-flood.c headless/strangers-flood.c headless/strangers-flood.h \
	headless/links-story.c headless/links-story.h bench/figures.c bench/figures.h
headless_test_strangers_flood_LDADD = $(story_libs)

check_PROGRAMS += headless/test-sending-paths
TESTS += headless/test-sending-paths
headless_test_sending_paths_SOURCES = headless/test-sending-paths.c headless/links-story.c headless/links-story.h
headless_test_sending_paths_LDADD = $(story_libs)

check_PROGRAMS += headless/test-sending-files
TESTS += headless/test-sending-files
headless_test_sending_files_SOURCES = headless/test-sending-files.c headless/sending-story.c headless/sending-story.h
headless_test_sending_files_LDADD = $(story_libs)

check_PROGRAMS += headless/test-sending-omemo
TESTS += headless/test-sending-omemo
headless_test_sending_omemo_SOURCES = headless/test-sending-omemo.c headless/sending-story.c headless/sending-story.h
headless_test_sending_omemo_LDADD = $(story_libs)

check_PROGRAMS += headless/test-sending-held
TESTS += headless/test-sending-held
headless_test_sending_held_SOURCES = headless/test-sending-held.c headless/sending-story.c headless/sending-story.h
headless_test_sending_held_LDADD = $(story_libs)

check_PROGRAMS += headless/test-services
TESTS += headless/test-services
headless_test_services_SOURCES = headless/test-services.c
headless_test_services_LDADD = $(story_libs)

check_PROGRAMS += headless/test-services-bus
TESTS += headless/test-services-bus
headless_test_services_bus_SOURCES = headless/test-services-bus.c
headless_test_services_bus_LDADD = $(story_libs)

check_PROGRAMS += headless/test-watch
TESTS += headless/test-watch
headless_test_watch_SOURCES = headless/test-watch.c headless/guard-desktop.c headless/guard-desktop.h
headless_test_watch_LDADD = $(story_libs)

check_PROGRAMS += headless/test-told
TESTS += headless/test-told
headless_test_told_SOURCES = headless/test-told.c
headless_test_told_LDADD = $(story_libs)
