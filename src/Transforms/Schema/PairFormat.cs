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

    /// <summary>How strongly couplings hold on to the source's weights.</summary>
    public MassPenalty SourcePenalty { get; private init; }

    /// <summary>The same of the target's.</summary>
    public MassPenalty TargetPenalty { get; private init; }

    /// <summary>The same format with these mass penalties, in the units of the cost.</summary>
    public PairFormat WithPenalties(MassPenalty source, MassPenalty target) =>
        new(Layout, Cost, Normalization, Geometry) { SourcePenalty = source, TargetPenalty = target };

    public MeasureReader SourceReader() =>
        new(Geometry?.Source, Layout.Dimension, Layout.SourcePoints, Layout.SourceWeights, Normalization);

    public MeasureReader TargetReader() =>
        new(Geometry?.Target, Layout.Dimension, Layout.TargetPoints, Layout.TargetWeights, Normalization);
}
