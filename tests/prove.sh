#!/usr/bin/env bash
# Runs every test named prove_* in release and keeps what they print in docs/proofs.md.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
log=$(mktemp)
trap 'rm -f "$log"' EXIT
started=$SECONDS
cargo test --release --workspace -- --ignored prove_ --nocapture --test-threads=1 2>&1 | tee "$log"
status=${PIPESTATUS[0]}
{
  echo "# The long proofs"
  echo
  echo "Made on $(date -u +%Y-%m-%d) by \`make prove\` in $(((SECONDS - started) / 60)) minutes, from the tree at $(git rev-parse --short HEAD 2>/dev/null || echo unknown)."
  echo "Each line is printed by the proof itself; what it must hold is asserted in its test."
  echo
  echo '```'
  grep -E '^(prove: |test .*prove_.*(ok|FAILED))' "$log" | sed -E 's/^test (.*) \.\.\. (ok|FAILED).*/\2  \1/'
  echo '```'
} >docs/proofs.md
exit "$status"
