#!/usr/bin/env bash
# Every test layer, in the order in which a failure is cheapest to find. Ends with one line of counts.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
started=$SECONDS
passed=0 failed=0
layer() { # name, command …
  local name=$1 from=$SECONDS
  shift
  echo "== $name"
  if "$@"; then
    passed=$((passed + 1))
    echo "== $name passed in $((SECONDS - from)) s"
  else
    failed=$((failed + 1))
    echo "== $name FAILED after $((SECONDS - from)) s"
  fi
}
layer "front end: types" npm --prefix web-map run typecheck
layer "front end: unit tests" npm --prefix web-map test
layer "formatting" cargo fmt --all --check
layer "rust: unit, golden, property, contract and end-to-end tests" cargo test --workspace
layer "lints" cargo clippy --workspace --all-targets -- -D warnings
layer "browser" tests/browser/run.sh target/debug/aula
layer "age of the long proofs" tests/proofs-age.sh
echo "Layers: all of them took $((SECONDS - started)) s"
echo "layers: $passed passed, $failed failed"
[ "$failed" = 0 ]
