#!/usr/bin/env python3
"""Times Python OT (POT) on problems written by the benchmarks, on one thread.

usage: pot_times.py DIRECTORY [--repeat COUNT]

Every NAME.problem in the directory is little-endian:
    int32   n, m, maximum number of sweeps for Sinkhorn
    float64 epsilon
    float64 a[n], b[m], C[n * m]      weights and ground cost, row-major
For each problem and method this writes NAME.METHOD.plan (float32, row-major) and, at the end, one times.json:
    {"blas": ..., "times": [{"problem": ..., "method": ..., "milliseconds": [...], "sweeps": ..., "violation": ..., "plan": file}, ...]}
A method is repeated COUNT times, or until it has taken ten seconds.

Exit code 3: numpy is linked to a BLAS that was not made for speed (the reference implementation), whose times would say nothing about POT.
"""
import json
import os
import sys
import time
import warnings

for variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"

import numpy as np  # noqa: E402
import ot  # noqa: E402

STOP = 1e-9
SLOW_BLAS = 3
FAST_BLAS = ("openblas", "mkl", "blis", "atlas", "accelerate", "armpl")
# POT's scaling form divides by the mass of every atom, so empty atoms get a little.
FLOOR = 1e-12


def fast_blas():
    """The fast BLAS that numpy uses, or None: by the libraries in memory where the system tells, else by how numpy was built."""
    try:
        with open("/proc/self/maps", encoding="utf-8") as maps:
            # Debian's libblas.so.3 is a link that an alternative decides; what it leads to is loaded under its own name.
            known = {os.path.realpath(line.split(maxsplit=5)[5].strip()).lower() for line in maps if ".so" in line and "/" in line}
        known = {os.path.basename(path) for path in known}
    except OSError:
        import contextlib
        import io
        text = io.StringIO()
        with contextlib.redirect_stdout(text):
            np.show_config()
        known = {line.lower() for line in text.getvalue().splitlines() if "librar" in line or "name" in line}
    return next((name for name in FAST_BLAS if any(name in text for text in known)), None)


def read_problem(path):
    with open(path, "rb") as file:
        n, m, sweeps = (int(v) for v in np.fromfile(file, "<i4", 3))
        epsilon = float(np.fromfile(file, "<f8", 1)[0])
        a = np.fromfile(file, "<f8", n)
        b = np.fromfile(file, "<f8", m)
        cost = np.fromfile(file, "<f8", n * m)
    if cost.size != n * m:
        raise SystemExit(f"{path}: too short for a {n} x {m} problem")
    return a, b, cost.reshape(n, m), epsilon, sweeps


def sinkhorn(method):
    def run(a, b, cost, epsilon, sweeps):
        a, b = (np.maximum(w, FLOOR) / np.maximum(w, FLOOR).sum() for w in (a, b))
        plan, log = ot.sinkhorn(a, b, cost, epsilon, method=method, numItermax=sweeps, stopThr=STOP, log=True)
        return plan, log.get("niter", log.get("n_iter"))
    return run


def packed(a, b, cost, epsilon, sweeps):
    rows, columns = np.flatnonzero(a), np.flatnonzero(b)
    plan = np.zeros_like(cost)
    part, used = sinkhorn("sinkhorn")(a[rows], b[columns], cost[np.ix_(rows, columns)], epsilon, sweeps)
    plan[np.ix_(rows, columns)] = part
    return plan, used


def exact(a, b, cost, epsilon, sweeps):
    # POT's own check wants the two totals to be equal to the last bits.
    return ot.emd(a / a.sum(), b / b.sum(), cost, numItermax=1_000_000), None


METHODS = {
    "ot.sinkhorn": sinkhorn("sinkhorn"),
    "ot.sinkhorn without empty atoms": packed,
    "ot.sinkhorn stabilized": sinkhorn("sinkhorn_stabilized"),
    "ot.sinkhorn log": sinkhorn("sinkhorn_log"),
    "ot.emd": exact,
}


def require_fast_blas():
    """The fast BLAS that numpy uses; ends the program where there is none."""
    blas = fast_blas()
    if blas is None:
        print(
            "numpy uses the reference BLAS, several times slower than what POT's users have: no comparison. Debian: apt install libopenblas0-pthread.",
            file=sys.stderr)
        raise SystemExit(SLOW_BLAS)
    return blas


def timed(call, repeat):
    """What a call returned, and its milliseconds, several times or until ten seconds are over."""
    times = []
    for _ in range(repeat):
        start = time.perf_counter()
        result = call()
        times.append(1000 * (time.perf_counter() - start))
        if sum(times) > 10_000:
            break
    return result, times


def measure_all(arguments, usage, measure):
    """Measures every problem of a directory and writes plans and times beside them; ``measure(path, repeat)`` gives method, plan, times, sweeps and violation."""
    if not arguments:
        raise SystemExit(usage)
    blas = require_fast_blas()
    directory = arguments[0]
    repeat = int(arguments[arguments.index("--repeat") + 1]) if "--repeat" in arguments else 3
    warnings.simplefilter("ignore")
    results = []
    for name in sorted(f for f in os.listdir(directory) if f.endswith(".problem")):
        stem = name[: -len(".problem")]
        for method, plan, times, sweeps, violation in measure(os.path.join(directory, name), repeat):
            file = f"{stem}.{method.replace(' ', '-')}.plan"
            plan.astype("<f4").tofile(os.path.join(directory, file))
            results.append({
                "problem": stem,
                "method": method,
                "milliseconds": times,
                "sweeps": None if sweeps is None else int(sweeps),
                "violation": violation if np.isfinite(violation) else None,
                "plan": file,
            })
            print(f"{stem:32} {method:32} {min(times):10.1f} ms", file=sys.stderr, flush=True)
    with open(os.path.join(directory, "times.json"), "w", encoding="utf-8") as file:
        json.dump({"blas": blas, "numpy": np.__version__, "pot": ot.__version__, "times": results}, file, indent=1)


def measure(path, repeat):
    problem = read_problem(path)
    a, b, _, _, _ = problem
    for method, run in METHODS.items():
        if run is packed and a.all() and b.all():
            continue
        (plan, sweeps), times = timed(lambda: run(*problem), repeat)
        yield method, plan, times, sweeps, float(np.abs(plan.sum(1) - a).sum() + np.abs(plan.sum(0) - b).sum())


if __name__ == "__main__":
    measure_all(sys.argv[1:], __doc__, measure)
