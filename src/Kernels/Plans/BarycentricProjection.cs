using Microsoft.ML.SlicedOT.Simd;

namespace Microsoft.ML.SlicedOT;

/// <summary>
/// The barycentric projection of a coupling: every source point moved to the mean of where its mass goes,
/// <c>T(x_i) = sum_j P_ij y_j / sum_j P_ij</c>.
/// </summary>
internal static class BarycentricProjection
{
    /// <summary>Computes the projection of all source points; O(n + m) memory. Large problems are shared among threads.</summary>
    /// <param name="problem">Measures, cost and epsilon.</param>
    /// <param name="sourcePotential">The n values of f. They cancel in the quotient, which is therefore defined at atoms of zero weight too.</param>
    /// <param name="targetPotential">The m values of g.</param>
    /// <param name="destination">Receives n x d coordinates, row-major.</param>
    /// <exception cref="ArgumentException">A wrong length, or a value that is not finite.</exception>
    public static unsafe void Compute(TransportProblem problem, ReadOnlySpan<double> sourcePotential, ReadOnlySpan<double> targetPotential, Span<float> destination)
    {
        using var workspace = PlanWorkspace.Rent(problem, sourcePotential, targetPotential);
        int dimension = problem.Target.Dimension;
        if (destination.Length != (long)problem.SourceCount * dimension)
        {
            throw new ArgumentException(
                $"The destination holds {destination.Length} coordinates; {problem.SourceCount} points of dimension {dimension} need {(long)problem.SourceCount * dimension}.",
                nameof(destination));
        }

        PackedProblem packed = workspace.Problem;
        Span<double> f = workspace.SourceScratch.Resize(problem.SourceCount);
        sourcePotential.CopyTo(f);
        workspace.Transforms.LogDomain.Prepare(packed, KernelPrecision.Mixed).ToSource(workspace.Target.Span, f, all: true);
        fixed (float* result = destination)
            workspace.Averages.Compute(packed, workspace.Target.Span, f, result);
        workspace.Finish();
    }
}
