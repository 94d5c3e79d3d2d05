#!/usr/bin/env bash
# Start of the web server of the package-built Superset image: the variables of apache/superset's script of this name, written anew.
set -euo pipefail

options=(
  --bind "${SUPERSET_BIND_ADDRESS:-0.0.0.0}:${SUPERSET_PORT:-8088}"
  --access-logfile "${ACCESS_LOG_FILE:--}"
  --error-logfile "${ERROR_LOG_FILE:--}"
  --log-level "${GUNICORN_LOGLEVEL:-info}"
  --workers "${SERVER_WORKER_AMOUNT:-1}"
  --worker-class "${SERVER_WORKER_CLASS:-gthread}"
  --threads "${SERVER_THREADS_AMOUNT:-20}"
  --timeout "${GUNICORN_TIMEOUT:-60}"
  --keep-alive "${GUNICORN_KEEPALIVE:-2}"
  --max-requests "${WORKER_MAX_REQUESTS:-0}"
  --max-requests-jitter "${WORKER_MAX_REQUESTS_JITTER:-0}"
  --limit-request-line "${SERVER_LIMIT_REQUEST_LINE:-0}"
  --limit-request-field_size "${SERVER_LIMIT_REQUEST_FIELD_SIZE:-0}"
)
# Unlike upstream's, this one sends numbers nowhere unless it is told where.
[[ -z ${SERVER_STATSD_HOST-} ]] ||
  options+=(--statsd-host "$SERVER_STATSD_HOST:${SERVER_STATSD_PORT:-8125}" --statsd-prefix "${SERVER_STATSD_PREFIX:-superset}")

# The server itself is what gets the stop signal: no shell stays in front of it.
exec gunicorn "${options[@]}" "$FLASK_APP"
