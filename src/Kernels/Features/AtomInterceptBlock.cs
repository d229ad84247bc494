namespace Microsoft.ML.SlicedOT;

/// <summary>One free value an atom of the fixed source support.</summary>
internal sealed class AtomInterceptBlock(int sourceCount) : IFeatureBlock
{
    public FeatureBlockKind Kind => FeatureBlockKind.AtomIntercept;

    public int Count => sourceCount;

    public string Name(int feature) => $"AtomIntercept[{feature}]";

    public void Compute(FeatureWorkspace pair, Span<double> columns)
    {
        Check(pair);
        columns[..(sourceCount * sourceCount)].Clear();
        for (int i = 0; i < sourceCount; i++)
            columns[(i * sourceCount) + i] = 1;
    }

    public void AddTo(FeatureWorkspace pair, ReadOnlySpan<double> coefficients, Span<double> f)
    {
        Check(pair);
        for (int i = 0; i < sourceCount; i++)
            f[i] += coefficients[i];
    }

    private void Check(FeatureWorkspace pair)
    {
        if (pair.SourceCount != sourceCount)
            throw new ArgumentException($"The model has an intercept for each of {sourceCount} fixed source atoms, but this source has {pair.SourceCount} atoms; use the supports the model was trained on or train without AtomIntercept.");
    }
}
