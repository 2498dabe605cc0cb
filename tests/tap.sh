# Runs a GLib test program so that it speaks TAP.
exec "$@" --tap -k
