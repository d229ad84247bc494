#!/usr/bin/env python3
"""Times Python OT's sinkhorn_unbalanced on problems written by the benchmarks, on one thread, to a relative duality gap of 1e-6.

usage: pot_unbalanced.py DIRECTORY [--repeat COUNT]

As pot_times.py, with float64 rho (the mass penalty of both sides) at the end of every NAME.problem. The number of iterations is the least multiple of ten whose
relative gap is at most 1e-6, which is looked for first and not timed; "violation" is that gap.
"""
import json
import os
import sys
import time
import warnings

from pot_times import read_problem, require_fast_blas  # sets the number of threads before numpy is loaded

import numpy as np
import ot

GAP = 1e-6
METHOD = "ot.sinkhorn_unbalanced"


def divergence(p, q):
    return float((np.where(p > 0, p * np.log(np.where(p > 0, p, 1) / q), 0) - p + q).sum())


def relative_gap(a, b, epsilon, rho, plan, log):
    """The gap of the plan itself at the best translation of its potentials: rho KL(P1 | a exp(-f/rho)) and the same of the other side."""
    f, g = epsilon * np.ravel(log["logu"]), epsilon * np.ravel(log["logv"])
    first, second = a * np.exp(-f / rho), b * np.exp(-g / rho)
    shift = np.sqrt(first.sum() / second.sum())
    first, second = first / shift, second * shift
    gap = rho * (divergence(plan.sum(1), first) + divergence(plan.sum(0), second))
    dual = rho * (a.sum() - first.sum()) + rho * (b.sum() - second.sum()) + epsilon * (a.sum() * b.sum() - plan.sum())
    return gap / max(abs(dual), abs(dual + gap))


def main(arguments):
    if not arguments:
        raise SystemExit(__doc__)
    blas = require_fast_blas()
    directory = arguments[0]
    repeat = int(arguments[arguments.index("--repeat") + 1]) if "--repeat" in arguments else 3
    warnings.simplefilter("ignore")
    results = []
    for name in sorted(f for f in os.listdir(directory) if f.endswith(".problem")):
        path = os.path.join(directory, name)
        a, b, cost, epsilon, most = read_problem(path)
        with open(path, "rb") as file:
            file.seek(-8, os.SEEK_END)
            rho = float(np.fromfile(file, "<f8", 1)[0])
        # The entropy of this version is relative to 1; shifting the cost makes it relative to a b^T.
        shifted = cost - epsilon * np.log(a[:, None] * b[None, :])

        def run(iterations):
            return ot.unbalanced.sinkhorn_unbalanced(a, b, shifted, epsilon, rho, method="sinkhorn", numItermax=iterations, stopThr=0, log=True)

        iterations, gap = 10, np.inf
        while iterations < most:
            gap = relative_gap(a, b, epsilon, rho, *run(iterations))
            if gap <= GAP:
                break
            iterations += 10
        times = []
        for _ in range(repeat):
            start = time.perf_counter()
            plan, _ = run(iterations)
            times.append(1000 * (time.perf_counter() - start))
        stem = name[: -len(".problem")]
        file = stem + ".plan"
        plan.astype("<f4").tofile(os.path.join(directory, file))
        results.append({"problem": stem, "method": METHOD, "milliseconds": times, "sweeps": iterations, "violation": gap if np.isfinite(gap) else None, "plan": file})
    with open(os.path.join(directory, "times.json"), "w", encoding="utf-8") as file:
        json.dump({"blas": blas, "numpy": np.__version__, "pot": ot.__version__, "times": results}, file, indent=1)


if __name__ == "__main__":
    main(sys.argv[1:])
