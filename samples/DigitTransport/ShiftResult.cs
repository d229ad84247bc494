namespace DigitTransport;

/// <summary>Predictions for pictures that are not like those learned from.</summary>
/// <param name="Rows">One a kind of picture.</param>
/// <param name="ViolationRanksRmse">Rank correlation of violation and RMSE over the pairs of all rows.</param>
/// <param name="GapRanksRmse">Rank correlation of duality gap and RMSE over the pairs of all rows.</param>
internal sealed record ShiftResult(IReadOnlyList<ShiftRow> Rows, double ViolationRanksRmse, double GapRanksRmse)
{
    public static readonly string[] Headings = ["pictures", "RA-OT, RMSE x 1e-6", "untrained", "violation", "violation ranks RMSE", "gap ranks RMSE"];

    public string[][] Cells() => [.. Rows.Select(row => row.Cells()), ["all together", "", "", "", Number(ViolationRanksRmse), Number(GapRanksRmse)]];

    private static string Number(double value) => FormattableString.Invariant($"{value:0.00}");
}
