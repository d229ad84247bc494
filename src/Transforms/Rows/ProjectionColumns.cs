using Microsoft.ML.Data;

namespace Microsoft.ML.SlicedOT;

/// <summary>The barycentric projection: where each source point goes, n x d row-major.</summary>
internal sealed class ProjectionColumns
{
    [ColumnName(ReservedColumns.TransportedSource)]
    public VBuffer<float> TransportedSource;
}
