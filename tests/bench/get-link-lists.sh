#!/bin/sh
# Gets the lists of hosts that bench-links measures with: get-link-lists.sh FOLDER, then make bench LINK_LISTS=FOLDER.
#
# Two packages of npm, by name: top-sites (ordinary sites) and eth-phishing-detect (deceiving hosts of one trade, and honest ones that look
# like them). They are for measuring only, and no part of purple-guard.
set -eu

folder=${1:?a folder for the lists is needed}
mkdir -p "$folder"
cd "$folder"

for package in top-sites eth-phishing-detect; do
  [ ! -d "$package" ] || continue
  archive=$(npm pack --silent "$package" | tail -n 1)
  mkdir "$package"
  tar -xzf "$archive" -C "$package" --strip-components=1
  rm -f "$archive"
done
