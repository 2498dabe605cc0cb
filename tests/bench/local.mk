# Benches of the scanner and of links; those of the plugin are with its tests.
EXTRA_PROGRAMS += bench/bench-scanner
BENCHES += bench/bench-scanner
bench_bench_scanner_SOURCES = bench/bench-scanner.c scanner/scanning.c scanner/scanning.h
bench_bench_scanner_LDADD = ../scanner/libguard-scan.la ../core/libguard-core.la $(GIO_LIBS)
CLEANFILES += bench/bench-scanner

# Benches of the judge read foreign corpora where they are: make bench CORPORA=folder.
EXTRA_PROGRAMS += bench/bench-url
BENCHES += bench/bench-url
bench_bench_url_SOURCES = bench/bench-url.c
bench_bench_url_LDADD = ../core/libguard-core.la $(GIO_LIBS)
CLEANFILES += bench/bench-url

# Messages beside libpurple's own linkifier.

# The whole judge, beside libpurple's own linkifier, and on ordinary chat: make bench CORPORA=folder LINK_LISTS=folder.
CLEANFILES += bench-judge-alarms.txt
