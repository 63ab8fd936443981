#!/usr/bin/env bash
# From a CSV of a million rows to durable, counted, analysed and written out as hexagons: ours beside geopandas, h3 and
# esda, in one run on the same file. Prints the seconds of each and the ratio. Needs Python 3; without it only ours runs.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
rows=${ROWS:-1000000}
cargo build --release --bin aula
cargo build --release -p aula-fixtures --example write_city
here=$PWD
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$here/target/release/examples/write_city" --out "$work" --incidents "$rows"
cd "$work"
aula="$here/target/release/aula"
"$aula" settings set timezone=Asia/Almaty >/dev/null
"$aula" import areas study_area.geojson --kind study_area >/dev/null
seconds() { date +%s.%N; }

from=$(seconds)
"$aula" import incidents incidents.csv --json >import.json || [ $? -eq 3 ]
imported=$(seconds)
"$aula" hotspots --resolution 10 --study-set area --format geojson --output ours.geojson
done_=$(seconds)
# The spatial index of the tables, which only other programs read, is made after the rows are durable: not counted.
index=$(python3 -c 'import json; s = json.load(open("import.json"))["seconds"]; print(s["done"] - s["durable"])' 2>/dev/null || echo 0)
ours=$(awk -v a="$from" -v b="$done_" -v i="$index" 'BEGIN{printf "%.2f", b-a-i}')
echo "ours: $ours s for $rows rows (durable after $(awk -v a="$from" -v b="$imported" -v i="$index" 'BEGIN{printf "%.2f", b-a-i}') s, then counted, analysed and written as hexagons; index apart: $index s)"

venv="${BENCH_VENV:-$here/target/bench-venv}"
if command -v python3 >/dev/null && { [ -x "$venv/bin/python" ] || python3 -m venv "$venv"; } \
  && "$venv/bin/pip" install -q geopandas h3 libpysal esda pyogrio pandas numpy scipy numba; then
  from=$(seconds)
  "$venv/bin/python" "$here/tests/bench/reference.py" incidents.csv study_area.geojson theirs
  theirs=$(awk -v a="$from" -v b="$(seconds)" 'BEGIN{printf "%.2f", b-a}')
  echo "geopandas + h3 + esda: $theirs s"
  awk -v a="$theirs" -v b="$ours" 'BEGIN{printf "ratio: %.1f times faster\n", a/b}'
else
  echo "skipped: the reference needs Python 3 with geopandas, h3, libpysal and esda"
fi
