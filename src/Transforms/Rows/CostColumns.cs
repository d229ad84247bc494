using Microsoft.ML.Data;

namespace Microsoft.ML.SlicedOT;

/// <summary>The predicted cost of a row and its bounds.</summary>
internal sealed class CostColumns
{
    [ColumnName(ReservedColumns.Prefix + "TransportCost")]
    public float TransportCost;

    [ColumnName(ReservedColumns.Prefix + "LowerBound")]
    public float LowerBound;

    [ColumnName(ReservedColumns.Prefix + "UpperBound")]
    public float UpperBound;

    [ColumnName(ReservedColumns.Prefix + "IntervalLow")]
    public float IntervalLow;

    [ColumnName(ReservedColumns.Prefix + "IntervalHigh")]
    public float IntervalHigh;

    [ColumnName(ReservedColumns.Prefix + "UnlikeTraining")]
    public bool UnlikeTraining;

    [ColumnName(ReservedColumns.Prefix + "Solved")]
    public bool Solved;
}

/// <summary>The plan of a row and how far from optimal it can be.</summary>
internal sealed class PlanColumns
{
    [ColumnName(ReservedColumns.Prefix + "Coupling")]
    public VBuffer<float> Coupling;

    [ColumnName(ReservedColumns.Prefix + "TransportCost")]
    public float TransportCost;

    [ColumnName(ReservedColumns.Prefix + "LowerBound")]
    public float LowerBound;

    [ColumnName(ReservedColumns.Prefix + "RelativeGap")]
    public float RelativeGap;
}

/// <summary>What the first mapping of a cost model adds; its type tells such models from others.</summary>
internal sealed class CostDefaultColumns : DefaultColumns;

/// <summary>What the first mapping of a plan model adds.</summary>
internal sealed class PlanDefaultColumns : DefaultColumns;

/// <summary>What the first mapping of an embedding adds.</summary>
internal sealed class EmbeddingDefaultColumns : DefaultColumns;

/// <summary>The distances of a row's measure to the references.</summary>
internal sealed class EmbeddingColumns
{
    [ColumnName(ReservedColumns.Prefix + "Features")]
    public VBuffer<float> Features;
}
