using Microsoft.ML.Data;

namespace Microsoft.ML.SlicedOT;

/// <summary>A row that is a batch, as the mapping reads it.</summary>
internal sealed class BatchRow
{
    [ColumnName(ReservedColumns.Parameters)]
    public ReadOnlyMemory<char> Parameters;

    [ColumnName(ReservedColumns.Batch)]
    public VBuffer<float> Batch;
}

/// <summary>What the mapping says about a batch.</summary>
internal sealed class BatchDriftColumns
{
    public const string PValueName = ReservedColumns.Prefix + "PValue";
    public const string DivergenceName = ReservedColumns.Prefix + "Divergence";
    public const string FeatureName = ReservedColumns.Prefix + "DriftedFeature";
    public const string ShiftName = ReservedColumns.Prefix + "FeatureShift";

    [ColumnName(PValueName)]
    public float PValue;

    [ColumnName(DivergenceName)]
    public float Divergence;

    [ColumnName(FeatureName)]
    public int DriftedFeature;

    [ColumnName(ShiftName)]
    public float FeatureShift;
}
