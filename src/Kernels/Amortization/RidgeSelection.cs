namespace Microsoft.ML.SlicedOT;

/// <summary>Chooses a ridge strength a group of features by the error on folds that share no measure with their training part.</summary>
internal static class RidgeSelection
{
    /// <summary>Strengths used where no measure-disjoint fold exists: slices and extra features lightly, the common part off.</summary>
    internal static readonly double[] Default = [0.03, 0.03, double.PositiveInfinity];

    /// <summary>The search starts where hardly anything is learned ...</summary>
    private static readonly double[] Start = [10, 1, double.PositiveInfinity];

    /// <summary>... and gives up strength only for a gain that is more than chance: with few pairs the folds themselves are overfitted otherwise.</summary>
    private const double LeastGain = 0.01;

    private const int MaximumRounds = 4;

    /// <summary>How many strengths in a row may fail before the search of a group in one direction ends.</summary>
    private const int LookAhead = 2;

    private static readonly double[][] Candidates =
    [
        [10, 1, 0.1, 1e-2, 1e-3, 1e-4],
        [double.PositiveInfinity, 10, 1, 0.1, 1e-2, 1e-3, 1e-4],
        [double.PositiveInfinity, 10, 1, 0.1, 1e-2, 1e-3, 1e-4],
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
        double[] best = [.. Start];
        double bestLoss = HeldOutLoss(folds, problems, groups, centre, best);
        double floor = LeastLoss(folds, groups, centre);
        for (int round = 0; round < MaximumRounds; round++)
        {
            bool changed = false;
            for (int group = 0; group < RidgeGroups.Count; group++)
            {
                if (Array.IndexOf(groups, group) < 0)
                    continue;
                int place = Array.IndexOf(Candidates[group], best[group]);
                foreach (int direction in (int[])[1, -1])
                {
                    int failures = 0;
                    for (int k = place + direction; k >= 0 && k < Candidates[group].Length && failures < LookAhead; k += direction)
                    {
                        double[] trial = [.. best];
                        trial[group] = Candidates[group][k];
                        double loss = HeldOutLoss(folds, problems, groups, centre, trial);
                        double asked = direction > 0 ? LeastGain * (bestLoss - floor) : 0;
                        failures++;
                        if (loss < bestLoss - asked)
                            (best, bestLoss, changed, failures) = (trial, loss, true, 0);
                    }
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

    /// <summary>About the least loss the features can reach on the held-out parts, by fitting those themselves.</summary>
    private static double LeastLoss(List<(NormalEquations Train, NormalEquations HeldOut)> folds, int[] groups, ReadOnlySpan<double> centre)
    {
        double[] strengths = new double[groups.Length];
        for (int k = 0; k < groups.Length; k++)
            strengths[k] = groups[k] == RidgeGroups.Common ? double.PositiveInfinity : 1e-3;
        double[] coefficients = new double[groups.Length];
        double loss = 0;
        foreach ((_, NormalEquations heldOut) in folds)
        {
            new RidgeProblem(heldOut, centre).Solve(strengths, coefficients);
            for (int j = 0; j < coefficients.Length; j++)
                coefficients[j] += centre[j];
            loss += heldOut.Loss(coefficients);
        }
        return loss;
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
