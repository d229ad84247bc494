using Microsoft.ML.Data;

namespace Microsoft.ML.SlicedOT;

/// <summary>The coupling, row-major i * m + j, and the mass of the entries left out of it.</summary>
internal sealed class CouplingColumns
{
    [ColumnName(ReservedColumns.Coupling)]
    public VBuffer<float> Coupling;

    [ColumnName(ReservedColumns.DroppedMass)]
    public float DroppedMass;
}
