namespace Microsoft.ML.SlicedOT;

/// <summary><c>|s - t|^2</c>.</summary>
internal readonly struct SquaredDistance : IUnivariateCost
{
    public static double Cost(double s, double t) => (s - t) * (s - t);

    public static double Rise(double from, double to, double t) => (to - from) * ((to - t) + (from - t));
}
