namespace Microsoft.ML.SlicedOT;

/// <summary>Maximises the mean semi-dual over the coefficients by Newton's method, drawn towards a centre.</summary>
/// <remarks>
/// The objective is <c>-2 sum_p c_p D_p + sum_k lambda_k H_kk (alpha_k - centre_k)²</c>, c how often a pair counts, H the negated Hessian at the last iterate at which the strengths were
/// chosen. Strengths are chosen on the quadratic models of the measure-disjoint folds, again at each of the first iterates.
/// </remarks>
internal sealed class DualNewton(ObjectivePairs pairs, int[] groups, double[] centre, PotentialObjectiveOptions options)
{
    private const int RidgeIterations = 2;
    private const int MaximumHalvings = 12;

    /// <summary>What the optimisation ended with.</summary>
    public sealed record Result(double[] Coefficients, RidgeSelection.Result Ridge, IReadOnlyList<double> DualValues, FitExitReason ExitReason);

    public Result Maximise(IProgress<FitProgress>? progress, CancellationToken cancellationToken)
    {
        int count = centre.Length;
        int maximum = options.MaximumIterations ?? 30;
        double[] alpha = [.. centre];
        var penalty = new double[count];
        double[] strengths = [];
        var values = new List<double>();
        RidgeSelection.Result? ridge = null;
        FoldBuckets buckets = pairs.Quadratic(alpha, cancellationToken);
        NormalEquations total = buckets.Total();
        Report(total, alpha, values, progress);
        FitExitReason reason = FitExitReason.MaximumIterationsReached;
        for (int iteration = 0; iteration < maximum; iteration++)
        {
            if (iteration < RidgeIterations)
            {
                if (ridge is null || options.Ridge is null)
                {
                    ridge = options.Ridge is { } strength
                        ? RidgeSelection.Fixed(groups, strength)
                        : RidgeSelection.Choose(buckets, groups, centre, ridge?.ByGroup);
                    strengths = ridge.Strengths(groups);
                    for (int k = 0; k < count; k++)
                        penalty[k] = total.Diagonal(k);
                    if (ReturnToCentre(alpha, strengths))
                        total = (buckets = pairs.Quadratic(alpha, cancellationToken)).Total();
                }
            }

            var candidate = new double[count];
            new RidgeProblem(total, groups, centre, penalty).Solve(strengths, candidate);
            for (int k = 0; k < count; k++)
                candidate[k] += centre[k];
            double current = Objective(total, alpha, strengths, penalty);
            double gain = current - Objective(total, candidate, strengths, penalty);
            if (gain <= 2 * options.OptimizationTolerance * pairs.Epsilon * pairs.Count && iteration >= RidgeIterations)
            {
                reason = FitExitReason.Converged;
                break;
            }

            if (!TryStep(alpha, candidate, current, gain, strengths, penalty, cancellationToken, out FoldBuckets? next))
            {
                reason = FitExitReason.PrecisionReached;
                break;
            }

            buckets = next!;
            total = buckets.Total();
            Report(total, alpha, values, progress);
        }

        return new Result(alpha, ridge!, values, reason);
    }

    /// <summary>Moves <paramref name="alpha"/> towards <paramref name="candidate"/> by the first of 1, 1/2, 1/4 … that gains enough.</summary>
    private bool TryStep(
        double[] alpha,
        double[] candidate,
        double current,
        double gain,
        double[] strengths,
        double[] penalty,
        CancellationToken cancellationToken,
        out FoldBuckets? buckets)
    {
        var trial = new double[alpha.Length];
        double step = 1;
        for (int halving = 0; halving < MaximumHalvings; halving++, step /= 2)
        {
            for (int k = 0; k < alpha.Length; k++)
                trial[k] = alpha[k] + (step * (candidate[k] - alpha[k]));
            buckets = pairs.Quadratic(trial, cancellationToken);
            double value = Objective(buckets.Total(), trial, strengths, penalty);
            if (value <= current - (1e-4 * step * gain))
            {
                trial.CopyTo(alpha, 0);
                return true;
            }
        }

        buckets = null;
        return false;
    }

    /// <summary>Puts the features that have been switched off back to the centre; true if any was elsewhere.</summary>
    private bool ReturnToCentre(double[] alpha, double[] strengths)
    {
        bool moved = false;
        for (int k = 0; k < alpha.Length; k++)
        {
            if (double.IsInfinity(strengths[k]) && alpha[k] != centre[k])
            {
                alpha[k] = centre[k];
                moved = true;
            }
        }

        return moved;
    }

    private double Objective(NormalEquations total, double[] alpha, double[] strengths, double[] penalty)
    {
        double value = total.Loss(alpha);
        for (int k = 0; k < alpha.Length; k++)
        {
            double difference = alpha[k] - centre[k];
            if (difference != 0)
                value += strengths[k] * penalty[k] * difference * difference;
        }

        return value;
    }

    private void Report(NormalEquations total, double[] alpha, List<double> values, IProgress<FitProgress>? progress)
    {
        double value = -0.5 * total.Loss(alpha) / pairs.Count;
        values.Add(value);
        progress?.Report(new FitProgress("Newton", values.Count - 1, value));
    }
}
