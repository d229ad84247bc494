#!/usr/bin/env python3
"""Writes the reference solutions of this folder with Python OT (Debian: python3-pot)."""
import json
import numpy as np
import ot

rng = np.random.default_rng(20240229)


def case(name, x, y, a, b, cost, epsilon):
    a = a / a.sum()
    b = b / b.sum()
    plan, log = ot.sinkhorn(a, b, cost, epsilon, method="sinkhorn_log", numItermax=200000, stopThr=1e-15, log=True)
    f = epsilon * np.asarray(log["log_u"]) - epsilon * np.log(a)
    g = epsilon * np.asarray(log["log_v"]) - epsilon * np.log(b)
    shift = a @ f
    document = {
        "description": name,
        "epsilon": epsilon,
        "sourcePoints": None if x is None else x.tolist(),
        "targetPoints": None if y is None else y.tolist(),
        "cost": cost.tolist() if x is None else None,
        "sourceWeights": a.tolist(),
        "targetWeights": b.tolist(),
        "sourcePotential": (f - shift).tolist(),
        "targetPotential": (g + shift).tolist(),
        "coupling": plan.tolist(),
        "transportCost": float((plan * cost).sum()),
        "exactTransportCost": float(ot.emd2(a, b, cost)),
    }
    with open(name + ".json", "w") as file:
        json.dump(document, file, separators=(",", ":"))


def points(n, d, scale=1.0, shift=0.0):
    return (scale * rng.random((n, d)) + shift).astype(np.float32).astype(np.float64)


for name, n, m, d, epsilon in (("plane", 17, 12, 2, 0.02), ("space", 11, 19, 3, 0.05), ("plane-small-epsilon", 9, 14, 2, 0.002)):
    x, y = points(n, d), points(m, d, 1.2, 0.3)
    case(name, x, y, rng.random(n) + 0.05, rng.random(m) + 0.05, ot.dist(x, y), epsilon)

matrix = rng.random((13, 10)).astype(np.float32).astype(np.float64)
case("matrix", None, None, rng.random(13) + 0.05, rng.random(10) + 0.05, matrix, 0.03)
