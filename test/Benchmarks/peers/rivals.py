#!/usr/bin/env python3
"""Other ways to couplings of the same pairs, against the same converged couplings, on one thread.

usage: rivals.py DIRECTORY [--seconds BUDGET] [--directions COUNT]

Every NAME.task in the directory is little-endian:
    int32   cost (0 squared Euclidean, 1 arc on the unit sphere), d, whether supports are fixed, rows and columns of the grid (0: none), pairs to learn from,
            further such pairs (for networks only), pairs to predict
    float64 epsilon
    int32 n, m; float32 x[n d], y[m d]          supports: here where they are fixed, else at the head of every pair
    float64 a[n], b[m]                          a pair
    float64 f[n], g[m]                          of pairs to predict: converged potentials, P* = a b exp((f + g - C) / epsilon)
Files are read in the order of their names. Written at the end is one results.json: {"versions": ..., "rows": [{"task", "method", "rmse", "costError", "violation", "training", "milliseconds", "note"}, ...]},
means over the pairs to predict but for milliseconds, a median. Networks are trained for BUDGET
seconds of processor time each, Min-STP's slicer for a third of it.

    Meta-OT               Amos, Cohen, Luise, Redko 2023: a network from both weights to the potential; loss: minus the dual objective after one half-step
    min-SWGG              Mahey, Chapel, Gasso, Bonet, Courty 2023: of the plans that sorting along a direction gives, the cheapest one
    expected sliced plan  Liu, Diaz Martin, Bai, Shahbazi, Thorpe, Aldroubi, Kolouri 2024: their mean, weighted by exp(-temperature cost)
    Min-STP               Liu, Akbari, Diaz Martin, NaderiAlizadeh, Kolouri 2025: the plan of one slicer, a network learned on the training pairs
"""
import json
import os
import sys
import time
from collections import namedtuple

for variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"

import numpy as np  # noqa: E402

try:
    import ot
except ImportError:
    ot = None
try:
    import torch
    torch.set_num_threads(1)
except ImportError:
    torch = None

SQUARED_EUCLIDEAN, ARC = 0, 1
FLOOR = 1e-12
Task = namedtuple("Task", "name kind fixed grid epsilon train more test")
Pair = namedtuple("Pair", "x y a b f g")
Result = namedtuple("Result", "rmse cost_error violation milliseconds")


# Problems

def read_task(path):
    with open(path, "rb") as file:
        kind, d, fixed, rows, columns, train, more, test = (int(v) for v in np.fromfile(file, "<i4", 8))
        epsilon = float(np.fromfile(file, "<f8", 1)[0])

        def supports():
            n, m = (int(v) for v in np.fromfile(file, "<i4", 2))
            return [np.fromfile(file, "<f4", k * d).astype(float).reshape(k, d) for k in (n, m)]

        shared = supports() if fixed else None

        def pair(solved):
            x, y = shared or supports()
            a, b = np.fromfile(file, "<f8", len(x)), np.fromfile(file, "<f8", len(y))
            f, g = (np.fromfile(file, "<f8", len(x)), np.fromfile(file, "<f8", len(y))) if solved else (None, None)
            return Pair(x, y, a / a.sum(), b / b.sum(), f, g)

        learned, further, unseen = ([pair(solved) for _ in range(count)] for count, solved in ((train, False), (more, False), (test, True)))
    name = os.path.splitext(os.path.basename(path))[0]
    return Task(name, kind, bool(fixed), (rows, columns) if rows else None, epsilon, learned, further, unseen)


def ground_cost(task, x, y):
    if task.kind == ARC:
        return np.arccos(np.clip(x @ y.T, -1, 1))
    return np.maximum((x ** 2).sum(1)[:, None] + (y ** 2).sum(1) - 2 * x @ y.T, 0)


class Costs:
    """The cost matrix of a pair: computed once where supports are fixed, as our own geometry is, else for every pair anew."""

    def __init__(self, task):
        self.task = task
        self.shared = ground_cost(task, task.test[0].x, task.test[0].y) if task.fixed else None

    def of(self, pair):
        return ground_cost(self.task, pair.x, pair.y) if self.shared is None else self.shared


def measure(task, costs, predict, pairs=None):
    """Errors of plans against the converged ones. What `predict` does is timed (processor time: others may use the machine), the cost matrix included where it differs from pair to pair."""
    rows = []
    for pair in (task.test if pairs is None else task.test[:pairs]):
        best = np.inf
        for attempt in range(3):
            start = time.process_time()
            plan = predict(pair, costs.of(pair))
            best = min(best, time.process_time() - start)
            if best > 1:
                break
        cost = costs.of(pair)
        truth = pair.a[:, None] * pair.b * np.exp((pair.f[:, None] + pair.g - cost) / task.epsilon)
        value = (truth * cost).sum()
        rows.append(Result(
            np.sqrt(np.mean((plan - truth) ** 2)), abs((plan * cost).sum() - value) / value,
            np.abs(plan.sum(1) - pair.a).sum() + np.abs(plan.sum(0) - pair.b).sum(), 1000 * best))
    table = np.array(rows)
    return Result(*table[:, :3].mean(0), float(np.median(table[:, 3])))


# Plans of one line

def lift(s, t, a, b):
    """The optimal plan on the line: places i, j and masses, by merging cumulative masses."""
    i, j = np.argsort(s, kind="stable"), np.argsort(t, kind="stable")
    upper, lower = np.cumsum(a[i]), np.cumsum(b[j])
    cuts = np.concatenate([upper, lower])
    cuts.sort()
    ends = np.minimum(cuts, 1)
    masses = np.diff(ends, prepend=0)
    kept = masses > 1e-15
    middle = (ends - 0.5 * masses)[kept]
    rows = np.minimum(np.searchsorted(upper, middle), len(a) - 1)
    columns = np.minimum(np.searchsorted(lower, middle), len(b) - 1)
    return i[rows], j[columns], masses[kept]


def lifted_cost(task, pair, s, t):
    i, j, masses = lift(s, t, pair.a, pair.b)
    x, y = pair.x[i], pair.y[j]
    if task.kind == ARC:
        return masses @ np.arccos(np.clip((x * y).sum(1), -1, 1))
    return masses @ ((x - y) ** 2).sum(1)


def dense(pair, plans):
    plan = np.zeros((len(pair.a), len(pair.b)))
    for weight, (i, j, masses) in plans:
        np.add.at(plan, (i, j), weight * masses)
    return plan


def random_directions(count, dimension):
    directions = np.random.default_rng(1).normal(size=(count, dimension))
    return directions / np.linalg.norm(directions, axis=1, keepdims=True)


def min_swgg(task, directions):
    def predict(pair, cost):
        s, t = pair.x @ directions.T, pair.y @ directions.T
        plans = [lift(s[:, k], t[:, k], pair.a, pair.b) for k in range(len(directions))]
        best = min(plans, key=lambda plan: plan[2] @ cost[plan[0], plan[1]])
        return dense(pair, [(1, best)])
    return predict


def expected_plan(task, directions, temperature):
    def predict(pair, cost):
        s, t = pair.x @ directions.T, pair.y @ directions.T
        plans = [lift(s[:, k], t[:, k], pair.a, pair.b) for k in range(len(directions))]
        values = np.array([plan[2] @ cost[plan[0], plan[1]] for plan in plans])
        weights = np.exp(-temperature * (values - values.min()) / values.min())
        return dense(pair, zip(weights / weights.sum(), plans))
    return predict


class Slicer:
    """A function from space to the line, linear plus one hidden layer, all its parameters in one vector."""

    HIDDEN = 32

    def __init__(self, dimension):
        self.dimension = dimension
        self.count = dimension + self.HIDDEN * (dimension + 2)

    def project(self, parameters, points):
        d, h = self.dimension, self.HIDDEN
        linear, inner, shift, outer = np.split(parameters, [d, d + h * d, d + h * d + h])
        return points @ linear + np.tanh(points @ inner.reshape(d, h) + shift) @ outer

    def predict(self, parameters):
        def predict(pair, cost):
            return dense(pair, [(1, lift(self.project(parameters, pair.x), self.project(parameters, pair.y), pair.a, pair.b))])
        return predict


def learn_slicer(task, seconds):
    """Least mean cost of the lifted plans over the training pairs, as a function smoothed by Gaussian steps: antithetic gradients, Adam."""
    random = np.random.default_rng(1)
    slicer = Slicer(task.test[0].x.shape[1])
    centre = np.mean([pair.x.mean(0) for pair in task.train], axis=0)
    scale = np.mean([pair.x.std() for pair in task.train])

    def standardised(pair):
        return pair._replace(x=(pair.x - centre) / scale, y=(pair.y - centre) / scale)

    def value(parameters, pair):
        unit = standardised(pair)
        return lifted_cost(task, pair, slicer.project(parameters, unit.x), slicer.project(parameters, unit.y))

    start = time.process_time()
    first = random_directions(32, slicer.dimension)
    pairs = task.train[:8]
    best = min(first, key=lambda direction: sum(lifted_cost(task, pair, pair.x @ direction, pair.y @ direction) for pair in pairs))
    parameters = np.concatenate([best, 0.1 * random.normal(size=slicer.count - slicer.dimension)])
    unit = np.mean([value(parameters, pair) for pair in pairs])
    mean, square, smoothing, steps = np.zeros(slicer.count), np.zeros(slicer.count), 0.1, 0
    averaged = parameters.copy()
    while time.process_time() - start < seconds:
        gradient = np.zeros(slicer.count)
        for _ in range(8):
            pair = task.train[random.integers(len(task.train))]
            step = random.normal(size=slicer.count)
            gradient += step * (value(parameters + smoothing * step, pair) - value(parameters - smoothing * step, pair)) / (2 * smoothing * unit)
        steps += 1
        mean, square = 0.9 * mean + 0.1 * gradient / 8, 0.999 * square + 0.001 * (gradient / 8) ** 2
        parameters = parameters - 0.02 * (mean / (1 - 0.9 ** steps)) / (np.sqrt(square / (1 - 0.999 ** steps)) + 1e-8)
        averaged = 0.98 * averaged + 0.02 * parameters
    seconds = time.process_time() - start

    def predict(pair, cost):
        return slicer.predict(averaged)(standardised(pair), cost)
    return predict, seconds, steps


# Meta-OT

class MetaOT:
    """Three hidden layers of 1,024, rectified, from the weights of both measures to the potential of the source."""

    BATCH = 10

    def __init__(self, task):
        self.task = task
        pair = task.test[0]
        self.n, self.m = len(pair.a), len(pair.b)
        torch.manual_seed(1)
        sizes = [self.n + self.m, 1024, 1024, 1024]
        layers = [layer for k in range(3) for layer in (torch.nn.Linear(sizes[k], sizes[k + 1]), torch.nn.ReLU())]
        self.network = torch.nn.Sequential(*layers, torch.nn.Linear(1024, self.n))
        # Half-steps by products with exp(-cost / epsilon), in double precision; on a grid along one axis after the other.
        if task.grid:
            squares = [((np.arange(k)[:, None] - np.arange(k)) / (max(task.grid) - 1)) ** 2 for k in task.grid]
            self.kernels = [torch.from_numpy(np.exp(-square / task.epsilon)) for square in squares]
        else:
            self.kernels = [torch.from_numpy(np.exp(-ground_cost(task, pair.x, pair.y) / task.epsilon))]

    def inputs(self, pairs):
        a, b = (torch.from_numpy(np.array([np.maximum(weights, FLOOR) for weights in side])) for side in zip(*((p.a, p.b) for p in pairs)))
        return a, b

    def potential(self, a, b):
        return self.task.epsilon * self.network(torch.cat([self.n * a, self.m * b], 1).float()).double()

    def transform(self, f, weights, to_target):
        """g = -epsilon log sum a exp((f - C) / epsilon), batch by batch."""
        epsilon = self.task.epsilon
        exponent = f.double() / epsilon
        largest = exponent.max(1, keepdim=True).values
        scaling = torch.exp(exponent - largest) * weights
        if self.task.grid:
            sums = (self.kernels[0] @ scaling.reshape(-1, *self.task.grid) @ self.kernels[1]).reshape(len(f), -1)
        else:
            sums = scaling @ (self.kernels[0] if to_target else self.kernels[0].T)
        return -epsilon * (torch.log(sums) + largest)

    def learn(self, pairs, seconds):
        random = np.random.default_rng(1)
        optimizer = torch.optim.Adam(self.network.parameters(), lr=1e-3)
        start, steps = time.process_time(), 0
        while time.process_time() - start < seconds:
            chosen = [pairs[k] for k in random.integers(len(pairs), size=min(self.BATCH, len(pairs)))]
            a, b = self.inputs(chosen)
            f = self.potential(a, b)
            loss = -((a * f).sum(1) + (b * self.transform(f, a, True)).sum(1)).mean() / self.task.epsilon
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            steps += 1
        return time.process_time() - start, steps

    def predict(self, pair, cost):
        """Two half-steps from the network's potential, as ours."""
        with torch.no_grad():
            a, b = self.inputs([pair])
            g = self.transform(self.potential(a, b), a, True)
            f = self.transform(g, b, False)
        f, g = f.numpy()[0], g.numpy()[0]
        return pair.a[:, None] * pair.b * np.exp((f[:, None] + g - cost) / self.task.epsilon)


# Python OT

def sinkhorn(task):
    def predict(pair, cost):
        a, b = (np.maximum(w, FLOOR) / np.maximum(w, FLOOR).sum() for w in (pair.a, pair.b))
        return ot.sinkhorn(a, b, cost, task.epsilon, numItermax=10_000, stopThr=1e-9, warn=False)
    return predict


def exact(pair, cost):
    return ot.emd(pair.a, pair.b, cost, numItermax=10_000_000)


def rivals(task, seconds, count):
    """Every method that applies: name, note, seconds of training, errors and milliseconds."""
    costs, dimension = Costs(task), task.test[0].x.shape[1]
    if torch is None:
        yield "Meta-OT", "not measured: Python has no module torch", None, None
    elif not task.fixed:
        yield "Meta-OT", "does not apply: its network reads weights on fixed supports", None, None
    else:
        for pairs in ([task.train, task.train + task.more] if task.more else [task.train]):
            network = MetaOT(task)
            spent, steps = network.learn(pairs, seconds)
            yield f"Meta-OT, {len(pairs)} pairs", f"{steps} steps of {min(network.BATCH, len(pairs))} pairs", spent, measure(task, costs, network.predict)

    directions = random_directions(count, dimension)
    yield "min-SWGG", f"{count} directions; sparse", 0, measure(task, costs, min_swgg(task, directions))
    # Few solved pairs are at hand, so the temperature is what the pairs to predict like best: a favour to the rival.
    temperatures = [0, 3, 10, 30, 100]
    few = task._replace(test=task.test[:3])
    chosen = min(temperatures, key=lambda value: measure(few, costs, expected_plan(task, directions, value)).rmse)
    yield "expected sliced plan", f"{count} directions, temperature {chosen}", 0, measure(task, costs, expected_plan(task, directions, chosen))
    predict, spent, steps = learn_slicer(task, seconds / 3)
    yield "Min-STP", f"{steps} steps of 8 pairs; sparse", spent, measure(task, costs, predict)
    if ot is None:
        yield "ot.sinkhorn", "not measured: Python has no module ot", None, None
        yield "ot.emd", "not measured: Python has no module ot", None, None
        return
    yield "ot.sinkhorn", "to 1e-9", 0, measure(task, costs, sinkhorn(task), pairs=5)
    yield "ot.emd", "another problem: no regularisation; sparse", 0, measure(task, costs, exact, pairs=5)


def main(arguments):
    if not arguments:
        raise SystemExit(__doc__)

    def option(name, fallback):
        return float(arguments[arguments.index(name) + 1]) if name in arguments else fallback

    directory, rows = arguments[0], []
    for name in sorted(file for file in os.listdir(directory) if file.endswith(".task")):
        task = read_task(os.path.join(directory, name))
        for method, note, training, result in rivals(task, option("--seconds", 40), int(option("--directions", 200))):
            rows.append({"task": task.name, "method": method, "note": note, "training": training})
            if result is not None:
                rows[-1].update(rmse=result.rmse, costError=result.cost_error, violation=result.violation, milliseconds=result.milliseconds)
                print(f"{task.name:24} {method:28} RMSE {1e6 * result.rmse:8.2f} {result.milliseconds:9.1f} ms   {note}", file=sys.stderr, flush=True)
    versions = ", ".join([f"numpy {np.__version__}"] + [f"{label} {module.__version__}" for label, module in (("Python OT", ot), ("torch", torch)) if module])
    with open(os.path.join(directory, "results.json"), "w", encoding="utf-8") as file:
        json.dump({"versions": versions, "rows": rows}, file, indent=1)


if __name__ == "__main__":
    main(sys.argv[1:])
