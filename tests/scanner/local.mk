# Tests of scanner: the record, verdicts, containers, life and death, malice.
scanner_programs = scanner/test-frame scanner/test-verdicts scanner/test-containers scanner/test-life scanner/test-malice \
	scanner/test-inspect scanner/test-inspect-malice scanner/test-inspect-trouble
check_PROGRAMS += $(scanner_programs) scanner/scan-files malice/malicious-inspector malice/malicious-scanner
TESTS += $(scanner_programs)

scanning_sources = scanner/scanning.c scanner/scanning.h
scanning_libraries = ../scanner/libguard-scan.la ../core/libguard-core.la $(GIO_LIBS)

scanner_test_frame_SOURCES = scanner/test-frame.c
scanner_test_frame_LDADD = $(scanning_libraries)
scanner_test_verdicts_SOURCES = scanner/test-verdicts.c $(scanning_sources)
scanner_test_verdicts_LDADD = $(scanning_libraries)
scanner_test_containers_SOURCES = scanner/test-containers.c $(scanning_sources)
scanner_test_containers_CFLAGS = $(AM_CFLAGS) $(ARCHIVE_CFLAGS)
scanner_test_containers_LDADD = $(scanning_libraries) $(ARCHIVE_LIBS)
scanner_test_life_SOURCES = scanner/test-life.c $(scanning_sources)
scanner_test_life_LDADD = $(scanning_libraries)
scanner_test_malice_SOURCES = scanner/test-malice.c $(scanning_sources)
scanner_test_malice_LDADD = $(scanning_libraries)
scanner_scan_files_SOURCES = scanner/scan-files.c
scanner_scan_files_LDADD = $(scanning_libraries)

# The scanner with crimes built in; never installed.
malice_malicious_scanner_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/scanner -I$(srcdir)/malice -DGUARD_MALICE
malice_malicious_scanner_CFLAGS = $(AM_CFLAGS) $(CLAMAV_CFLAGS) $(MAGIC_CFLAGS) $(ARCHIVE_CFLAGS) $(SECCOMP_CFLAGS) $(CRYPTO_CFLAGS)
malice_malicious_scanner_LDADD = ../scanner/libguard-scan.la ../core/libguard-core.la \
	$(GIO_LIBS) $(CLAMAV_LIBS) $(MAGIC_LIBS) $(ARCHIVE_LIBS) $(SECCOMP_LIBS) $(CRYPTO_LIBS)
malice_malicious_scanner_SOURCES = malice/malice.c malice/malice.h \
	../scanner/guard-clamav.c ../scanner/guard-content.c ../scanner/guard-coverage.c ../scanner/guard-sandbox.c ../scanner/guard-serve.c \
	../scanner/guard-signatures.c ../scanner/guard-temporary.c ../scanner/guard-witness.c ../scanner/guard-worker.c ../scanner/scanner-main.c

# The inspector: kinds of files, trouble of all kinds, malice.
inspecting_sources = scanner/inspecting.c scanner/inspecting.h
samples_cflags = $(AM_CFLAGS) $(ARCHIVE_CFLAGS) $(EXIF_CFLAGS)
scanner_test_inspect_SOURCES = scanner/test-inspect.c scanner/samples.c scanner/samples.h $(inspecting_sources)
scanner_test_inspect_CFLAGS = $(samples_cflags)
scanner_test_inspect_LDADD = $(scanning_libraries) $(ARCHIVE_LIBS) $(EXIF_LIBS)
scanner_test_inspect_trouble_SOURCES = scanner/test-inspect-trouble.c scanner/samples.c scanner/samples.h $(inspecting_sources)
scanner_test_inspect_trouble_CFLAGS = $(samples_cflags)
scanner_test_inspect_trouble_LDADD = $(scanning_libraries) $(ARCHIVE_LIBS) $(EXIF_LIBS)
scanner_test_inspect_malice_SOURCES = scanner/test-inspect-malice.c $(inspecting_sources)
scanner_test_inspect_malice_LDADD = $(scanning_libraries)

# The inspector with the same crimes built in; never installed.
malice_malicious_inspector_CPPFLAGS = $(malice_malicious_scanner_CPPFLAGS) -DGUARD_MALICE_INSPECTOR -DLOCALEDIR=\"$(localedir)\"
malice_malicious_inspector_CFLAGS = $(AM_CFLAGS) $(SECCOMP_CFLAGS)
malice_malicious_inspector_LDADD = ../scanner/libguard-extract.la ../scanner/libguard-scan.la ../core/libguard-core.la $(GIO_LIBS) $(SECCOMP_LIBS)
malice_malicious_inspector_SOURCES = malice/malice.c malice/malice.h \
	../scanner/guard-inspector.c ../scanner/guard-sandbox.c ../scanner/inspector-main.c
