"""Processor time of Python OT's exact couplings between batches of a Gaussian and eight others, as samples/FlowMatching couples them.

usage: python3 flow_couplings.py [--batch 512 4096] [--repeat 10]

Prints milliseconds a batch of ot.emd, the matrix of costs included (ot.dist), as medians, on one thread.
"""
import argparse
import os
import statistics
import sys
import time

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ[name] = "1"

import numpy as np
import ot


def clouds(random, n):
    mode = random.integers(0, 8, n) * np.pi / 4
    target = 4 * np.c_[np.cos(mode), np.sin(mode)] + 0.3 * random.normal(size=(n, 2))
    return random.normal(size=(n, 2)), target


parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--batch", type=int, nargs="+", default=[512, 4096])
parser.add_argument("--repeat", type=int, default=10)
options = parser.parse_args()
random = np.random.default_rng(1)
print(f"Python OT {ot.__version__}, numpy {np.__version__}")
for n in options.batch:
    milliseconds = []
    for _ in range(options.repeat):
        source, target = clouds(random, n)
        start = time.process_time()
        plan, log = ot.emd(np.full(n, 1 / n), np.full(n, 1 / n), ot.dist(source, target), numItermax=10_000_000, log=True)
        milliseconds.append(1e3 * (time.process_time() - start))
        if log["warning"]:
            sys.exit(f"ot.emd did not converge at {n} points: {log['warning']}")
    print(f"batch {n}: {statistics.median(milliseconds):.1f} ms of the processor (median of {len(milliseconds)})")
