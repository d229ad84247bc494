using static System.FormattableString;

namespace DigitTransport;

/// <summary>One kind of picture.</summary>
/// <param name="Shift">Which.</param>
/// <param name="Rmse">RMSE of the predictions, a mean over the pairs.</param>
/// <param name="UntrainedRmse">The same with nothing learned.</param>
/// <param name="Violation">Marginal violation of the predictions, a mean over the pairs.</param>
/// <param name="ViolationRanksRmse">Rank correlation of violation and RMSE over these pairs.</param>
/// <param name="GapRanksRmse">Rank correlation of duality gap and RMSE over these pairs.</param>
internal sealed record ShiftRow(string Shift, double Rmse, double UntrainedRmse, double Violation, double ViolationRanksRmse, double GapRanksRmse)
{
    public string[] Cells() =>
        [Shift, Invariant($"{Rmse * 1e6:0.00}"), Invariant($"{UntrainedRmse * 1e6:0.00}"), Invariant($"{Violation:0.000}"), Invariant($"{ViolationRanksRmse:0.00}"), Invariant($"{GapRanksRmse:0.00}")];
}
