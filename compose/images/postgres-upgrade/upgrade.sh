#!/usr/bin/env bash
# Makes a cluster of the next major version from one that was shut down; runs in an image with the programs of both versions.
# Told and recorded in NEW.run/report: "seconds STAGE N", "note TEXT", "relations N". NEW appears when everything is done, never before.
#   dataspec-upgrade prepare|check|run link|copy|clone|dump OLD NEW MAY_DUMP
# prepare makes the empty new cluster while the old one still runs; OLD may be a copy of it that was not shut down yet.
set -Eeuo pipefail

mode=$1 way=$2 old=$3 new=$4 may_dump=$5
part=$new.part run=$new.run
[[ $mode == run ]] || part=$new.$mode run=$new.$mode.run
old_bin=/usr/lib/postgresql/$(<"$old/PG_VERSION")/bin
new_bin=/usr/lib/postgresql/$PG_MAJOR/bin
jobs=$(($(nproc) > 4 ? 4 : $(nproc)))
old_socket=/tmp/old new_socket=/tmp/new

tell() { printf '%s\n' "$*" | tee -a "$run/report"; }
fail() { printf 'failed: %s\n' "$@"; exit 1; }

# stage NAME COMMAND...: what it takes is part of the report.
stage() {
  local name=$1 begun=$EPOCHREALTIME
  shift
  "$@"
  tell "seconds $name $(awk -v a="$begun" -v b="$EPOCHREALTIME" 'BEGIN { printf "%.2f", b - a }')"
}

control() { LC_ALL=C "$old_bin/pg_controldata" "$old" | sed -n "s/^$1: *//p"; }

# Asked without a server: the column c1 of each row.
ask_old() {
  "$old_bin/postgres" --single -D "$old" -c logging_collector=off -c log_destination=stderr -c archive_mode=off -c ssl=off "${2-template1}" <<<"$1" 2>"$run/single.log" \
    | sed -n 's/^[[:space:]]*[0-9]*: c[0-9]* = "\(.*\)"[[:space:]]*(typeid.*/\1/p'
}

versions='select string_agg(distinct v, $$,$$) as c1 from (select collprovider::text || $$:$$ || pg_collation_actual_version(oid) from pg_collation union select datlocprovider::text || $$:$$ || pg_database_collation_actual_version(oid) from pg_database) as one(v)'

look_at_old() {
  [[ ! -e $old.used || $mode == check ]] || fail "the old directory was used by an upgrade that did not end"
  local state=$(control "Database cluster state")
  # A container like this one that was killed leaves the old version's server where it was; the same version brings it to its end.
  if [[ $state != 'shut down' && -e $old.started ]]; then
    rm -f "$old/postmaster.pid"
    ask_old 'select 1' >/dev/null
    state=$(control 'Database cluster state')
  fi
  [[ $state == 'shut down' ]] || fail "the cluster was not shut down: $state"
  : >"$old.started"
  trap 'rm -f "$old.started"' EXIT
  # pg_upgrade works as this one only, whatever later superusers are called.
  superuser=$(ask_old 'select rolname as c1 from pg_authid where oid = 10')
  [[ -n $superuser ]] || fail "Postgres $(<"$old/PG_VERSION") does not open the cluster:" "$(tail -n 5 "$run/single.log")"
  [[ $superuser == "$PGUSER" ]] || tell "note the cluster's first superuser is '$superuser', not '$PGUSER': the upgrade worked as '$superuser'"
  export PGUSER=$superuser
  old_versions=$(ask_old "$versions")
  checksums=$(control 'Data page checksum version')
  printf 'local all all trust\n' >"$run/trust.conf"
}

# Beside bin lies what bin starts by another C library's loader.
knows_counters() { grep -qas pg_attver "$1"/../*/postgres; }

# From its releases of November 2026 on Postgres counts a column's changes in an option, which their pg_dump leaves out and older ones of the next major dump and then refuse.
drop_counters() {
  local database
  ! knows_counters "$old_bin" || knows_counters "$new_bin" && return
  tell "note the columns' counters of changes (pg_attver) were left out: Postgres $PG_MAJOR of this image does not know them"
  ask_old 'select datname as c1 from pg_database where datallowconn' >"$run/databases"
  while IFS= read -r database; do
    ask_old "update pg_attribute set attoptions = nullif(array(select o from unnest(attoptions) as o where o not like 'pg\\_attver=%'), '{}') where attrelid >= 16384 and attoptions::text like '%pg\\_attver=%'" "$database"
    ! grep -E 'ERROR|FATAL|PANIC' "$run/single.log" || fail "the columns of '$database' keep their counters (pg_attver)"
  done <"$run/databases"
}

# What the new cluster must have in common with the old one, as initdb takes it.
likeness() {
  printf '%s\n' "--username=$superuser" "--wal-segsize=$(($(control 'Bytes per WAL segment') >> 20))"
  if [[ $way == dump || $(control 'Data page checksum version') != 0 ]]; then printf '%s\n' --data-checksums; elif ((PG_MAJOR >= 18)); then printf '%s\n' --no-data-checksums; fi
}

make_new() {
  local like
  mapfile -t like < <(likeness)
  [[ $mode != run || $way == dump || ! -d $new.ready || $(<"$new.ready.like") != "${like[*]}" ]] || { mv "$new.ready" "$part"; return; }
  "$new_bin/initdb" --pgdata="$part" "${like[@]}" --no-sync "$@" >"$run/initdb.log" 2>&1 || fail "initdb:" "$(tail -n 5 "$run/initdb.log")"
}

prepare() {
  superuser=$PGUSER
  stage initdb make_new
  likeness | paste -sd' ' >"$new.ready.like"
  rm -rf "$new.ready"
  mv "$part" "$new.ready"
  rm -rf "$run"
}

pg_upgrade_it() {
  "$new_bin/pg_upgrade" --old-bindir="$old_bin" --new-bindir="$new_bin" --old-datadir="$old" --new-datadir="$part" --username="$superuser" --socketdir=/tmp --jobs="$jobs" --no-sync "--$way" \
    --old-options="-c hba_file=$run/trust.conf -c archive_mode=off -c logging_collector=off -c ssl=off" "$@" >"$run/pg_upgrade.log" 2>&1
}

# What pg_upgrade says on its own output is often not the cause: that is in the files that it names.
reason() {
  grep -vE '(^ *$|ok$|^(Performing|Checking|-----|Your installation|Failure, exiting|Consult the last|the probable cause|Finding the real))' "$run/pg_upgrade.log" | tail -n 12 || true
  find "$part/pg_upgrade_output.d" -name '*.txt' -size -64k -exec tail -n 8 {} + 2>/dev/null || true
  find "$part/pg_upgrade_output.d" -name '*.log' -exec grep -hE 'FATAL|ERROR|PANIC|command failed' {} + 2>/dev/null | sort -u | tail -n 6 || true
}

# Before it says this it has changed nothing.
has_begun() { grep -q '^Performing Upgrade' "$run/pg_upgrade.log"; }

attempt() {
  local only=()
  [[ $mode == run ]] || only=(--check)
  # Once it has begun the old directory shares its files with the new one.
  [[ $mode$way != runlink ]] || { : >"$old.used" && sync -f "$old.used"; }
  pg_upgrade_it "${only[@]}" && return
  has_begun || rm -f "$old.used"
  return 1
}

# Leaves the way at dump where pg_upgrade refuses.
transfer() {
  ! attempt || return 0
  # Only the file system can tell whether it clones.
  if ! has_begun && [[ $way == clone ]] && grep -q 'could not clone' "$run/pg_upgrade.log"; then
    tell "note this file system clones no files: they were copied"
    way=copy
    ! attempt || return 0
  fi
  ! has_begun || fail "pg_upgrade:" "$(reason)" "$(newer_than_target)"
  [[ $may_dump == yes ]] || fail "pg_upgrade cannot do it:" "$(reason)"
  tell "note dumped and restored, because pg_upgrade cannot do it: $(reason | tr -s ' \t\n' ' ')"
  way=dump
  rm -rf "$part"
}

# Minor releases of all majors come together, and an old major may have one that the new one's image has not.
newer_than_target() {
  ! grep -rqsE 'unrecognized (configuration )?parameter' "$part/pg_upgrade_output.d" || echo "$("$old_bin/postgres" --version) knows what $("$new_bin/postgres" --version) does not: take a newer image of Postgres $PG_MAJOR"
}

# Settings of the old file that the new version knows and has not got already.
carry() {
  local line kept=() active='s/^[[:space:]]*//; s/[[:space:]]*#[^'\'']*$//; s/[[:space:]]*$//; /^$/d; /^#/d; /^(include|data_directory|hba_file|ident_file|external_pid_file)/Id'
  while IFS= read -r line; do
    printf '%s\n' "$line" >"$run/one.conf"
    if "$new_bin/postgres" -D "$part" -c config_file="$run/one.conf" -C max_connections >/dev/null 2>&1; then kept+=("$line"); else tell "note not carried over, because Postgres $PG_MAJOR refuses it: $line"; fi
  done < <(comm -13 <(sed -E "$active" "$part/$1" | sort -u) <(sed -E "$active" "$old/$1" | sort -u))
  ((${#kept[@]} == 0)) || printf '%s\n' '' "# Carried over from Postgres $(<"$old/PG_VERSION")." "${kept[@]}" >>"$part/$1"
}

carry_settings() {
  cp "$old/pg_hba.conf" "$old/pg_ident.conf" "$part/"
  carry postgresql.conf
  carry postgresql.auto.conf
}

start() {
  local bin=$1 data=$2 socket=$3
  shift 3
  mkdir -p "$socket"
  "$bin/pg_ctl" -D "$data" -w -t 600 -s -l "$run/server.log" -o "-c listen_addresses= -c unix_socket_directories=$socket -c archive_mode=off -c autovacuum=off -c logging_collector=off -c log_destination=stderr -c ssl=off $*" start \
    || fail "the cluster does not start:" "$(tail -n 6 "$run/server.log")"
}

start_new() {
  # The rules that were carried over are read too, behind one that lets this program in: a wrong line stops the start here.
  cat "$run/trust.conf" "$part/pg_hba.conf" >"$run/new.conf"
  start "$new_bin" "$part" "$new_socket" "-c hba_file=$run/new.conf -c fsync=off -c full_page_writes=off -c maintenance_work_mem=256MB -c max_wal_size=4GB"
}

on() { PGOPTIONS='-c client_min_messages=error' psql --host="$1" --dbname="$2" --no-psqlrc --quiet --tuples-only --no-align --set=ON_ERROR_STOP=1 "${@:3}"; }

databases() { on "$1" template1 --command='select datname from pg_database where datallowconn order by 1'; }

# Text that is ordered by another version of a library: its indexes are made anew, then the versions are written down.
reorder() {
  on "$new_socket" "$1" --set=moved="$2" >/dev/null <<'SQL'
select format('reindex index %I.%I', n.nspname, c.relname) from pg_index i join pg_class c on c.oid = i.indexrelid join pg_namespace n on n.oid = c.relnamespace
 where c.relkind = 'i' and exists (
  select from unnest(i.indcollation::oid[]) as used(o) join pg_collation k on k.oid = used.o join pg_database d on d.datname = current_database(),
    lateral (select case k.collprovider when 'd' then d.datlocprovider else k.collprovider end, case k.collprovider when 'd' then d.datcollate else k.collcollate end) as e(provider, locale)
   where e.provider::text = any (string_to_array(:'moved', ',')) and not (e.provider = 'c' and e.locale ~ '^(C|POSIX)(\.|$)')) \gexec
select format('alter collation %I.%I refresh version', n.nspname, k.collname) from pg_collation k join pg_namespace n on n.oid = k.collnamespace
 where k.collversion <> pg_collation_actual_version(k.oid) \gexec
select format('alter database %I refresh collation version', datname) from pg_database where datname = current_database() and datcollversion <> pg_database_collation_actual_version(oid) \gexec
SQL
}

reorder_all() {
  local new_versions moved database pids=() pid
  # A restore builds every index itself.
  [[ $way != dump ]] || return 0
  new_versions=$(on "$new_socket" template1 --command="$versions")
  moved=$(comm -23 <(tr , '\n' <<<"$old_versions" | sort) <(tr , '\n' <<<"$new_versions" | sort) | cut -d: -f1 | sort -u | paste -sd,)
  [[ -n $moved ]] || return 0
  tell "note text is ordered by another version of the library ($old_versions, now $new_versions): indexes over text were made anew"
  while IFS= read -r database; do reorder "$database" "$moved" & pids+=($!); done < <(databases "$new_socket")
  for pid in "${pids[@]}"; do wait "$pid" || fail "indexes cannot be made anew; rows that were different before may be the same now (see above)"; done
}

# From 18 on pg_upgrade keeps most of them.
statistics() { "$new_bin/vacuumdb" --host="$new_socket" --all --analyze-only --jobs="$jobs" --quiet $([[ $way == dump ]] || ((PG_MAJOR < 18)) || echo --missing-stats-only); }

update_extensions() {
  [[ -f update_extensions.sql ]] || return 0
  on "$new_socket" template1 --file=update_extensions.sql >/dev/null
  tell "note extensions were updated"
}

count_relations() {
  local database sum=0
  while IFS= read -r database; do sum=$((sum + $(on "$new_socket" "$database" --command='select count(*) from pg_class'))); done < <(databases "$new_socket")
  tell "relations $sum"
}

# The slow way that needs nothing of the old files: everything is read and written anew.
dump() {
  way=dump
  start "$old_bin" "$old" "$old_socket" "-c hba_file=$run/trust.conf"
  local locale database restore
  mapfile -t locale < <(on "$old_socket" template1 --command="select unnest(array['--encoding=' || pg_encoding_to_char(encoding), '--lc-collate=' || datcollate, '--lc-ctype=' || datctype, '--locale-provider=' || case datlocprovider when 'c' then 'libc' when 'i' then 'icu' else 'builtin' end, case datlocprovider when 'i' then '--icu-locale=' when 'b' then '--builtin-locale=' end || coalesce(to_jsonb(d) ->> 'datlocale', to_jsonb(d) ->> 'daticulocale')]) from pg_database d where datname = 'template0'" | grep .)
  stage initdb make_new "${locale[@]}"
  start_new
  "$new_bin/pg_dumpall" --host="$old_socket" --globals-only | grep -vxF "CREATE ROLE $(on "$old_socket" template1 --command='select quote_ident(current_user)');" >"$run/globals.sql"
  on "$new_socket" template1 --file="$run/globals.sql" >/dev/null
  while IFS= read -r database; do
    restore=(--create --dbname=template1)
    case $database in template1 | postgres) restore=(--dbname="$database") ;; esac
    "$new_bin/pg_dump" --host="$old_socket" --format=directory --jobs="$jobs" --compress=zstd:1 --file="$run/dump" "$database"
    "$new_bin/pg_restore" --host="$new_socket" --exit-on-error --jobs="$jobs" "${restore[@]}" "$run/dump"
    rm -rf "$run/dump"
  done < <(databases "$old_socket")
  "$new_bin/pg_ctl" -D "$part" -w -s -m fast stop
  "$old_bin/pg_ctl" -D "$old" -w -s -m fast stop
}

main() {
  rm -rf "$part" "$run"
  mkdir -p "$run"
  cd "$run"
  [[ $mode != prepare ]] || { prepare; return; }
  stage look look_at_old
  [[ $mode == check ]] || drop_counters
  [[ $way == dump ]] || { stage initdb make_new; stage pg_upgrade transfer; }
  tell "way $way"
  if [[ $mode == check ]]; then
    rm -rf "$part" "$run"
    return
  fi
  [[ $way != dump ]] || stage dump dump
  [[ $way == dump || $checksums != 0 ]] || tell "note data checksums are off, as they were: pg_checksums --enable on the stopped cluster switches them on"
  stage settings carry_settings
  stage start start_new
  stage collations reorder_all
  update_extensions
  stage statistics statistics
  count_relations
  stage stop "$new_bin/pg_ctl" -D "$part" -w -s -m fast stop
  stage flush sync -f "$part"
  rm -rf "$new.ready" "$new.ready.like"
  mv "$part" "$new"
  sync -f "$new"
}

main
