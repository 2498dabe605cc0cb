# Tests of core/: one program per file.
check_PROGRAMS += core/test-verdict
TESTS += core/test-verdict
core_test_verdict_SOURCES = core/test-verdict.c
core_test_verdict_LDADD = ../core/libguard-core.la $(GIO_LIBS)
