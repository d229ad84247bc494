namespace Microsoft.ML.SlicedOT;

/// <summary>Features that are quadratic polynomials of the source point with coefficients made from the pair's moments.</summary>
internal abstract class QuadraticFeatureBlock : IFeatureBlock
{
    public abstract FeatureBlockKind Kind { get; }

    public abstract int Count { get; }

    public abstract string Name(int feature);

    public void Compute(FeatureWorkspace pair, Span<double> columns)
    {
        int n = pair.SourceCount;
        for (int k = 0; k < Count; k++)
        {
            pair.Form.Clear(pair.Moments);
            Accumulate(pair, k, 1.0, pair.Form);
            Span<double> column = columns.Slice(k * n, n);
            column.Clear();
            pair.Form.AddTo(pair.CentredSource, column);
        }
    }

    public void AddTo(FeatureWorkspace pair, ReadOnlySpan<double> coefficients, Span<double> f)
    {
        pair.Form.Clear(pair.Moments);
        for (int k = 0; k < Count; k++)
        {
            if (coefficients[k] != 0)
                Accumulate(pair, k, coefficients[k], pair.Form);
        }

        pair.Form.AddTo(pair.CentredSource, f);
    }

    /// <summary>Adds <paramref name="coefficient"/> times feature <paramref name="feature"/> to <paramref name="form"/>.</summary>
    protected abstract void Accumulate(FeatureWorkspace pair, int feature, double coefficient, QuadraticForm form);
}
