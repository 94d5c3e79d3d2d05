#!/bin/sh
# Starts the build: finds the .NET SDK of global.json, builds the program in build/ if it changed, and becomes it.
set -eu

case $0 in */*) root=${0%/*} ;; *) root=. ;; esac
root=$(CDPATH='' cd -- "$root" && pwd)
temp=$root/.nuke/temp
installer=https://dot.net/v1/dotnet-install.sh
export NUKE_ROOT="$root"

# The program's name is a checksum over where it stands and the path, size and time of all that it is made of.
sources() { find "$root/build" "$root/global.json" "$root"/Directory.*.props -type f ! -name '.*' ! -name '*~' "$@"; }
program() {
  { sources -printf '%p %s %T@\n' || sources -exec stat -c '%n %s %y' {} + || sources -exec stat -f '%N %z %Fm' {} +; } 2>/dev/null |
    LC_ALL=C sort | cksum | { read -r sum size && printf '%s\n' "$temp/run/$sum-$size"; }
}

say() { printf '%s\n' "$*" >&2; }
fail() {
  code=$1 && shift
  printf '%s\n' "$@" >&2
  exit "$code"
}

is_ready() { [ -x "$program/_build" ] && read -r DOTNET_ROOT <"$program/dotnet-root" && [ -x "$DOTNET_ROOT/dotnet" ]; }

# Sets dotnet to the first one that has the SDK of global.json; downloads one where there is none.
find_sdk() {
  for dotnet in dotnet "${DOTNET_ROOT:-}/dotnet" "${HOME:-}/.dotnet/dotnet" "$temp/dotnet/dotnet"; do
    dotnet=$(command -v "$dotnet") && "$dotnet" --version >/dev/null 2>&1 && return
  done
  say "The .NET SDK of global.json is not here: downloading it to .nuke/temp/dotnet (about 250 MB, once) ..."
  dotnet=$temp/dotnet/dotnet
  if { curl -fsSL "$installer" || wget -qO- "$installer"; } >"$temp/dotnet-install.sh" 2>/dev/null &&
    bash "$temp/dotnet-install.sh" --jsonfile global.json --install-dir "$temp/dotnet" --no-path >"$temp/dotnet-install.log" 2>&1; then return; fi
  fail 3 "It cannot be downloaded; is there a network? Nothing was changed." \
    "Install the SDK from https://dotnet.microsoft.com/download, or set DOTNET_ROOT to where it is, and try again."
}

# One builder at a time; who waited finds the program ready.
lock() {
  if command -v flock >/dev/null; then
    exec 9>"$temp/run/lock"
    flock 9
  else
    until mkdir "$temp/run/lock.d" 2>/dev/null; do
      kill -0 "$(cat "$temp/run/lock.d/pid" 2>/dev/null || echo $$)" 2>/dev/null || rm -rf "$temp/run/lock.d"
      sleep 1
    done
    echo $$ >"$temp/run/lock.d/pid"
    trap 'rm -rf "$temp/run/lock.d"' EXIT
  fi
}

build() {
  new=$temp/run/new
  # What a killed build left may be half written.
  [ ! -e "$new" ] || rm -rf "$new" "$temp/obj/_build" "$temp/obj/DataSpec.Engine" "$temp/obj/DataSpec.Operations"
  mkdir "$new"
  find_sdk
  say "Building the program in build/ (the first time about half a minute) ..."
  # Machine code makes each start shorter; where its compiler cannot be downloaded the program is the same without.
  publish -p:Precompile=true >"$temp/run/precompile.log" 2>&1 || publish >&2 ||
    { status=$? && rm -rf "$new" && fail 1 "The program in build/ did not compile (exit code $status); the one before is untouched."; }

  readlink -f "$dotnet" | sed 's|/dotnet$||' >"$new/dotnet-root"
  rm -rf "$program"
  mv "$new" "$program"
  # A run that is still going may need what it has not loaded yet.
  find "$temp/run" -mindepth 1 -maxdepth 1 -type d -mmin +120 ! -path "$program" -exec rm -rf {} +
}

publish() {
  DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1 DOTNET_GENERATE_ASPNET_CERTIFICATE=false DOTNET_TieredPGO=0 \
    "$dotnet" publish build/_build.csproj -c Release -o "$new" -nologo -v quiet '-clp:ErrorsOnly;NoSummary' -nodeReuse:false \
    -p:UseSharedCompilation=false -p:RunAnalyzers=false -p:EnforceCodeStyleInBuild=false -p:GenerateDocumentationFile=false -p:DebugType=embedded \
    "$@" 9>&- &
  trap 'kill "$!" 2>/dev/null; wait; exit 143' TERM
  trap 'kill "$!" 2>/dev/null; wait; exit 130' INT
  wait "$!" || return
  trap - INT TERM
}

program=$(program)
if ! is_ready; then
  # A shell that completes a word waits for no build.
  [ "${1-}" != :complete ] || exit 0
  mkdir -p "$temp/run" || fail 1 "Cannot write to $temp."
  lock
  is_ready || (cd -- "$root" && build)
  is_ready
  exec 9>&-
fi
export DOTNET_ROOT
exec "$program/_build" "$@"
