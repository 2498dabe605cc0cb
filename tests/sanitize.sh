#!/bin/sh
# Builds everything with AddressSanitizer and UndefinedBehaviorSanitizer in a folder of its own and runs what needs no lock
# of the scanner's worker or of the inspector: units, stores, replays of the fuzz corpora, and the rooms.
#   tests/sanitize.sh [BUILD-FOLDER]
set -eu
top=$(cd "$(dirname "$0")/.." && pwd)
build=${1:-$top/build/sanitize}

mkdir -p "$build"
cd "$build"
[ -f Makefile ] || "$top/configure" -q --enable-sanitizers --enable-werror CFLAGS="-g -O1"
make -s -j2

tests=$(make -s -C tests --no-print-directory list-tests | grep -E '^(core|store|fuzz)/' | tr '\n' ' ')
for room in core store fuzz; do
  case $tests in *$room/*) ;; *) echo "sanitize: no tests of $room found" >&2; exit 1 ;; esac
done

rm -f tests/*/*.trs
export ASAN_OPTIONS=detect_leaks=1:strict_string_checks=1:abort_on_error=0
export UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1
make -C tests check -j2 VERBOSE=1 TESTS="$tests"
