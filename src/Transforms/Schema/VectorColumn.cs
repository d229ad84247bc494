using Microsoft.ML.Data;

namespace Microsoft.ML.SlicedOT;

/// <summary>The vector that is about to be given its fixed size.</summary>
internal sealed class VectorColumn
{
    [ColumnName(ReservedColumns.Vector)]
    public VBuffer<float> Values;
}
