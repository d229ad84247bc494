using Microsoft.ML.Data;

namespace Microsoft.ML.SlicedOT;

/// <summary>A pair together with its potentials in double precision, as the mappings after the solve read it.</summary>
internal sealed class SolvedPair : Pair
{
    [ColumnName(ReservedColumns.ExactSourcePotential)]
    public VBuffer<double> SourcePotential;

    [ColumnName(ReservedColumns.ExactTargetPotential)]
    public VBuffer<double> TargetPotential;
}
