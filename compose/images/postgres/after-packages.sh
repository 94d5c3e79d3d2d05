#!/bin/sh
# Runs in mmdebstrap after the packages came in: the locale of the official image, an empty data directory, nothing that only installing needed.
set -eu
root=$1 major=$2
chroot "$root" localedef -i en_US -c -f UTF-8 en_US.UTF-8
rm -rf "$root/usr/share/i18n" "$root/var/lib/postgresql/$major"
rm -rf "$root"/var/cache/* "$root"/var/lib/apt/lists/* "$root"/var/log/*.log "$root"/var/log/apt
sed -ri "s/^#?(listen_addresses) *=.*/\1 = '*'/" "$root/usr/share/postgresql/$major/postgresql.conf.sample"
grep -q "^listen_addresses = '\*'" "$root/usr/share/postgresql/$major/postgresql.conf.sample"
