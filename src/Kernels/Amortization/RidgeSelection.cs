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

    /// <summary>The choice, and its loss on all held-out parts together beside the sum of their squared targets (both NaN without folds).</summary>
    internal sealed record Result(double[] ByGroup, double HeldOutLoss, double HeldOutSquares, IReadOnlyList<RidgeChoice> Choices)
    {
        internal double[] Strengths(int[] groups)
        {
            double[] strengths = new double[groups.Length];
            for (int k = 0; k < groups.Length; k++)
                strengths[k] = ByGroup[groups[k]];
            return strengths;
        }
    }

    internal static Result Fixed(int[] groups, double strength) =>
        Describe(groups, [strength, strength, strength], double.NaN, double.NaN, "as given");

    internal static Result Choose(FoldBuckets buckets, int[] groups, ReadOnlySpan<double> centre)
    {
        List<(NormalEquations Train, NormalEquations HeldOut)> folds = buckets.Folds();
        if (folds.Count == 0)
            return Describe(groups, [.. Default], double.NaN, double.NaN, "default: no fold of the training pairs shares no measure with the rest");

        var problems = new RidgeProblem[folds.Count];
        for (int k = 0; k < folds.Count; k++)
            problems[k] = new RidgeProblem(folds[k].Train, centre);
        double[] best = [.. Default];
        double bestLoss = HeldOutLoss(folds, problems, groups, centre, best);
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
                    double loss = HeldOutLoss(folds, problems, groups, centre, trial);
                    if (loss < bestLoss)
                        (best, bestLoss, changed) = (trial, loss, true);
                }
            }
            if (!changed)
                break;
        }
        double squares = 0;
        foreach ((_, NormalEquations heldOut) in folds)
            squares += heldOut.TargetSquares;
        return Describe(groups, best, bestLoss, squares, $"least held-out error over {folds.Count} folds that share no measure with their training part");
    }

    private static Result Describe(int[] groups, double[] byGroup, double loss, double squares, string reason)
    {
        var choices = new List<RidgeChoice>();
        for (int group = 0; group < RidgeGroups.Count; group++)
        {
            if (Array.IndexOf(groups, group) >= 0)
                choices.Add(new RidgeChoice(RidgeGroups.Names[group], byGroup[group], reason));
        }
        return new Result(byGroup, loss, squares, choices);
    }

    private static double HeldOutLoss(
        List<(NormalEquations Train, NormalEquations HeldOut)> folds,
        RidgeProblem[] problems,
        int[] groups,
        ReadOnlySpan<double> centre,
        double[] byGroup)
    {
        double[] strengths = new double[groups.Length];
        double[] coefficients = new double[groups.Length];
        for (int k = 0; k < groups.Length; k++)
            strengths[k] = byGroup[groups[k]];
        double loss = 0;
        for (int k = 0; k < folds.Count; k++)
        {
            problems[k].Solve(strengths, coefficients);
            for (int j = 0; j < coefficients.Length; j++)
                coefficients[j] += centre[j];
            loss += folds[k].HeldOut.Loss(coefficients);
        }
        return loss;
    }
}
