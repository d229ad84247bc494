using Microsoft.ML.Data;

namespace Microsoft.ML.SlicedOT;

/// <summary>One row as every mapping reads it: the model's parameters and the pair, absent columns empty.</summary>
internal class Pair
{
    [ColumnName(ReservedColumns.Parameters)]
    public ReadOnlyMemory<char> Parameters;

    [ColumnName(ReservedColumns.SourcePoints)]
    public VBuffer<float> SourcePoints;

    [ColumnName(ReservedColumns.TargetPoints)]
    public VBuffer<float> TargetPoints;

    [ColumnName(ReservedColumns.SourceWeights)]
    public VBuffer<float> SourceWeights;

    [ColumnName(ReservedColumns.TargetWeights)]
    public VBuffer<float> TargetWeights;
}
