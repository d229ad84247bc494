using Microsoft.ML.Data;

namespace Microsoft.ML.SlicedOT;

/// <summary>A row to map, as the mapping reads it.</summary>
internal sealed class DomainRow
{
    [ColumnName(ReservedColumns.Parameters)]
    public ReadOnlyMemory<char> Parameters;

    [ColumnName(ReservedColumns.Features)]
    public VBuffer<float> Features;

    [ColumnName(ReservedColumns.Label)]
    public VBuffer<float> Label;
}

/// <summary>What the first mapping of a domain chain adds: the key of the parameters, and an empty label.</summary>
internal sealed class KeyColumns
{
    [ColumnName(ReservedColumns.Key)]
    public string Key = "";

    [ColumnName(ReservedColumns.Label)]
    public VBuffer<float> Label;
}
