using Microsoft.ML.Data;

namespace Microsoft.ML.SlicedOT;

/// <summary>The certificate of a row, as chains saved with the first version of its mapping have it: they drop no column added later.</summary>
internal class DiagnosticColumns
{
    [ColumnName(ReservedColumns.TransportCost)]
    public float TransportCost;

    [ColumnName(ReservedColumns.DualValue)]
    public float DualValue;

    [ColumnName(ReservedColumns.MarginalViolation)]
    public float MarginalViolation;

    [ColumnName(ReservedColumns.RelativeDualityGap)]
    public float RelativeDualityGap;
}
