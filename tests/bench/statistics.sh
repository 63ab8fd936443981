#!/usr/bin/env bash
# The statistics beside esda, libpysal and scikit-learn, in one run on one machine: milliseconds of each, and the ratio.
# Needs Python 3; without it only ours runs. Run it on an idle machine: it says so where the load is above the cores.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
load=$(awk '{print $1}' /proc/loadavg 2>/dev/null || echo 0)
awk -v l="$load" -v c="$(nproc 2>/dev/null || echo 1)" 'BEGIN{if (l > c + 1) print "warning: load " l " on " c " cores: times are not to be trusted"}'
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cargo run --release -q -p aula-statistics --example bench_statistics | tee "$work/ours"

venv="${BENCH_VENV:-$PWD/target/bench-venv}"
if ! { command -v python3 >/dev/null && { [ -x "$venv/bin/python" ] || python3 -m venv "$venv"; } \
  && "$venv/bin/pip" install -q libpysal esda scikit-learn numba numpy scipy; }; then
  echo "skipped: the reference needs Python 3 with libpysal, esda, scikit-learn and numba"
  exit 0
fi
"$venv/bin/python" tests/bench/reference_statistics.py | tee "$work/theirs"
echo
echo "error: fast density, of the peak: ours $(awk '$1 == "density_fast_error_permille" {print $2}' "$work/ours") in a thousand, the filter $(awk '$1 == "density_filter_error_permille" {print $2}' "$work/theirs")"
ratio() { # what, our name, their name, their tool
  awk -v what="$1" -v ours="$2" -v theirs="$3" -v tool="$4" '
    FNR == NR && $1 == ours { o = $2 }
    FNR != NR && $1 == theirs { t = $2 }
    END {
      if (o == "" || t == "") { printf "ratio: %s not measured\n", what; exit 1 }
      printf "ratio: %s: ours %.1f ms, %s %.1f ms: %.1f times faster\n", what, o, tool, t, t / (o > 0 ? o : 0.05)
    }' "$work/ours" "$work/theirs"
}
ratio "Gi* with z, p and q, 50,000 cells" gi_star_z_p_q_50000_cells_one_core gi_star esda
ratio "weights of 50,000 cells" weights_50000_cells weights libpysal
ratio "999 conditional permutations, 50,000 cells" conditional_permutation_50000_cells_999 permutations "esda with numba"
ratio "density of 100,000 at 50,000" density_100000_incidents_50000_places_800_m density "scikit-learn's ball tree"
ratio "fast density of 100,000 at 50,000" density_fast_100000_incidents_50000_places_800_m density_filter "binning and a separable filter"
ratio "Knox, 20,000 incidents, 999 permutations" knox_20000_incidents_999 knox "scipy and numpy"
