namespace Microsoft.ML.SlicedOT;

/// <summary>What all pairs of one fit have in common.</summary>
internal static class TrainingPairs
{
    /// <summary>What keeps a pair out of a fit, or null.</summary>
    public static string? Mismatch(TransportProblem problem, GroundCost cost, double epsilon, int dimension)
    {
        if (problem.Source.Dimension != dimension)
            return $"has dimension {problem.Source.Dimension}, the fit {dimension}.";
        if (problem.Epsilon != epsilon)
            return FormattableString.Invariant($"has epsilon {problem.Epsilon}, the fit {epsilon}.");
        return SameCost(problem.Geometry.Cost, cost) ? null : $"has ground cost {problem.Geometry.Cost.Kind}, the fit {cost.Kind} (or a matrix with other entries).";
    }

    public static bool SameCost(GroundCost one, GroundCost other) =>
        ReferenceEquals(one, other)
        || (one is MatrixCost mine && other is MatrixCost theirs
            ? mine.SourceCount == theirs.SourceCount && mine.Costs.AsSpan().SequenceEqual(theirs.Costs)
            : one.Kind == other.Kind);

    public static bool SameGeometry(Geometry? one, Geometry? other) =>
        ReferenceEquals(one, other)
        || (one is not null && other is not null && one.Source.ContentEquals(other.Source) && one.Target.ContentEquals(other.Target));
}

/// <summary>What working on one training pair cost, and whether its teacher converged.</summary>
internal readonly record struct PairOutcome(double FeatureSeconds, double TeacherSeconds, double GramSeconds, bool TeacherConverged);

/// <summary>A training pair whose objective cannot be evaluated.</summary>
internal sealed class TrainingPairException(int pair, string reason, Exception? inner) : Exception(reason, inner)
{
    /// <summary>Which of the pairs.</summary>
    public int Pair => pair;
}
