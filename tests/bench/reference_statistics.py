"""The same statistics with the field's Python tools; prints `name milliseconds`, the best of several runs.

Usage: statistics.py [CELLS_WIDE CELLS_HIGH INCIDENTS PLACES KNOX]   default 250 200 100000 50000 20000

The cities are those of the bench_statistics example in kind: a rhombus of hexagons with counts thrown at random, points
uniform over 20 by 30 km. What Python has no ready tool for is left out and named on stderr.
"""
import sys
import time

import esda
import numpy as np
from libpysal.weights import W
from sklearn.neighbors import KernelDensity

PERMUTATIONS = 999
BANDWIDTH_M = 800.0
DISTANCE_EDGES_M = [1.0, 100.0, 200.0, 400.0, 800.0]
DAY_EDGES = [1, 8, 15, 29]
AROUND = [(1, 0), (0, 1), (-1, 1), (-1, 0), (0, -1), (1, -1)]


def best(name, runs, work):
    shortest = float("inf")
    for _ in range(runs):
        start = time.perf_counter()
        answer = work()
        shortest = min(shortest, time.perf_counter() - start)
    print(f"{name} {shortest * 1e3:.1f}", flush=True)
    return answer


def hexagons(columns, rows):
    def near(q, r):
        around = ((q + a, r + b) for a, b in AROUND)
        return [r * columns + q for q, r in around if 0 <= q < columns and 0 <= r < rows]

    return {r * columns + q: near(q, r) for r in range(rows) for q in range(columns)}


def knox(points, days):
    """esda has no Knox of several bands that fits in memory; this is the usual scipy way: pairs once, days permuted."""
    from scipy.spatial import cKDTree

    pairs = cKDTree(points).query_pairs(DISTANCE_EDGES_M[-1], output_type="ndarray")
    apart = np.hypot(*(points[pairs[:, 0]] - points[pairs[:, 1]]).T)
    distance = np.searchsorted(DISTANCE_EDGES_M, apart, side="right")
    bands, spans = len(DISTANCE_EDGES_M), len(DAY_EDGES) + 1

    def table(days):
        gap = np.searchsorted(DAY_EDGES, np.abs(days[pairs[:, 0]] - days[pairs[:, 1]]), side="right")
        return np.bincount(distance * spans + gap, minlength=(bands + 1) * spans)

    observed = table(days)
    random = np.random.default_rng(1)
    more = sum(table(random.permutation(days)) >= observed for _ in range(PERMUTATIONS))
    return (more + 1) / (PERMUTATIONS + 1)


def main(columns, rows, incidents, places, repeats):
    random = np.random.default_rng(1)
    cells = columns * rows
    neighbours = hexagons(columns, rows)
    order = list(range(cells))
    weights = best("weights", 2, lambda: W(neighbours, id_order=order, silence_warnings=True))
    counts = np.bincount(random.integers(0, cells, cells * 6 // 5), minlength=cells).astype(float)

    def local(permutations):
        return esda.G_Local(counts, weights, transform="B", star=True, permutations=permutations,
                            island_weight=0, seed=1, n_jobs=1)

    best("gi_star", 2, lambda: local(0))
    local(9)  # numba compiles at the first call: not counted
    best("permutations", 1, lambda: local(PERMUTATIONS))

    here = random.uniform([0, 0], [20_000, 30_000], (incidents, 2))
    there = random.uniform([0, 0], [20_000, 30_000], (places, 2))

    def density():
        # Epanechnikov is the ball tree's kernel with bounded reach that is nearest to the quartic.
        tree = KernelDensity(bandwidth=BANDWIDTH_M, kernel="epanechnikov", algorithm="ball_tree").fit(here)
        return tree.score_samples(there)

    best("density", 1, density)

    def filtered():
        """Counts in squares of 50 m, a separable Gaussian filter of the same reach, read off between the squares."""
        from scipy.ndimage import gaussian_filter, map_coordinates

        step, sigma = 50.0, BANDWIDTH_M / np.sqrt(8)
        grid, _, _ = np.histogram2d(here[:, 0], here[:, 1], bins=(400, 600), range=((0, 20_000), (0, 30_000)))
        smooth = gaussian_filter(grid, sigma / step, mode="constant", truncate=5) / (step * step) * 1e6
        return map_coordinates(smooth, (there / step - 0.5).T, order=1, mode="nearest")

    by_filter = best("density_filter", 3, filtered)
    some = there[:200]
    sigma = BANDWIDTH_M / np.sqrt(8)
    exact = np.array([np.exp(-((here - at) ** 2).sum(axis=1) / (2 * sigma**2)).sum() for at in some])
    exact *= 1e6 / (2 * np.pi * sigma**2)
    off = np.abs(by_filter[:200] - exact).max() / exact.max()
    print(f"density_filter_error_permille {1000 * off:.1f}", flush=True)
    days = (np.arange(repeats) * 7919) % 365
    best("knox", 1, lambda: knox(here[:repeats], days))


main(*(int(a) for a in sys.argv[1:6] or ("250", "200", "100000", "50000", "20000")))
