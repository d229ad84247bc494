namespace Microsoft.ML.SlicedOT;

/// <summary>One kind of feature: functions on the source atoms of a pair.</summary>
internal interface IFeatureBlock
{
    FeatureBlockKind Kind { get; }

    int Count { get; }

    string Name(int feature);

    /// <summary>Writes the features' values, feature-major: feature k at atom i in <c>columns[k * n + i]</c>. Need not be centred.</summary>
    void Compute(FeatureWorkspace pair, Span<double> columns);

    /// <summary>Adds <c>sum_k coefficients[k] * feature_k</c> to <paramref name="f"/>, up to a constant.</summary>
    void AddTo(FeatureWorkspace pair, ReadOnlySpan<double> coefficients, Span<double> f);
}
