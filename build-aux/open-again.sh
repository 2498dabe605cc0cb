#!/bin/sh
# Opens again what the guard has closed in the client of whoever uninstalls it: open-again.sh PROGRAM
#
# Goes on where there is nothing to open, and stops where it could not be done: once PROGRAM is gone nobody can.
set -eu
program=$1

[ -x "$program" ] || exit 0

# Under sudo it is about who asked, not about root.
if [ "$(id -u)" = 0 ] && [ -n "${SUDO_USER:-}" ] && [ "$SUDO_USER" != root ]; then
  home=$(getent passwd "$SUDO_USER" | cut -d: -f6)
  as_user () { runuser -u "$SUDO_USER" -- env HOME="$home" "$@"; }
else
  home=${HOME:-/}
  as_user () { "$@"; }
fi

as_user test -e "${PURPLE_GUARD_HOME:-$home/.purple/purple-guard}/services.ini" || exit 0
as_user "$program" restore && exit 0
echo "What purple-guard has closed in your client could not be opened again (see above), so nothing is removed." >&2
echo "Repair that and try again; or, to leave it closed, move away ~/.purple/purple-guard/services.ini first." >&2
exit 1
