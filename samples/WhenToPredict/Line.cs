using static System.FormattableString;

namespace WhenToPredict;

/// <summary>What one way of predicting and its alternative came to.</summary>
/// <param name="Violation">Of the prediction.</param>
/// <param name="Milliseconds">A pair.</param>
/// <param name="SolveMilliseconds">A cold solve to the same violation.</param>
/// <param name="SolveSweeps">How many sweeps that takes.</param>
internal sealed record Prediction(double Violation, double Milliseconds, double SolveMilliseconds, double SolveSweeps);

/// <summary>A line of the table.</summary>
internal sealed record Line(
    double Points, int Dimension, double Scale, Prediction Fixed, Prediction Pooled, double RefineMilliseconds, double RefineSweeps, double ColdMilliseconds, double ColdSweeps)
{
    public static readonly string[] Headings =
    [
        "n", "d", "epsilon/mean cost", "fixed: ms", "violation", "solve to that: ms", "pooled: ms", "violation", "solve to that: ms", "sweeps", "refine to 1e-6: ms", "sweeps", "solve to 1e-6: ms", "sweeps",
    ];

    public string[] Cells() =>
    [
        Invariant($"{Points:0}"), Invariant($"{Dimension}"), Invariant($"{Scale}"),
        Invariant($"{Fixed.Milliseconds:0.00}"), Invariant($"{Fixed.Violation:0.000}"), Invariant($"{Fixed.SolveMilliseconds:0.00}"),
        Invariant($"{Pooled.Milliseconds:0.00}"), Invariant($"{Pooled.Violation:0.000}"), Invariant($"{Pooled.SolveMilliseconds:0.00}"), Invariant($"{Pooled.SolveSweeps:0.0}"),
        Invariant($"{RefineMilliseconds:0.00}"), Invariant($"{RefineSweeps:0.0}"), Invariant($"{ColdMilliseconds:0.00}"), Invariant($"{ColdSweeps:0.0}"),
    ];
}
