using System.Numerics.Tensors;

namespace Microsoft.ML.SlicedOT;

/// <summary>
/// Sliced potentials: for each direction both measures are projected onto the line and the exact source potential of the resulting
/// one-dimensional problem (<see cref="UnivariatePotentials"/>) is taken back to the source atoms.
/// </summary>
internal static class SlicedPotentials
{
    /// <summary>
    /// Writes the feature matrix Phi, direction after direction (L x n): row l holds the potential along direction l at the n source atoms,
    /// centred so that its mean under the source weights is 0.
    /// </summary>
    /// <param name="problem">The pair; its cost decides the exponent and, on the sphere, normalises the points.</param>
    /// <param name="directions">The L directions.</param>
    /// <param name="features">Receives L x n values.</param>
    /// <param name="workspace">Buffers to reuse; the calling thread's own if null.</param>
    public static void Compute(TransportProblem problem, SlicingDirections directions, Span<double> features, UnivariateWorkspace? workspace = null)
    {
        int n = problem.SourceCount;
        if (features.Length != (long)directions.Count * n)
            throw new ArgumentException($"{directions.Count} directions and {n} source atoms need {(long)directions.Count * n} values, not {features.Length}.", nameof(features));

        UnivariateWorkspace buffers = workspace ?? UnivariateWorkspace.Take();
        var slices = new PairSlices(problem, directions, buffers);
        ReadOnlySpan<double> a = problem.Source.Weights;
        slices.Sum<StoreValue>([], features, stride: n);
        if (workspace is null)
            buffers.Return();
        for (int l = 0; l < directions.Count; l++)
        {
            Span<double> column = features.Slice(l * n, n);
            Shift(column, -Mean(a, column));
        }
    }

    /// <summary>
    /// Adds <c>sum_l coefficients[l] Phi_l</c> to <paramref name="f"/> without storing Phi.
    /// </summary>
    /// <param name="problem">The pair.</param>
    /// <param name="directions">The L directions.</param>
    /// <param name="coefficients">L coefficients.</param>
    /// <param name="f">n values, one a source atom.</param>
    /// <param name="workspace">Buffers to reuse; the calling thread's own if null.</param>
    public static void Accumulate(
        TransportProblem problem, SlicingDirections directions, ReadOnlySpan<double> coefficients, Span<double> f, UnivariateWorkspace? workspace = null)
    {
        if (coefficients.Length != directions.Count)
            throw new ArgumentException($"{directions.Count} directions need as many coefficients, not {coefficients.Length}.", nameof(coefficients));
        if (f.Length != problem.SourceCount)
            throw new ArgumentException($"{problem.SourceCount} source atoms need as many values, not {f.Length}.", nameof(f));

        UnivariateWorkspace buffers = workspace ?? UnivariateWorkspace.Take();
        var slices = new PairSlices(problem, directions, buffers);
        ReadOnlySpan<double> a = problem.Source.Weights;
        double meanBefore = Mean(a, f);
        slices.Sum<AddValue>(coefficients, f, stride: 0);
        if (workspace is null)
            buffers.Return();

        // Centring is linear: one shift at the end centres every slice.
        Shift(f, meanBefore - Mean(a, f));
    }

    private static double Mean(ReadOnlySpan<double> weights, ReadOnlySpan<double> values) =>
        TensorPrimitives.Dot(weights, values);

    private static void Shift(Span<double> values, double shift) =>
        TensorPrimitives.Add(values, shift, values);
}
