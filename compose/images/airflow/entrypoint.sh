#!/usr/bin/env bash
# Start of the package-built Airflow image. Keeps what the stack uses of apache/airflow's contract (docs/images.md), written anew.
set -euo pipefail
umask 0002

if (($(id -g) != 0)); then
  echo "Error: this image runs as any user but needs group 0; it was started as $(id -u):$(id -g). Use --user $(id -u):0." >&2
  exit 1
fi

# A bare uid (--user 1234:0) gets a name, which Python's getpass and ssh ask for.
if ! whoami >/dev/null 2>&1 && [[ -w /etc/passwd ]]; then
  echo "default:x:$(id -u):0:default user:$HOME:/bin/bash" >>/etc/passwd
fi

# One connection and SELECT 1, as `airflow db check` does, without the seconds that Airflow itself needs to start.
database_answers() {
  python - <<'PYTHON'
import os
from sqlalchemy import create_engine, text

with create_engine(os.environ["AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"]).connect() as connection:
    connection.execute(text("SELECT 1"))
PYTHON
}

# CONNECTION_CHECK_MAX_COUNT tries (default 20, 0 does not ask), CONNECTION_CHECK_SLEEP_TIME seconds apart (default 3).
wait_for_database() {
  local tries=${CONNECTION_CHECK_MAX_COUNT:-20} try output
  [[ -n ${AIRFLOW__DATABASE__SQL_ALCHEMY_CONN-} ]] && ((tries > 0)) || return 0
  for ((try = 1; try <= tries; try++)); do
    ! output=$(database_answers 2>&1) || return 0
    ((try == tries)) || sleep "${CONNECTION_CHECK_SLEEP_TIME:-3}"
  done
  printf 'Error: the metadata database did not answer %s times. The last answer:\n%s\n' "$tries" "$(tail -n 5 <<<"$output")" >&2
  return 1
}

wait_for_database
case ${1-} in
  bash | sh | python) exec "$@" ;;
  airflow) shift ;;
esac
exec airflow "$@"
