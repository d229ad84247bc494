namespace Microsoft.ML.SlicedOT.Benchmarks;

/// <summary>The matrix of costs, for what cannot compute them on the way.</summary>
internal static class StoredCosts
{
    /// <summary>Row-major, n x m.</summary>
    public static float[] Of(TransportProblem problem)
    {
        var costs = new float[problem.SourceCount * problem.TargetCount];
        for (int i = 0; i < problem.SourceCount; i++)
            problem.Geometry.WriteCostRow(i, costs.AsSpan(i * problem.TargetCount, problem.TargetCount));
        return costs;
    }
}
