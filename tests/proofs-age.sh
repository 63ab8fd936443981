#!/usr/bin/env bash
# The long proofs do not run with every test; their kept result must not be older than what they prove.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
readonly MAX_DAYS=120
made=$(sed -n 's/^Made on \([0-9-]*\).*/\1/p' docs/proofs.md | head -n 1)
[ -n "$made" ] || { echo "docs/proofs.md does not say when it was made; run make prove" >&2; exit 1; }
days=$(( ($(date -u +%s) - $(date -u -d "$made" +%s)) / 86400 ))
if [ "$days" -gt "$MAX_DAYS" ]; then
  echo "docs/proofs.md is $days days old, more than $MAX_DAYS; run make prove" >&2
  exit 1
fi
if grep -q 'FAILED' docs/proofs.md; then
  echo "docs/proofs.md holds a proof that failed" >&2
  exit 1
fi
echo "the long proofs are $days days old and passed"
