#!/bin/sh
# Starts the web server by the image's own script, with one worker for every two processors (at most 4) unless
# SERVER_WORKER_AMOUNT says how many: each takes about 0.3 GB, and its threads wait for queries side by side.
set -eu
if [ -z "${SERVER_WORKER_AMOUNT:-}" ]; then
  workers=$(($(nproc) / 2))
  [ "$workers" -ge 1 ] || workers=1
  [ "$workers" -le 4 ] || workers=4
  export SERVER_WORKER_AMOUNT=$workers
fi
exec /app/docker/entrypoints/run-server.sh
