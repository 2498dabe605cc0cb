# Tests of store/: one program per file.
STORE_LIBS = ../store/libguard-store.la ../core/libguard-core.la $(ICU_LIBS) $(SQLITE_LIBS) $(GIO_LIBS)
EXTRA_DIST += cases/hostile-names.tsv

check_PROGRAMS += store/test-hold
TESTS += store/test-hold
store_test_hold_SOURCES = store/test-hold.c store/hooked-hold.c store/hooked-destination.c store/hooks.h store/fixture.h
store_test_hold_LDADD = $(STORE_LIBS)

check_PROGRAMS += store/test-store store/test-bounds store/test-settings
TESTS += store/test-store store/test-bounds store/test-settings
store_test_store_SOURCES = store/test-store.c store/fixture.h store/hostile.h
store_test_store_CFLAGS = $(AM_CFLAGS) $(SQLITE_CFLAGS)
store_test_store_LDADD = $(STORE_LIBS)
store_test_bounds_SOURCES = store/test-bounds.c store/fixture.h
store_test_bounds_CFLAGS = $(AM_CFLAGS) $(SQLITE_CFLAGS)
store_test_bounds_LDADD = $(STORE_LIBS)
store_test_settings_SOURCES = store/test-settings.c store/fixture.h
store_test_settings_LDADD = $(STORE_LIBS)

check_PROGRAMS += store/test-acquaintance
TESTS += store/test-acquaintance
store_test_acquaintance_SOURCES = store/test-acquaintance.c store/fixture.h
store_test_acquaintance_LDADD = $(STORE_LIBS)

check_PROGRAMS += store/test-remembered
TESTS += store/test-remembered
store_test_remembered_SOURCES = store/test-remembered.c store/fixture.h store/hostile.h
store_test_remembered_CFLAGS = $(AM_CFLAGS) $(SQLITE_CFLAGS)
store_test_remembered_LDADD = $(STORE_LIBS)

check_PROGRAMS += store/test-state
TESTS += store/test-state
store_test_state_SOURCES = store/test-state.c store/fixture.h store/hostile.h
store_test_state_CFLAGS = $(AM_CFLAGS) $(SQLITE_CFLAGS)
store_test_state_LDADD = $(STORE_LIBS)

check_PROGRAMS += store/test-provenance
TESTS += store/test-provenance
store_test_provenance_SOURCES = store/test-provenance.c store/fixture.h
store_test_provenance_LDADD = $(STORE_LIBS)

check_PROGRAMS += store/test-waiting
TESTS += store/test-waiting
store_test_waiting_SOURCES = store/test-waiting.c store/fixture.h
store_test_waiting_LDADD = $(STORE_LIBS)
