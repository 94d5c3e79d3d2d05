#!/usr/bin/env bash
# Start of the package-built Postgres image. Keeps the contract of the official image (docs/images.md), written anew against its documentation.
set -Eeuo pipefail

init_dir=/docker-entrypoint-initdb.d

fail() {
  printf 'Error: %s\n' "$@" >&2
  exit 1
}

# NAME or NAME_FILE, never both; the default when neither is set. The result is in the variable NAME.
setting() {
  local name=$1 file=$1_FILE default=${2-}
  [[ -z ${!name-} || -z ${!file-} ]] || fail "both $name and $file are set (but are exclusive)"
  local value=${!name-}
  [[ -z ${!file-} ]] || value=$(<"${!file}")
  export "$name=${value:-$default}"
  unset "$file"
}

read_settings() {
  setting POSTGRES_PASSWORD
  setting POSTGRES_USER postgres
  setting POSTGRES_DB "$POSTGRES_USER"
  setting POSTGRES_INITDB_ARGS
  : "${POSTGRES_HOST_AUTH_METHOD:=}"
}

has_cluster() { [[ -s $PGDATA/PG_VERSION ]]; }

# Only root can give directories away; any other user has to own them already.
make_directories() {
  mkdir -p "$PGDATA" && chmod 0700 "$PGDATA" || true
  mkdir -p /run/postgresql && chmod 03775 /run/postgresql || true
  [[ -z ${POSTGRES_INITDB_WALDIR-} ]] || { mkdir -p "$POSTGRES_INITDB_WALDIR" && chmod 0700 "$POSTGRES_INITDB_WALDIR"; }
  ((EUID == 0)) || return 0
  find "$PGDATA" ${POSTGRES_INITDB_WALDIR:+"$POSTGRES_INITDB_WALDIR"} /run/postgresql -maxdepth 0 ! -user postgres -exec chown postgres:postgres {} +
  find "$PGDATA" ${POSTGRES_INITDB_WALDIR:+"$POSTGRES_INITDB_WALDIR"} -mindepth 1 ! -user postgres -exec chown postgres:postgres {} +
}

# From 18 on the volume is the parent of the versions: data of an older layout must never be shadowed by a new, empty cluster.
refuse_old_layout() {
  ((PG_MAJOR >= 18)) && [[ $PGDATA == "/var/lib/postgresql/$PG_MAJOR/docker" ]] || return 0
  local found=() place
  for place in /var/lib/postgresql /var/lib/postgresql/data /var/lib/postgresql/*/docker; do
    [[ ! -s $place/PG_VERSION ]] || found+=("$place (PostgreSQL $(<"$place/PG_VERSION"))")
  done
  if ((${#found[@]} == 0)) && mountpoint -q /var/lib/postgresql/data; then
    found+=("/var/lib/postgresql/data (unused mount/volume)")
  fi
  ((${#found[@]} == 0)) || fail "in 18+, these images keep the data in a directory of its version, $PGDATA." \
    "there is PostgreSQL data, or a mount, in another place:" "${found[@]/#/  }" \
    "mount the volume at /var/lib/postgresql, and upgrade the old data instead of mounting it."
}

require_password() {
  [[ -n $POSTGRES_PASSWORD || $POSTGRES_HOST_AUTH_METHOD == trust ]] || fail \
    "Database is uninitialized and superuser password is not specified." \
    "set POSTGRES_PASSWORD to a non-empty value (POSTGRES_HOST_AUTH_METHOD=trust allows every connection without one; not recommended)."
  [[ $POSTGRES_HOST_AUTH_METHOD != trust ]] || echo 'Warning: POSTGRES_HOST_AUTH_METHOD is "trust": anyone who reaches the port has full access without a password.' >&2
}

# initdb looks its own user up: a bare uid (docker run --user 1234) gets a name from nss_wrapper while it runs.
name_this_user() {
  ! getent passwd "$EUID" >/dev/null || return 0
  local library
  library=$(find /usr/lib -name libnss_wrapper.so -print -quit)
  [[ -n $library ]] || return 0
  NSS_WRAPPER_PASSWD=$(mktemp) NSS_WRAPPER_GROUP=$(mktemp)
  export LD_PRELOAD=$library NSS_WRAPPER_PASSWD NSS_WRAPPER_GROUP
  echo "postgres:x:$EUID:$(id -g):PostgreSQL:$PGDATA:/bin/false" >"$NSS_WRAPPER_PASSWD"
  echo "postgres:x:$(id -g):" >"$NSS_WRAPPER_GROUP"
}

forget_this_user() {
  [[ -n ${NSS_WRAPPER_PASSWD-} ]] || return 0
  rm -f "$NSS_WRAPPER_PASSWD" "$NSS_WRAPPER_GROUP"
  unset LD_PRELOAD NSS_WRAPPER_PASSWD NSS_WRAPPER_GROUP
}

make_cluster() {
  name_this_user
  # POSTGRES_INITDB_ARGS is a line of shell words by contract.
  eval 'initdb --username="$POSTGRES_USER" --pwfile=<(printf "%s\n" "$POSTGRES_PASSWORD")' \
    "${POSTGRES_INITDB_WALDIR:+--waldir \"\$POSTGRES_INITDB_WALDIR\"}" "$POSTGRES_INITDB_ARGS"
  forget_this_user
  local method=${POSTGRES_HOST_AUTH_METHOD:-$(postgres -C password_encryption "${@:2}")}
  printf '\nhost all all all %s\n' "$method" >>"$PGDATA/pg_hba.conf"
}

# On the socket only: nobody outside takes the server for ready while it is being filled.
start_for_init() {
  NOTIFY_SOCKET='' PGUSER=$POSTGRES_USER pg_ctl -D "$PGDATA" -w start \
    -o "$(printf '%q ' "${@:2}" -c listen_addresses= -p "${PGPORT:-5432}")"
}

# Named as in the official image, because init scripts that are sourced call it.
docker_process_sql() {
  PGHOST='' PGHOSTADDR='' PGPASSWORD=$POSTGRES_PASSWORD \
    psql -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" --no-password --no-psqlrc "${db_option[@]}" "$@"
}

make_database() {
  db_option=(--dbname postgres)
  if [[ -z $(docker_process_sql -tA --set db="$POSTGRES_DB" <<<"SELECT 1 FROM pg_database WHERE datname = :'db';") ]]; then
    docker_process_sql --set db="$POSTGRES_DB" <<<'CREATE DATABASE :"db";'
  fi
  db_option=(--dbname "$POSTGRES_DB")
}

run_init_files() {
  local file
  for file in "$init_dir"/*; do
    case $file in
      *.sh)
        if [[ -x $file ]]; then
          echo "$0: running $file"
          "$file"
        else
          echo "$0: sourcing $file"
          . "$file"
        fi
        ;;
      *.sql) echo "$0: running $file"; docker_process_sql -f "$file" ;;
      *.sql.gz) echo "$0: running $file"; gunzip -c "$file" | docker_process_sql ;;
      *.sql.xz) echo "$0: running $file"; xz -dc "$file" | docker_process_sql ;;
      *.sql.zst) echo "$0: running $file"; zstd -dc "$file" | docker_process_sql ;;
      "$init_dir/*") ;;
      *) echo "$0: ignoring $file" ;;
    esac
  done
}

initialise() {
  refuse_old_layout
  require_password
  ls "$init_dir/" >/dev/null # an unreadable directory ends the start before there is a cluster
  make_cluster "$@"
  start_for_init "$@"
  make_database
  run_init_files
  PGUSER=$POSTGRES_USER pg_ctl -D "$PGDATA" -m fast -w stop
  echo 'PostgreSQL init process complete; ready for start up.'
}

asks_for_help() {
  local argument
  for argument; do
    case $argument in -'?' | --help | --describe-config | -V | --version) return 0 ;; esac
  done
  return 1
}

main() {
  [[ ${1-} != -* ]] || set -- postgres "$@"
  if [[ ${1-} == postgres ]] && ! asks_for_help "$@"; then
    make_directories
    ((EUID != 0)) || exec gosu postgres "$BASH_SOURCE" "$@"
    read_settings
    if has_cluster; then
      echo 'PostgreSQL Database directory appears to contain a database; Skipping initialization'
    else
      initialise "$@"
    fi
  fi
  exec "$@"
}

main "$@"
