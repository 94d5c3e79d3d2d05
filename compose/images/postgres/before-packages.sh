#!/bin/sh
# Runs in mmdebstrap before the packages come in: the official image's user and group, and no cluster made at installation.
set -eu
root=$1
echo 'postgres:x:999:' >>"$root/etc/group"
echo 'postgres:x:999:999::/var/lib/postgresql:/bin/bash' >>"$root/etc/passwd"
[ ! -e "$root/etc/shadow" ] || echo 'postgres:!:19000::::::' >>"$root/etc/shadow"
mkdir -p "$root/etc/postgresql-common"
echo 'create_main_cluster = false' >"$root/etc/postgresql-common/createcluster.conf"
