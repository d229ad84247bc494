namespace Microsoft.ML.SlicedOT;

/// <summary><c>|s - t|^2</c>.</summary>
internal readonly struct SquaredDistance : IUnivariateCost
{
    public static double Cost(double s, double t) => (s - t) * (s - t);

    public static double MeanRise(double from, double to, double t1, double t2) => (to - from) * (to + from - (t1 + t2));
}
