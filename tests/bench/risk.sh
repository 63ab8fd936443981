#!/usr/bin/env bash
# The risk terrain on 30,000 × 40 beside glum (elastic net) and statsmodels (forward selection by BIC), in one run on one
# machine: milliseconds of each, and the ratio. Needs Python 3; without it only ours runs.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
load=$(awk '{print $1}' /proc/loadavg 2>/dev/null || echo 0)
awk -v l="$load" -v c="$(nproc 2>/dev/null || echo 1)" 'BEGIN{if (l > c + 1) print "warning: load " l " on " c " cores: times are not to be trusted, the ratio is a hint"}'
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cargo run --release -q -p aula-statistics --example bench_risk -- "$work/city.csv" | tee "$work/ours"

venv="${BENCH_VENV:-$PWD/target/bench-venv}"
if ! { command -v python3 >/dev/null && { [ -x "$venv/bin/python" ] || python3 -m venv "$venv"; } \
  && "$venv/bin/pip" install -q glum statsmodels numpy; }; then
  echo "skipped: the reference needs Python 3 with glum and statsmodels"
  exit 0
fi
"$venv/bin/python" tests/bench/reference_risk.py "$work/city.csv" | tee "$work/theirs"
awk '
  FNR == NR { ours[$1] = $2 }
  FNR != NR { theirs += $2 }
  END {
    same = ours["elastic_net_30_penalties_5_folds"] + ours["forward_bic_poisson"]
    whole = ours["whole_procedure_both_ways"]
    printf "ratio: elastic net and forward BIC: ours %.0f ms, glum and statsmodels %.0f ms: %.1f times faster\n", same, theirs, theirs / same
    printf "ratio: the whole procedure: ours %.0f ms, glum and statsmodels %.0f ms: %.1f times faster\n", whole, theirs, theirs / whole
  }' "$work/ours" "$work/theirs"
