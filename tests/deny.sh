#!/usr/bin/env bash
# Licences, bans and sources of dependencies; advisories where their database can be reached.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
if ! command -v cargo-deny >/dev/null; then
  echo "cargo-deny is not installed; install it with: cargo install --locked cargo-deny" >&2
  exit 1
fi
cargo deny --all-features check licenses bans sources
cargo deny --all-features check advisories || {
  status=$?
  if cargo deny fetch db >/dev/null 2>&1; then exit "$status"; fi
  echo "skipped: the advisory database cannot be reached from here"
}
