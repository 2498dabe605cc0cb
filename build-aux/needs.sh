#!/bin/sh
# Installs the Debian packages that are missing: needs.sh build|run|test
#
# It says what it installs and why, uses sudo where it is not root, and does nothing at all, without network, where nothing
# is missing. Several of these packages bring servers that Debian starts, and starts again with the machine: here they
# are only wanted as programs, so none is started, and those that come new are switched off.
set -eu

# Package and the reason, a line each.
build_packages='
gcc               compiler
libc6-dev         compiler
make              builder
autoconf          configure
automake          configure
libtool           configure
autopoint         configure
gettext           translations
pkg-config        libraries
libglib2.0-dev    GLib
libicu-dev        Unicode
libpsl-dev        domains
libpcre2-dev      patterns
libsqlite3-dev    journal
libclamav-dev     engine
libmagic-dev      file-types
libarchive-dev    archives
libxml2-dev       documents
libpoppler-glib-dev PDF
libexif-dev       pictures
libseccomp-dev    sandbox
libssl-dev        checksums
libpurple-dev     libpurple
'
run_packages="$build_packages
pidgin            client
finch             client
prosody           server
openssl           certificates
bubblewrap        sandbox
clamav            signatures
zip               example-files
"
test_packages="$run_packages
clang             second-compiler
libclang-rt-14-dev sanitizers
binutils          linking
clamav-testfiles  test-files
clamav-daemon     comparison
clamdscan         comparison
ngircd            IRC-server
tmux              Finch
xvfb              Pidgin
xdotool           Pidgin
openbox           Pidgin
pidgin-otr        encrypted-messages
purple-lurch      encrypted-messages
valgrind          memory-errors
imagemagick       screenshots
dbus-daemon       notifications
dbus-x11          Pidgin
gstreamer1.0-nice calls
gstreamer1.0-plugins-base calls
gstreamer1.0-plugins-good calls
iproute2          calls
python3           test-servers
p7zip-full        containers
util-linux        unprivileged-user
xz-utils          distcheck
file              file-types
"
servers='prosody ngircd clamav-daemon clamav-freshclam'

is_installed ()
{
  [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

# The names in a list of packages that are not installed.
missing_of ()
{
  echo "$1" | while read -r package reason; do
    [ -z "$package" ] || is_installed "$package" || echo "$package"
  done
}

# ---- as root ----

policy=/usr/sbin/policy-rc.d
our_policy=

take_policy_back ()
{
  [ -z "$our_policy" ] || rm -f "$policy"
  our_policy=
}

# Debian's packages ask this file before they start anything; 101 means "no".
forbid_starting ()
{
  if [ -e "$policy" ]; then
    echo "needs: $policy of this machine stays; it decides whether a server starts"
    return
  fi
  trap take_policy_back EXIT
  trap 'exit 130' HUP INT TERM
  our_policy=yes
  printf '#!/bin/sh\n# Temporary, by purple-guard while it installs packages.\nexit 101\n' > "$policy"
  chmod 755 "$policy"
}

# The units and scripts that a package brings, switched off: not now, and not at the next start of the machine.
switch_off ()
{
  package=$1
  echo "needs: $package came new: its server stays off (switch it on yourself if you want it)"

  if command -v systemctl >/dev/null; then
    dpkg -L "$package" | sed -n 's,^.*/systemd/system/\([^/]*\.\(service\|socket\|timer\|path\)\)$,\1,p' | while read -r unit; do
      case $unit in *@.*) continue ;; esac
      systemctl disable --quiet "$unit" 2>/dev/null || true
      if [ -d /run/systemd/system ]; then systemctl stop "$unit" 2>/dev/null || true; fi
    done
  fi
  dpkg -L "$package" | sed -n 's,^/etc/init\.d/,,p' | while read -r script; do
    update-rc.d "$script" disable >/dev/null 2>&1 || true
  done
}

install_as_root ()
{
  new_servers=
  for server in $servers; do
    is_installed "$server" || new_servers="$new_servers $server"
  done

  forbid_starting
  apt-get -q update || echo "needs: the lists of packages could not be renewed; going on with the old ones"
  DEBIAN_FRONTEND=noninteractive apt-get -q -y --no-install-recommends -o Dpkg::Options::=--force-confold install "$@"
  for server in $new_servers; do
    if is_installed "$server"; then switch_off "$server"; fi
  done
}

# ---- as anybody ----

case "${1:-}" in
  build) packages=$build_packages ;;
  run) packages=$run_packages ;;
  test) packages=$test_packages ;;
  --as-root) shift; install_as_root "$@"; exit ;;
  *) echo "usage: $0 build|run|test" >&2; exit 4 ;;
esac

if ! command -v dpkg-query >/dev/null; then
  echo "needs: this is no Debian; please see to these yourself:"
  echo "$packages"
  exit 0
fi

missing=$(missing_of "$packages")
[ -n "$missing" ] || exit 0

echo "needs: these Debian packages are missing and will be installed:"
for package in $missing; do
  echo "$packages" | sed -n "s/^\($package\) \{1,\}\(.*\)/  \1 (\2)/p"
done
echo "needs: no server among them is started or switched on"

# shellcheck disable=SC2086 # a list of words on purpose
if [ "$(id -u)" -eq 0 ]; then
  sh "$0" --as-root $missing
elif command -v sudo >/dev/null; then
  sudo sh "$0" --as-root $missing
else
  echo "needs: neither root nor sudo: please install them as root: apt-get install --no-install-recommends" $missing >&2
  exit 1
fi
