namespace Microsoft.ML.SlicedOT.Kernels.Tests;

/// <summary>Unbalanced transport in plain loops, straight from the definitions: weights as given, entropy relative to a b^T, potentials of those weights.</summary>
internal sealed class DenseUnbalanced
{
    private readonly double[] _a;
    private readonly double[] _b;
    private readonly double[,] _cost;
    private readonly double _epsilon;
    private readonly double _firstPenalty;
    private readonly double _secondPenalty;

    public DenseUnbalanced(TransportProblem problem)
    {
        _a = [.. problem.Source.Weights.ToArray().Select(w => w * problem.Source.TotalMass)];
        _b = [.. problem.Target.Weights.ToArray().Select(w => w * problem.Target.TotalMass)];
        _epsilon = problem.Epsilon;
        _firstPenalty = problem.SourcePenalty.Value;
        _secondPenalty = problem.TargetPenalty.Value;
        _cost = new double[_a.Length, _b.Length];
        for (int i = 0; i < _a.Length; i++)
            for (int j = 0; j < _b.Length; j++)
                _cost[i, j] = problem.Geometry.Evaluate(i, j);
        F = new double[_a.Length];
        G = new double[_b.Length];
    }

    public double[] F { get; }

    public double[] G { get; }

    /// <summary>Damped sweeps, each half-step followed by the best translation; repeated in turn, the two end in the best of both together.</summary>
    public DenseUnbalanced Sweep(int sweeps, ReadOnlySpan<double> start = default, int turns = 1)
    {
        start.CopyTo(F);
        for (int sweep = 0; sweep < sweeps; sweep++)
        {
            for (int turn = 0; turn < turns; turn++)
            {
                HalfStep(F, _a, G, _b.Length, (i, j) => _cost[i, j], _secondPenalty);
                Translate();
            }

            for (int turn = 0; turn < turns; turn++)
            {
                HalfStep(G, _b, F, _a.Length, (j, i) => _cost[i, j], _firstPenalty);
                Translate();
            }
        }

        return this;
    }

    /// <summary>The constant that maximises the dual value, by bisection of its derivative.</summary>
    public void Translate()
    {
        double low = -50, high = 50;
        for (int k = 0; k < 100; k++)
        {
            double middle = (low + high) / 2;
            double slope = 0;
            for (int i = 0; i < _a.Length; i++)
                slope += _a[i] == 0 ? 0 : _a[i] * Math.Exp(-(F[i] + middle) / _firstPenalty);
            for (int j = 0; j < _b.Length; j++)
                slope -= _b[j] == 0 ? 0 : _b[j] * Math.Exp(-(G[j] - middle) / _secondPenalty);
            (low, high) = slope > 0 ? (middle, high) : (low, middle);
        }

        for (int i = 0; i < _a.Length; i++)
            F[i] += low;
        for (int j = 0; j < _b.Length; j++)
            G[j] -= low;
    }

    public double[,] Plan()
    {
        var plan = new double[_a.Length, _b.Length];
        for (int i = 0; i < _a.Length; i++)
            for (int j = 0; j < _b.Length; j++)
                plan[i, j] = _a[i] * _b[j] * Math.Exp((F[i] + G[j] - _cost[i, j]) / _epsilon);
        return plan;
    }

    public double Primal(double[,] plan)
    {
        var rows = new double[_a.Length];
        var columns = new double[_b.Length];
        double value = 0;
        for (int i = 0; i < _a.Length; i++)
            for (int j = 0; j < _b.Length; j++)
            {
                value += (plan[i, j] * _cost[i, j]) + (_epsilon * Divergence(plan[i, j], _a[i] * _b[j]));
                rows[i] += plan[i, j];
                columns[j] += plan[i, j];
            }

        return value + Penalty(_firstPenalty, rows, _a) + Penalty(_secondPenalty, columns, _b);
    }

    public double Dual()
    {
        double value = 0, total = 0;
        foreach (double entry in Plan())
            total += entry;
        for (int i = 0; i < _a.Length; i++)
            value += _a[i] == 0 ? 0 : _a[i] * Saturated(F[i], _firstPenalty);
        for (int j = 0; j < _b.Length; j++)
            value += _b[j] == 0 ? 0 : _b[j] * Saturated(G[j], _secondPenalty);
        return value + (_epsilon * ((_a.Sum() * _b.Sum()) - total));
    }

    /// <summary><c>epsilon KL(Q | P) + rho1 KL(Q1 | a^) + rho2 KL(Q'1 | b^)</c> of any plan Q: what its primal value is above the dual value.</summary>
    public double Gap(double[,] plan)
    {
        double[,] own = Plan();
        var rows = new double[_a.Length];
        var columns = new double[_b.Length];
        double gap = 0;
        for (int i = 0; i < _a.Length; i++)
            for (int j = 0; j < _b.Length; j++)
            {
                gap += _epsilon * Divergence(plan[i, j], own[i, j]);
                rows[i] += plan[i, j];
                columns[j] += plan[i, j];
            }

        for (int i = 0; i < _a.Length; i++)
            gap += _firstPenalty * Divergence(rows[i], _a[i] * Math.Exp(-F[i] / _firstPenalty));
        for (int j = 0; j < _b.Length; j++)
            gap += _secondPenalty * Divergence(columns[j], _b[j] * Math.Exp(-G[j] / _secondPenalty));
        return gap;
    }

    private void HalfStep(double[] from, double[] weights, double[] to, int count, Func<int, int, double> cost, double penalty)
    {
        for (int j = 0; j < count; j++)
        {
            double largest = double.NegativeInfinity, sum = 0;
            for (int i = 0; i < from.Length; i++)
                largest = Math.Max(largest, (from[i] - cost(i, j)) / _epsilon);
            for (int i = 0; i < from.Length; i++)
                sum += weights[i] * Math.Exp(((from[i] - cost(i, j)) / _epsilon) - largest);
            double damping = double.IsInfinity(penalty) ? 1 : penalty / (penalty + _epsilon);
            to[j] = -damping * _epsilon * (largest + Math.Log(sum));
        }
    }

    private static double Penalty(double penalty, double[] marginal, double[] weights) =>
        double.IsInfinity(penalty) ? 0 : penalty * marginal.Zip(weights, Divergence).Sum();

    private static double Divergence(double p, double q) => (p > 0 ? p * Math.Log(p / q) : 0) - p + q;

    private static double Saturated(double f, double penalty) => double.IsInfinity(penalty) ? f : penalty * (1 - Math.Exp(-f / penalty));
}
