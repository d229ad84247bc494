using Microsoft.ML.Data;

namespace Microsoft.ML.SlicedOT;

/// <summary>Outputs of the solve: potentials (double precision for the mappings that follow, float for users) and how it ended.</summary>
internal sealed class PotentialColumns
{
    [ColumnName(ReservedColumns.ExactSourcePotential)]
    public VBuffer<double> ExactSourcePotential;

    [ColumnName(ReservedColumns.ExactTargetPotential)]
    public VBuffer<double> ExactTargetPotential;

    [ColumnName(ReservedColumns.SourcePotential)]
    public VBuffer<float> SourcePotential;

    [ColumnName(ReservedColumns.TargetPotential)]
    public VBuffer<float> TargetPotential;

    [ColumnName(ReservedColumns.Sweeps)]
    public int Sweeps;

    [ColumnName(ReservedColumns.ExitReason)]
    public string ExitReason = "";
}
