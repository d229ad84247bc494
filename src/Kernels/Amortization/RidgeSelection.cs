namespace Microsoft.ML.SlicedOT;

/// <summary>Chooses a ridge strength a group of features by the error on folds that share no measure with their training part.</summary>
internal static class RidgeSelection
{
    /// <summary>Strengths used where no measure-disjoint fold exists: slices and extra features lightly, the common part off.</summary>
    internal static readonly double[] Default = [0.03, 0.03, double.PositiveInfinity];

    private const int MaximumRounds = 3;

    private static readonly double[][] Candidates =
    [
        [1e-4, 1e-3, 1e-2, 0.1, 1],
        [1e-4, 1e-3, 1e-2, 0.1, 1, double.PositiveInfinity],
        [1e-3, 1e-2, 0.1, 1, double.PositiveInfinity],
    ];

    /// <summary>The choice and its held-out error relative to the held-out targets' squares (NaN without folds).</summary>
    internal sealed record Result(double[] ByGroup, double HeldOutError, IReadOnlyList<RidgeChoice> Choices);

    internal static Result Fixed(int[] groups, double strength) =>
        Describe(groups, [strength, strength, strength], double.NaN, "as given");

    internal static Result Choose(FoldBuckets buckets, int[] groups, ReadOnlySpan<double> centre)
    {
        List<(NormalEquations Train, NormalEquations HeldOut)> folds = buckets.Folds();
        if (folds.Count == 0)
            return Describe(groups, [.. Default], double.NaN, "default: no fold of the training pairs shares no measure with the rest");

        var problems = new RidgeProblem[folds.Count];
        for (int k = 0; k < folds.Count; k++)
            problems[k] = new RidgeProblem(folds[k].Train, centre);
        double[] best = [.. Default];
        double bestError = HeldOutError(folds, problems, groups, centre, best);
        for (int round = 0; round < MaximumRounds; round++)
        {
            bool changed = false;
            for (int group = 0; group < RidgeGroups.Count; group++)
            {
                if (Array.IndexOf(groups, group) < 0)
                    continue;
                foreach (double candidate in Candidates[group])
                {
                    if (candidate == best[group])
                        continue;
                    double[] trial = [.. best];
                    trial[group] = candidate;
                    double error = HeldOutError(folds, problems, groups, centre, trial);
                    if (error < bestError)
                    {
                        (best, bestError, changed) = (trial, error, true);
                    }
                }
            }
            if (!changed)
                break;
        }
        return Describe(groups, best, bestError, $"least held-out error over {folds.Count} folds that share no measure with their training part");
    }

    private static Result Describe(int[] groups, double[] byGroup, double error, string reason)
    {
        var choices = new List<RidgeChoice>();
        for (int group = 0; group < RidgeGroups.Count; group++)
        {
            if (Array.IndexOf(groups, group) >= 0)
                choices.Add(new RidgeChoice(RidgeGroups.Names[group], byGroup[group], reason));
        }
        return new Result(byGroup, error, choices);
    }

    private static double HeldOutError(
        List<(NormalEquations Train, NormalEquations HeldOut)> folds,
        RidgeProblem[] problems,
        int[] groups,
        ReadOnlySpan<double> centre,
        double[] byGroup)
    {
        double[] strengths = new double[groups.Length];
        double[] coefficients = new double[groups.Length];
        RidgeGroups.Spread(groups, byGroup, strengths);
        double loss = 0, squares = 0;
        for (int k = 0; k < folds.Count; k++)
        {
            problems[k].Solve(strengths, coefficients);
            for (int j = 0; j < coefficients.Length; j++)
                coefficients[j] += centre[j];
            loss += folds[k].HeldOut.Loss(coefficients);
            squares += folds[k].HeldOut.TargetSquares;
        }
        return squares > 0 ? loss / squares : 0;
    }
}
