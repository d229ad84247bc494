#!/usr/bin/env python3
"""Checks transport costs and their bounds against ot.emd2 of Python OT (POT), on one thread.

usage: check_distances.py FILE [SHARE]      FILE as `dotnet run -c Release --project test/Benchmarks -- --distance-pairs FILE` writes it;
                                            of the pairs every SHARE-th is checked (default 1: all)

A pair is little-endian: int32 n, m, d; float64 lower, upper, estimate, exact, milliseconds (0: not timed); float64 a[n], b[m]; float32 x[n d], y[m d].
"""
import os
import sys
import time

for variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"

import numpy as np  # noqa: E402
import ot  # noqa: E402


def best(repeats, action):
    """The shortest of some times, as other programs only add to them, and what the action returns."""
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        result = action()
        times.append(time.perf_counter() - start)
    return min(times), result


def main():
    share = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    pairs = violations = 0
    differences, errors = [], []
    with open(sys.argv[1], "rb") as file:
        position = 0
        while True:
            head = np.fromfile(file, "<i4", 3)
            if head.size < 3:
                break
            n, m, d = (int(v) for v in head)
            lower, upper, estimate, exact, milliseconds = np.fromfile(file, "<f8", 5)
            a, b = np.fromfile(file, "<f8", n), np.fromfile(file, "<f8", m)
            x, y = np.fromfile(file, "<f4", n * d).astype(float).reshape(n, d), np.fromfile(file, "<f4", m * d).astype(float).reshape(m, d)
            position += 1
            if milliseconds == 0 and position % share:
                continue
            cost = ((x[:, None] - y[None]) ** 2).sum(2) if n * m * d < 1e7 else sum((x[:, None, k] - y[None, :, k]) ** 2 for k in range(d))
            repeats = 3 if milliseconds > 0 else 1
            seconds, truth = best(repeats, lambda: ot.emd2(a / a.sum(), b / b.sum(), cost, numItermax=10_000_000))
            if milliseconds > 0:
                entropic, _ = best(repeats, lambda: ot.sinkhorn2(a / a.sum(), b / b.sum(), cost, 0.05 * cost.mean(), stopThr=1e-6, numItermax=10_000))
            pairs += 1
            slack = 1e-7 * truth + 1e-12
            violations += not (lower <= truth + slack and truth <= upper + slack)
            differences.append(abs(exact - truth) / max(truth, 1e-12))
            errors.append(abs(estimate - truth) / max(truth, 1e-12))
            if milliseconds > 0:
                print(f"n = m = {n}, d = {d}: bounds {milliseconds:.2f} ms, ot.emd2 {1e3 * seconds:.1f} ms, {1e3 * seconds / milliseconds:.0f} times; "
                      f"ot.sinkhorn2 (0.05 of the mean cost, to 1e-6) {1e3 * entropic:.1f} ms")
    print(f"{pairs} pairs, POT {ot.__version__}: {violations} outside their bounds, "
          f"exact costs differ by at most {max(differences):.1e}, mean error of the estimate {np.mean(errors):.2%}")


if __name__ == "__main__":
    main()
