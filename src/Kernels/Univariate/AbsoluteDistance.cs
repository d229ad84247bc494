namespace Microsoft.ML.SlicedOT;

/// <summary><c>|s - t|</c>.</summary>
internal readonly struct AbsoluteDistance : IUnivariateCost
{
    public static double Cost(double s, double t) => Math.Abs(s - t);

    public static double Rise(double from, double to, double t) => Math.Abs(to - t) - Math.Abs(from - t);
}
