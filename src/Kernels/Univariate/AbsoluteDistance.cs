namespace Microsoft.ML.SlicedOT;

/// <summary><c>|s - t|</c>.</summary>
internal readonly struct AbsoluteDistance : IUnivariateCost
{
    public static double Cost(double s, double t) => Math.Abs(s - t);

    public static double MeanRise(double from, double to, double t1, double t2) =>
        0.5 * (Math.Abs(to - t1) - Math.Abs(from - t1) + (Math.Abs(to - t2) - Math.Abs(from - t2)));
}
