namespace Microsoft.ML.SlicedOT;

/// <summary>The linear term x·(mean_b - mean_a): the potential of a translation is -2 times it.</summary>
internal sealed class MeanShiftBlock : QuadraticFeatureBlock
{
    public override FeatureBlockKind Kind => FeatureBlockKind.MeanShift;

    public override int Count => 1;

    public override string Name(int feature) => "MeanShift";

    protected override void Accumulate(FeatureWorkspace pair, int feature, double coefficient, QuadraticForm form)
    {
        PairMoments moments = pair.Moments;
        for (int k = 0; k < moments.Dimension; k++)
            form.Linear[k] += coefficient * (moments.TargetMean[k] - moments.SourceMean[k]);
    }
}
