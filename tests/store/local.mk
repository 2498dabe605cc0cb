# Tests of store/: one program per file.
STORE_LIBS = ../store/libguard-store.la ../core/libguard-core.la $(ICU_LIBS) $(SQLITE_LIBS) $(GIO_LIBS)
EXTRA_DIST += cases/hostile-names.tsv

check_PROGRAMS += store/test-hold
TESTS += store/test-hold
store_test_hold_SOURCES = store/test-hold.c store/hooked-hold.c store/hooked-destination.c store/hooks.h store/fixture.h
store_test_hold_LDADD = $(STORE_LIBS)
