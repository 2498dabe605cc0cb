#!/bin/sh
# The house keeps its arrows: who includes whom, who links what; and what is written down twice agrees. Speaks TAP.
# TOP_SRCDIR and TOP_BUILDDIR say where to look.
set -u
src=${TOP_SRCDIR:?} build=${TOP_BUILDDIR:?}
n=0 n_bad=0

# report NAME COMPLAINTS: nothing to complain about is "ok".
report ()
{
  n=$((n + 1))
  if [ -z "$2" ]; then
    echo "ok $n - $1"
  else
    n_bad=$((n_bad + 1))
    printf '%s\n' "$2" | sed 's/^/# /'
    echo "not ok $n - $1"
  fi
}

skip ()
{
  n=$((n + 1))
  echo "ok $n - $1 # SKIP $2"
}

sources_of () { find "$src/$1" -name '*.[ch]' 2>/dev/null | LC_ALL=C sort; }

# "file: header" for every include of the files named on stdin.
includes () { while read -r file; do sed -n "s,^ *# *include *[<\"]\\([^>\"]*\\)[>\"].*,${file#"$src"/}: \\1,p" "$file"; done; }

# The value of a variable of an automake file, with its continued lines and everything that is added later.
variable_of ()
{
  sed -e ':again' -e '/\\$/{N;s/\\\n//;b again' -e '}' "$src/$1" | sed -n "s/^$2 *+\\{0,1\\}= *//p" | tr '\t\n' '  '
}

# ---- includes: our own rooms ----

# A search that finds nothing at all would find no fault either.
complaints=$(for room in core store scanner plugin tool; do
  sources_of "$room" | includes | grep -q ': config\.h$' || echo "$room: not one include was found"
done)
report "includes are read" "$complaints"

# room: the rooms it may include, itself being one.
while read -r room allowed; do
  [ -d "$src/$room" ] || continue
  complaints=$(sources_of "$room" | includes | grep -E ': (\.\./)*(core|store|scanner|checkup|plugin|pane|tool|tests)/' | grep -vE ": ($allowed)/")
  report "$room includes only: $(echo "$allowed" | tr '|' ' ')" "$complaints"
done <<ARROWS
core core
store core|store
scanner core|scanner
checkup core|store|scanner|checkup
plugin core|store|scanner|checkup|plugin
tool core|store|scanner|checkup|tool
pane core|store|scanner|checkup|pane
ARROWS

# Of the scanner's room the others see the client end only: what libguard-scan is made of.
client_headers=$(variable_of scanner/Makefile.am libguard_scan_la_SOURCES | tr ' ' '\n' | grep '\.h$')
complaints=$(for room in checkup plugin tool pane; do sources_of "$room"; done | includes | sed -n 's,^\(.*: \)scanner/,\1,p' | while read -r file header; do
  echo "$client_headers" | grep -qx "$header" || echo "$file $header is of the scanner's process"
done)
report "only the client end of the scanner is included from outside" "$complaints"

# ---- includes: foreign headers ----

foreign='(clamav|magic|archive|archive_entry|seccomp|poppler.*)\.h$|^libxml/|libexif/|linux/(landlock|seccomp|filter|audit)\.h$'
client_files=$(variable_of scanner/Makefile.am libguard_scan_la_SOURCES | tr ' ' '\n' | sed -n 's,^\([a-z].*\.[ch]\)$,scanner/\1,p')
complaints=$(for room in core store checkup plugin tool pane scanner; do sources_of "$room"; done | includes | grep -E ": $foreign" | while read -r file header; do
  file=${file%:}
  case $file in
    scanner/*) if echo "$client_files" | grep -qxF "$file"; then echo "$file: $header, in the client end"; fi ;;
    tool/guard-profile.c) case $header in libxml/*) ;; *) echo "$file: $header" ;; esac ;; # the profile's own files are XML
    *) echo "$file: $header" ;;
  esac
done)
report "only scanner and inspector include libclamav, libmagic, libarchive, libseccomp, libxml2 (besides the tool, for profiles), poppler, libexif" "$complaints"

complaints=$(sources_of scanner | includes | grep -E ': (poppler.*\.h|libxml/.*|libexif/.*)$' | grep -v '^scanner/guard-extract-')
complaints=$complaints$(sources_of scanner | grep -E '/(guard-extract|guard-inspect|inspector-)' | includes | grep -E ': (clamav\.h|guard-(clamav|witness|worker|serve)\.h)$')
report "documents are read by the extractor alone, which knows nothing of libclamav" "$complaints"

purple_folder=$(pkg-config --variable=includedir purple 2>/dev/null)/libpurple
purple_headers=$( (echo purple.h; ls "$purple_folder" 2>/dev/null) | grep '\.h$' | grep -vE '^(version|internal)\.h$' | sed 's/[.]/\\./g' | tr '\n' '|' | sed 's/|$//')
complaints=$(for room in core store checkup tool pane scanner; do sources_of "$room"; done | includes | grep -E ": (libpurple/.*|$purple_headers)$")
report "only the plugin includes libpurple" "$complaints"

complaints=$(for room in core store checkup tool plugin scanner; do sources_of "$room"; done | includes | grep -E ': (gtk|gdk|handy|pidgin|finch|gnt)' | grep -vE '^plugin/(pidgin|finch)/')
report "no room includes a toolkit, but the plugin's sides for clients and the pane" "$complaints"

# ---- linking ----

# Everything that a binary asks the linker for by itself.
needed_by () { readelf -d "$1" | sed -n 's/.*(NEEDED).*\[\(.*\)\]$/\1/p'; }

# links_nothing_of BINARY PATTERN: the first that exists of libtool's two places.
links_nothing_of ()
{
  name=$1
  pattern=$2
  makefile=$3
  shift 3
  for binary; do
    if [ -f "$build/$binary" ] && readelf -h "$build/$binary" >/dev/null 2>&1; then
      report "$name links nothing of $(echo "$pattern" | tr '|' ' ')" "$(needed_by "$build/$binary" | grep -E "^lib($pattern)")"
      return
    fi
  done
  if grep -qE '_SOURCES' "$src/$makefile" 2>/dev/null && grep -q "$(basename "$1")" "$src/$makefile"; then
    report "$name was built" "none of: $*"
  else
    skip "$name links nothing of $pattern" "it is not there yet"
  fi
}

if command -v readelf >/dev/null; then
  links_nothing_of purple-guard.la 'clamav|gtk|gdk|handy|archive|magic|seccomp|poppler|exif|xml2|gnt|pidgin' plugin/Makefile.am plugin/.libs/purple-guard.so
  links_nothing_of purple-guard-inspector 'clamav|purple|gtk|gdk|handy|sqlite3|gnt|cairo' scanner/Makefile.am scanner/.libs/purple-guard-inspector scanner/purple-guard-inspector
  links_nothing_of purple-guard-scanner 'purple|gtk|gdk|handy|sqlite3|gnt|poppler|exif|xml2' scanner/Makefile.am scanner/.libs/purple-guard-scanner scanner/purple-guard-scanner
  links_nothing_of purple-guard 'clamav|purple|gtk|gdk|handy|archive|magic|seccomp|poppler|exif|gnt' tool/Makefile.am tool/.libs/purple-guard tool/purple-guard
else
  skip "linking" "readelf is missing (binutils)"
fi

# ---- what is written down twice ----

manuals=$(find "$src/data" "$src/doc" -name '*.[1-8]' -o -name '*.[1-8].*' 2>/dev/null | grep -vE '\.(svg|xml)$')
if [ -n "$manuals" ]; then
  # shellcheck disable=SC2086 # a list of files on purpose
  complaints=$(sed -n 's/.*<key name="\([^"]*\)".*/\1/p' "$src"/data/*.gschema.xml | while read -r key; do
    sed 's/\\-/-/g' $manuals "$src/README.md" | grep -qF -- "$key" || echo "$key"
  done)
  report "every setting is in a manual page or README.md" "$complaints"
else
  skip "every setting is in a manual page" "there is no manual page yet"
fi

complaints=$(grep -vE '^(#|$)' "$src/po/POTFILES.in" | while read -r file; do [ -f "$src/$file" ] || echo "$file"; done)
report "every file in po/POTFILES.in exists" "$complaints"

complaints=$(for room in core store scanner checkup plugin pane tool; do sources_of "$room"; done | while read -r file; do
  name=${file#"$src"/}
  if grep -qE '(^|[^A-Za-z0-9_])(_|N_|C_|NC_|ngettext|g_dngettext) ?\(' "$file"; then grep -qxF "$name" "$src/po/POTFILES.in" || echo "$name"; fi
done)
report "every file with words for people is in po/POTFILES.in" "$complaints"

# In a library plain ngettext() asks the catalogue of the program it is in; and of a text with a macro in it only the beginning can be translated.
complaints=$(for room in core store scanner plugin; do sources_of "$room"; done | while read -r file; do grep -HnE '(^|[^A-Za-z0-9_])ngettext ?\(' "$file"; done
             for room in core store scanner plugin tool; do sources_of "$room"; done | while read -r file; do grep -HnE '(_|gettext) ?\(.*%" G_' "$file"; done)
report "words for people are asked of their own catalogue, whole" "$complaints"

# A language that is on the list is whole: nothing untranslated, nothing doubtful.
if command -v msgfmt >/dev/null; then
  complaints=$(grep -vE '^(#|$)' "$src/po/LINGUAS" | tr ' ' '\n' | while read -r language; do
    [ -n "$language" ] || continue
    msgfmt -c -o /dev/null "$src/po/$language.po" 2>&1
  done)
  report "every catalogue in po/LINGUAS passes msgfmt -c" "$complaints"
fi

complaints=$(for name in credential-files file-types pressure sensitive-numbers sensitive-secrets sensitive-words; do
  awk -f "$src/data/descriptions.awk" "$src/data/$name.rules" | diff - "$src/data/$name-descriptions.h"
done)
report "descriptions of rules are up to date (make -C data descriptions)" "$complaints"

complaints=$(find "$src/tests" -name 'test-*.c' -o -name 'fuzz-*.c' | while read -r file; do
  name=${file#"$src"/tests/}
  grep -qE "_SOURCES.*${name%.c}\\.c" "$src"/tests/*/local.mk || echo "$name is built by nobody"
done
for table in "$src"/tests/cases/*.tsv; do
  name=$(basename "$table")
  # A fragment that ships a table may be ahead of the test that reads it, so its word counts, too.
  grep -rqF "$name" "$src/tests" --include="*.[ch]" --include="*.sh" --include="*.py" --include=local.mk || echo "$name is read by nobody"
done)
report "every test is built and every table of examples is read" "$complaints"

# The famous test file, whole, would make every scanner of the world remove this tree. In pieces here, too.
famous='X5O!P%@AP''[4\PZX54(P^)7CC)7}'
complaints=$(cd "$src" && grep -rlF --exclude-dir=.git --exclude-dir=build -- "$famous" core store scanner plugin tool data po tests 2>/dev/null)
report "the EICAR test file is nowhere in the tree" "$complaints"

echo "1..$n"
[ $n_bad -eq 0 ]
