namespace Microsoft.ML.SlicedOT.Benchmarks;

/// <summary>What a method of Python OT did with a problem.</summary>
/// <param name="Milliseconds">Median.</param>
/// <param name="Sweeps">How many sweeps it took; null where it does not count any.</param>
/// <param name="Violation">L1 marginal violation of its plan; null when not finite.</param>
/// <param name="Plan">Its plan, row-major.</param>
internal sealed record PeerTime(double Milliseconds, int? Sweeps, double? Violation, float[] Plan)
{
    /// <summary>The sum of the absolute differences between its plan and another; null when not finite.</summary>
    public double? DistanceTo(ReadOnlySpan<float> plan)
    {
        double sum = 0;
        for (int k = 0; k < plan.Length; k++)
            sum += Math.Abs((double)plan[k] - Plan[k]);
        return double.IsFinite(sum) ? sum : null;
    }
}
