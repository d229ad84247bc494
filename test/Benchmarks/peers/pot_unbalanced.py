#!/usr/bin/env python3
"""Times Python OT's sinkhorn_unbalanced on problems written by the benchmarks, on one thread, to a relative duality gap of 1e-6.

usage: pot_unbalanced.py DIRECTORY [--repeat COUNT]

As pot_times.py, with float64 rho (the mass penalty of both sides) at the end of every NAME.problem. The number of iterations is the least multiple of ten whose
relative gap is at most 1e-6, which is looked for first and not timed; "violation" is that gap.
"""
import os
import sys

from pot_times import measure_all, read_problem, timed  # sets the number of threads before numpy is loaded

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


def measure(path, repeat):
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
    (plan, _), times = timed(lambda: run(iterations), repeat)
    yield METHOD, plan, times, iterations, gap


if __name__ == "__main__":
    measure_all(sys.argv[1:], __doc__, measure)
