#!/bin/sh
# Receives the write-ahead log for ever into /wal/<system identifier>/<run>. It ends on every error, and the engine starts it again.
# A run is a stretch of the log without a hole: a new one begins where this cluster has no slot, as after a restore, or has lost it.
set -eu
umask 077
slot=dataspec_pitr

# First as root: become the owner of the archive, so that who makes the backups can prune it too.
if [ "${1:-}" != owner ]; then
  exec setpriv --reuid="$(stat -c %u /wal)" --regid="$(stat -c %g /wal)" --clear-groups sh "$0" owner
fi

ask() { psql -XAtq -v ON_ERROR_STOP=1 -c "$1"; }

cluster=/wal/$(ask 'select system_identifier from pg_control_system()')
mkdir -p "$cluster"
state=$(ask "select coalesce(wal_status, 'reserved') from pg_replication_slots where slot_name = '$slot'")
if [ "$state" = lost ]; then
  echo "the slot has lost its place: Postgres no longer has what came next. Take a backup: times between the last segment and it cannot be restored" >&2
  ask "select pg_drop_replication_slot('$slot')"
  state=
fi
run=$(find "$cluster" -mindepth 1 -maxdepth 1 -type d | sort | tail -n 1)
if [ -z "$state" ] || [ -z "$run" ]; then
  run=$cluster/$(date -u +%Y%m%dT%H%M%SZ)
  mkdir "$run"
  echo "new run $run"
fi
[ -n "$state" ] || pg_receivewal --create-slot --if-not-exists --slot "$slot"

# pg_receivewal itself would write a compressed segment over what is left of an older one and leave its end: so closed ones only, here.
while sleep 60; do
  find "$run" -maxdepth 1 -type f -name '????????????????????????' | sort | sed '$d' | while read -r segment; do
    gzip -1 <"$segment" >"$run/compressing" && sync "$run/compressing" && touch -r "$segment" "$run/compressing" &&
      mv "$run/compressing" "$segment.gz" && sync "$run" && rm "$segment"
  done
done &

exec pg_receivewal --directory "$run" --slot "$slot" --synchronous --no-loop --verbose
