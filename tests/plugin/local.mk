# Tests of those parts of plugin/ that need no client; the rest is told by headless/ and clients/.
check_PROGRAMS += plugin/test-chores
TESTS += plugin/test-chores
plugin_test_chores_SOURCES = plugin/test-chores.c ../plugin/guard-chores.c
plugin_test_chores_LDADD = ../store/libguard-store.la ../core/libguard-core.la $(GIO_LIBS) $(SQLITE_LIBS)

# What the plugin costs its client.
check_LTLIBRARIES += bench/loop-probe.la
bench_loop_probe_la_SOURCES = bench/loop-probe.c
bench_loop_probe_la_CFLAGS = $(headless_guard_client_CFLAGS)
bench_loop_probe_la_LDFLAGS = $(AM_LDFLAGS) $(test_plugin_flags)
bench_loop_probe_la_LIBADD = $(GLIB_LIBS)

EXTRA_PROGRAMS += bench/bench-plugin
BENCHES += bench/bench-plugin
bench_bench_plugin_SOURCES = bench/bench-plugin.c
bench_bench_plugin_LDADD = $(story_libs)

# What ./run shows.
check_PROGRAMS += headless/guard-demo
headless_guard_demo_SOURCES = headless/guard-demo.c clients/guard-desk.c clients/guard-desk.h
headless_guard_demo_LDADD = $(story_libs)

check_PROGRAMS += headless/test-quit
TESTS += headless/test-quit
headless_test_quit_SOURCES = headless/test-quit.c
headless_test_quit_LDADD = headless/libguard-story.la ../store/libguard-store.la ../core/libguard-core.la $(GIO_LIBS) $(SQLITE_LIBS)
