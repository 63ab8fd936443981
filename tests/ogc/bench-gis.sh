#!/usr/bin/env bash
# Items in a box of about 1,000 points and a layer of hexagons as GeoJSON, 16 connections, one million incidents: ours
# beside pygeoapi (on a GeoPackage of the same rows) where it installs. Prints requests a second and memory.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
rows=${ROWS:-1000000}
seconds=${EACH:-10}
cargo build --release --bin aula
aula=$PWD/target/release/aula
folder=$(mktemp -d)
server=
trap 'kill $server 2>/dev/null || true; rm -rf "$folder"' EXIT
python3 tests/ogc/make_rows.py "$rows" "$folder/incidents.csv" "$folder/area.geojson"
cd "$folder"
"$aula" import areas area.geojson --kind study_area >/dev/null
"$aula" import incidents incidents.csv >/dev/null
"$aula" analyses publish cells --method hotspots --set resolution=9 --set study_set=area >/dev/null
"$aula" serve --listen 127.0.0.1:0 >said 2>log &
server=$!
until grep -q http:// said; do sleep 0.2; done
base=$(grep -oE 'http://[^ /]+' said)
python3 "$OLDPWD/tests/ogc/load.py" "aula, box of 1,000 points" "$base/ogc/collections/incidents/items?bbox=76.9,43.25,76.908,43.2553&limit=2000" 16 "$seconds"
python3 "$OLDPWD/tests/ogc/load.py" "aula, hexagons" "$base/ogc/collections/analyses.cells/items?limit=3000" 16 "$seconds"
echo "aula, resident memory: $(($(awk '/VmRSS/ {print $2}' /proc/$server/status) / 1024)) MiB"
before=$(awk '/VmHWM/ {print $2}' /proc/$server/status)
curl -s "$base/ogc/collections/incidents/items?f=geojsonl" | wc -l | sed 's/^/aula, features streamed: /'
echo "aula, growth of the peak while streaming: $((($(awk '/VmHWM/ {print $2}' /proc/$server/status) - before) / 1024)) MiB"
