#!/bin/sh
# Makes ./configure from configure.ac. Needs autoconf, automake, libtool, gettext (autopoint) and GLib's development files.
set -e
cd "$(dirname "$0")"
mkdir -p m4 build-aux
autoreconf --install --force
