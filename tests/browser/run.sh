#!/usr/bin/env bash
# Starts the given `aula` with the demo city on a free port and runs a script of this folder (default: the tests).
set -euo pipefail
aula=$(realpath "${1:?usage: run.sh AULA [npm script]}")
script=${2:-test}
cd "$(dirname "${BASH_SOURCE[0]}")"
folder=$(mktemp -d)
(cd "$folder" && exec "$aula" serve --demo --listen 127.0.0.1:0 >"$folder/said" 2>"$folder/log") &
server=$!
trap 'kill "$server" 2>/dev/null; wait "$server" 2>/dev/null; rm -rf "$folder"' EXIT
for _ in $(seq 300); do
  grep -q http:// "$folder/said" 2>/dev/null && break
  kill -0 "$server" 2>/dev/null || { cat "$folder/log" >&2; exit 1; }
  sleep 0.1
done
BASE_URL=$(grep -om1 'http://[^ ]*' "$folder/said")
export BASE_URL
npm run --silent "$script"
