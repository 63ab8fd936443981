"""Elastic net by cross-validation and forward selection by BIC with the field's Python tools; prints `name milliseconds`.

Usage: reference_risk.py CITY.csv   the city that the bench_risk example wrote: counts, then the columns
"""
import sys
import time

import numpy as np
import statsmodels.api as sm
from glum import GeneralizedLinearRegressorCV


def timed(name, work):
    start = time.perf_counter()
    answer = work()
    print(f"{name} {(time.perf_counter() - start) * 1e3:.1f}", flush=True)
    return answer


def net(x, y):
    return GeneralizedLinearRegressorCV(family="poisson", l1_ratio=0.5, n_alphas=30, min_alpha_ratio=1e-3, cv=5, scale_predictors=True).fit(x, y)


def forward(x, y):
    kept, left = [], list(range(x.shape[1]))
    bic = sm.GLM(y, np.ones((len(y), 1)), family=sm.families.Poisson()).fit().bic_llf
    while left:
        tried = [(sm.GLM(y, sm.add_constant(x[:, kept + [j]]), family=sm.families.Poisson()).fit().bic_llf, j) for j in left]
        best, j = min(tried)
        if best >= bic:
            break
        bic, kept = best, kept + [j]
        left.remove(j)
    return kept


def main(path):
    table = np.loadtxt(path, delimiter=",")
    y, x = table[:, 0], np.ascontiguousarray(table[:, 1:])
    timed("glum", lambda: net(x, y))
    kept = timed("statsmodels", lambda: forward(x, y))
    print(f"statsmodels kept {len(kept)}", file=sys.stderr)


main(sys.argv[1])
