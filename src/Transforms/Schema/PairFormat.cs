namespace Microsoft.ML.SlicedOT;

/// <summary>How a row's columns become two measures: all that the column reader has to know.</summary>
internal sealed class PairFormat
{
    public PairFormat(ColumnLayout layout, GroundCost cost, WeightNormalization normalization, Geometry? geometry)
    {
        Layout = layout;
        Cost = cost;
        Normalization = normalization;
        Geometry = geometry;
    }

    public ColumnLayout Layout { get; }

    public GroundCost Cost { get; }

    public WeightNormalization Normalization { get; }

    /// <summary>The geometry of the fixed supports, shared by all rows and threads; null where rows bring their points.</summary>
    public Geometry? Geometry { get; }

    public MeasureReader SourceReader() =>
        new(Geometry?.Source, Layout.Dimension, Layout.SourcePoints, Layout.SourceWeights, Normalization);

    public MeasureReader TargetReader() =>
        new(Geometry?.Target, Layout.Dimension, Layout.TargetPoints, Layout.TargetWeights, Normalization);
}
