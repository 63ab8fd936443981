#!/usr/bin/env bash
# Drives every operation of the OGC API with schemathesis for SECONDS_OGC (default 600): no 500, no undocumented status,
# answers true to their schemas. Skipped, and said so, where schemathesis is not installed (pip install schemathesis; the
# command may be named by SCHEMATHESIS).
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
st=${SCHEMATHESIS:-schemathesis}
limit=${SECONDS_OGC:-600}
if ! command -v "$st" >/dev/null; then
  echo "skipped: schemathesis is not installed (pip install schemathesis)"
  exit 0
fi
folder=$(mktemp -d)
trap 'kill "$server" 2>/dev/null; rm -rf "$folder"' EXIT
cargo build --release --bin aula || exit 1
target/release/aula serve --demo --listen 127.0.0.1:0 >"$folder/said" 2>"$folder/log" &
server=$!
until grep -q http:// "$folder/said"; do sleep 0.2; kill -0 "$server" || exit 1; done
base=$(grep -oE 'http://[^ /]+' "$folder/said")/ogc
curl -sf "$base/api" -H 'Accept: application/vnd.oai.openapi+json;version=3.0' >"$folder/openapi.json" || exit 1
ended=$((SECONDS + limit)) seed=1
while [ $SECONDS -lt $ended ]; do
  timeout $((ended - SECONDS + 60)) "$st" run "$folder/openapi.json" --url "$base" --include-method GET --max-examples 100 \
    --phases examples,coverage,fuzzing --seed "$seed" --request-timeout 30 --workers 1 \
    --checks not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance \
    >"$folder/out" 2>&1
  status=$?
  grep -E 'generated|Test cases' "$folder/out" | tail -1
  # 124: the time was up in the middle of a run, which found nothing until then.
  [ $status = 0 ] || [ $status = 124 ] || { sed -n '/FAILURES/,$p' "$folder/out"; exit 1; }
  seed=$((seed + 1))
done
echo "prove: schemathesis found nothing in $limit s"
