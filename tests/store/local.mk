# Tests of store/: one program per file.
STORE_LIBS = ../store/libguard-store.la ../core/libguard-core.la $(GIO_LIBS) $(SQLITE_LIBS)
EXTRA_DIST += store/fixture.h

check_PROGRAMS += store/test-hold
TESTS += store/test-hold
store_test_hold_SOURCES = store/test-hold.c
store_test_hold_LDADD = $(STORE_LIBS)
