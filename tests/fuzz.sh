#!/usr/bin/env bash
# Runs each fuzz target for SECONDS_EACH (default 20; SECONDS= is taken too) where cargo-fuzz and a nightly toolchain are
# at hand; elsewhere says that it was skipped. The same bodies run on a seeded corpus in every ordinary test run.
set -uo pipefail
# bash counts its own seconds in SECONDS, from what it was given.
each=${SECONDS_EACH:-$SECONDS}
[ "$each" -gt 0 ] 2>/dev/null || each=20
cd "$(dirname "${BASH_SOURCE[0]}")/.."
if ! cargo fuzz --version >/dev/null 2>&1; then
  echo "skipped: cargo-fuzz is not installed (cargo install cargo-fuzz)"
  exit 0
fi
if ! rustup run nightly rustc --version >/dev/null 2>&1; then
  echo "skipped: fuzzing needs a nightly toolchain (rustup toolchain install nightly)"
  exit 0
fi
failed=0
for target in $(cargo +nightly fuzz list); do
  echo "== fuzz $target for $each s"
  if cargo +nightly fuzz run "$target" -- -max_total_time="$each" -timeout=20 -rss_limit_mb=4096 -print_final_stats=1; then
    echo "fuzz: $target ok"
  else
    echo "fuzz: $target FAILED; the input lies in fuzz/artifacts/$target"
    failed=$((failed + 1))
  fi
done
echo "fuzz targets failed: $failed"
[ "$failed" = 0 ]
