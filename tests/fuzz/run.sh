#!/bin/sh
# Fuzzes every parser of foreign bytes with libFuzzer, AddressSanitizer and UndefinedBehaviorSanitizer, several at a time.
#   tests/fuzz/run.sh SECONDS [TARGET...]
# What was found interesting stays in build/fuzz/corpus; an input that breaks something, in build/fuzz/crashes.
set -eu
top=$(cd "$(dirname "$0")/../.." && pwd)
build=$top/build/fuzz
seconds=${1:?usage: run.sh SECONDS [TARGET...]}
shift

mkdir -p "$build"
cd "$build"
[ -f Makefile ] || "$top/configure" -q CC=clang --enable-fuzzing --enable-sanitizers CFLAGS="-g -O1"
# What automake says while it makes a Makefile again must not be taken for a target.
make -C tests Makefile > make.log 2>&1 || { cat make.log; exit 1; }
[ $# -gt 0 ] || set -- $(make -s --no-print-directory -C tests list-fuzz-targets)
[ $# -gt 0 ] || { echo "fuzz: no targets" >&2; exit 1; }
make -s -j2 -C core
make -s -j2 -C scanner libguard-extract.la libguard-scan.la
for target; do make -s -C tests "fuzz/fuzz-$target"; done

export TOP_SRCDIR="$top"
export LC_ALL=C.UTF-8
mkdir -p crashes

fuzz ()
{
  mkdir -p "corpus/$1"
  "tests/fuzz/fuzz-$1" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -max_len=65536 -print_final_stats=1 \
    -artifact_prefix="crashes/$1-" "corpus/$1" "$top/tests/fuzz/corpus/$1" > "$1.log" 2>&1
}

# Twice as many as there are processors; each has its minute.
at_once=$(($(nproc) * 2))
failed=0
finish_one ()
{
  if wait "$2"; then
    echo "fuzz: $1: nothing in $(sed -n 's/^stat::number_of_executed_units: *//p' "$1.log") inputs"
  else
    echo "fuzz: $1 FAILED:"
    tail -n 60 "$1.log"
    failed=1
  fi
}

while [ $# -gt 0 ]; do
  running=
  for slot in $(seq $at_once); do
    [ $# -gt 0 ] || break
    fuzz "$1" & running="$running $1:$!"
    shift
  done
  for one in $running; do
    finish_one "${one%:*}" "${one##*:}"
  done
done
exit $failed
