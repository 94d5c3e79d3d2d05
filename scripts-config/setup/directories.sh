#!/bin/sh
# Creates the folders of data/ with the owners their services need. Idempotent; only the folders themselves are touched,
# never what is in them: a recursive chown on each start is slow and would break the 0700 files of Postgres.
set -eu
data=$1

# folder <path> <owner:group> <mode>
folder() {
  path=$data/$1
  if [ -L "$path" ]; then
    path=$(readlink -f "$path") || { echo "data/$1 is a link to nowhere" >&2; exit 1; }
  fi
  mkdir -p "$path"
  [ "$(stat -c %u:%g "$path")" = "$2" ] || chown "$2" "$path"
  [ "$(stat -c %a "$path")" = "$3" ] || chmod "$3" "$path"
}

airflow=${AIRFLOW_UID:-50000}:0
folder postgres             999:999      755
folder airflow              "$airflow"   755
folder airflow/logs         "$airflow"   2775
folder airflow/dlt          "$airflow"   2775
folder airflow/taxi-source  "$airflow"   2775
folder superset             1000:1000    755
folder pgadmin              5050:5050    700
folder logging              0:0          755
folder logging/loki         10001:10001  755
folder logging/promtail     0:0          755
folder logging/grafana      472:0        775
