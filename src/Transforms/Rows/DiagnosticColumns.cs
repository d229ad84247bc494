using Microsoft.ML.Data;

namespace Microsoft.ML.SlicedOT;

/// <summary>The certificate of a row.</summary>
internal sealed class DiagnosticColumns
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
