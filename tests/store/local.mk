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

check_PROGRAMS += store/test-remembered
TESTS += store/test-remembered
store_test_remembered_SOURCES = store/test-remembered.c store/fixture.h store/hostile.h
store_test_remembered_CFLAGS = $(AM_CFLAGS) $(SQLITE_CFLAGS)
store_test_remembered_LDADD = $(STORE_LIBS)
