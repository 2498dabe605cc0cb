# Benches of the scanner; those of the plugin are with its tests.
EXTRA_PROGRAMS += bench/bench-scanner
BENCHES += bench/bench-scanner
bench_bench_scanner_SOURCES = bench/bench-scanner.c scanner/scanning.c scanner/scanning.h
bench_bench_scanner_LDADD = ../scanner/libguard-scan.la ../core/libguard-core.la $(GIO_LIBS)
CLEANFILES += bench/bench-scanner
