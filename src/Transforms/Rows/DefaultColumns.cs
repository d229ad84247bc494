using Microsoft.ML.Data;

namespace Microsoft.ML.SlicedOT;

/// <summary>What the first mapping adds: the key of the parameters and empty vectors for the inputs a user leaves out.</summary>
internal sealed class DefaultColumns
{
    [ColumnName(ReservedColumns.Key)]
    public string Key = "";

    [ColumnName(ReservedColumns.SourcePoints)]
    public VBuffer<float> SourcePoints;

    [ColumnName(ReservedColumns.TargetPoints)]
    public VBuffer<float> TargetPoints;

    [ColumnName(ReservedColumns.SourceWeights)]
    public VBuffer<float> SourceWeights;

    [ColumnName(ReservedColumns.TargetWeights)]
    public VBuffer<float> TargetWeights;
}
