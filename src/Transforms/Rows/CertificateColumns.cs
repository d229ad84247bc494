using Microsoft.ML.Data;

namespace Microsoft.ML.SlicedOT;

/// <summary>The certificate of a row, primal value included.</summary>
internal sealed class CertificateColumns : DiagnosticColumns
{
    [ColumnName(ReservedColumns.PrimalValue)]
    public float PrimalValue;
}
