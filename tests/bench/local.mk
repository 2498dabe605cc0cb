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

EXTRA_PROGRAMS += bench/bench-links
BENCHES += bench/bench-links
bench_bench_links_SOURCES = bench/bench-links.c
bench_bench_links_LDADD = ../core/libguard-core.la $(GIO_LIBS)
CLEANFILES += bench/bench-links
EXTRA_DIST += bench/get-link-lists.sh
# Messages beside libpurple's own linkifier.
EXTRA_PROGRAMS += bench/bench-html
BENCHES += bench/bench-html
bench_bench_html_SOURCES = bench/bench-html.c
bench_bench_html_CFLAGS = $(GUARD_CFLAGS) $(PURPLE_CFLAGS) $(GIO_CFLAGS) -Wno-strict-prototypes -Wno-undef
bench_bench_html_LDADD = ../core/libguard-core.la $(PURPLE_LIBS) $(GIO_LIBS)
CLEANFILES += bench/bench-html

# The whole judge, beside libpurple's own linkifier, and on ordinary chat: make bench CORPORA=folder LINK_LISTS=folder.
EXTRA_PROGRAMS += bench/bench-judge
BENCHES += bench/bench-judge
bench_bench_judge_SOURCES = bench/bench-judge.c core/shipped.h
bench_bench_judge_CFLAGS = $(GUARD_CFLAGS) $(PURPLE_CFLAGS) $(GIO_CFLAGS) -Wno-strict-prototypes -Wno-undef
bench_bench_judge_LDADD = ../core/libguard-core.la $(PURPLE_LIBS) $(GIO_LIBS)
CLEANFILES += bench/bench-judge bench-judge-alarms.txt

# What the rules for sensitive data find and miss in cases of others, and in ordinary chat: make bench CORPORA=folder.
EXTRA_PROGRAMS += bench/bench-recall
BENCHES += bench/bench-recall
bench_bench_recall_SOURCES = bench/bench-recall.c core/shipped.h
bench_bench_recall_LDADD = ../core/libguard-core.la $(GIO_LIBS)
EXTRA_DIST += bench/corpus-lines.py
CLEANFILES += bench/bench-recall bench-recall-missed.txt

# Looking for sensitive data, beside libpurple's linkifier and ripgrep: make bench CORPORA=folder.
EXTRA_PROGRAMS += bench/bench-sensitive
BENCHES += bench/bench-sensitive
bench_bench_sensitive_SOURCES = bench/bench-sensitive.c
bench_bench_sensitive_CFLAGS = $(GUARD_CFLAGS) $(PURPLE_CFLAGS) $(GIO_CFLAGS) -Wno-strict-prototypes -Wno-undef
bench_bench_sensitive_LDADD = ../core/libguard-core.la $(PURPLE_LIBS) $(GIO_LIBS)
CLEANFILES += bench/bench-sensitive
