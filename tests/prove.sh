#!/usr/bin/env bash
# Runs every test named prove_* in release and keeps what they print in docs/proofs.md.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
log=$(mktemp)
trap 'rm -f "$log"' EXIT
started=$SECONDS
cargo test --release --workspace --no-fail-fast -- --ignored prove_ --nocapture --test-threads=1 2>&1 | tee "$log"
status=${PIPESTATUS[0]}
# With --nocapture the first line of a test stands behind its name: it gets a line of its own.
lines() { sed -E 's/^test (.*prove_[a-z0-9_]+) \.\.\. ?/test \1\n/' "$log"; }
{
  echo "# The long proofs"
  echo
  echo "Made on $(date -u +%Y-%m-%d) by \`make prove\` in $(((SECONDS - started) / 60)) minutes, from the tree at $(git rev-parse --short HEAD 2>/dev/null || echo unknown)."
  echo "What a line must hold is asserted in the test that printed it, named above it."
  echo
  if [ "$status" = 0 ]; then
    echo "$(lines | grep -cE '^test .*prove_') proofs ran and all passed."
  else
    echo "Some proofs FAILED: $(lines | grep -E '^    prove_' | sort -u | tr -s ' \n' ' ')"
  fi
  echo
  echo '```'
  lines | grep -E '^(prove: |test .*prove_)'
  echo '```'
} >docs/proofs.md
exit "$status"
