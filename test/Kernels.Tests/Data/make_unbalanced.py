#!/usr/bin/env python3
"""Writes the unbalanced reference solutions of this folder with Python OT (Debian: python3-pot)."""
import json
import numpy as np
import ot

rng = np.random.default_rng(20240301)


def case(name, x, y, a, b, epsilon, penalty):
    cost = ot.dist(x, y)
    # sinkhorn_unbalanced of this version takes the entropy relative to 1; shifting the cost makes it relative to a b^T.
    shifted = cost - epsilon * np.log(a[:, None] * b[None, :])
    plan = ot.unbalanced.sinkhorn_unbalanced(a, b, shifted, epsilon, penalty, method="sinkhorn", numItermax=200000, stopThr=1e-16)
    document = {
        "description": name,
        "epsilon": epsilon,
        "massPenalty": penalty,
        "sourcePoints": x.tolist(),
        "targetPoints": y.tolist(),
        "sourceWeights": a.tolist(),
        "targetWeights": b.tolist(),
        "coupling": plan.tolist(),
        "transportCost": float((plan * cost).sum()),
    }
    with open(name + ".json", "w") as file:
        json.dump(document, file, separators=(",", ":"))


def points(n, d, scale=1.0, shift=0.0):
    return (scale * rng.random((n, d)) + shift).astype(np.float32).astype(np.float64)


def weights(n, total):
    w = rng.random(n) + 0.05
    return total * w / w.sum()


for name, n, m, d, epsilon, penalty, totals in (
    ("unbalanced-plane", 17, 12, 2, 0.05, 0.5, (2.0, 0.5)),
    ("unbalanced-space", 11, 19, 3, 0.1, 0.1, (1.0, 1.0)),
    ("unbalanced-loose", 13, 10, 2, 0.1, 0.02, (0.3, 4.0)),
    ("unbalanced-tight", 9, 14, 2, 0.1, 10.0, (1.0, 3.0)),
):
    case(name, points(n, d), points(m, d, 1.2, 0.3), weights(n, totals[0]), weights(m, totals[1]), epsilon, penalty)
