namespace Microsoft.ML.SlicedOT;

/// <summary><c>|s - t|^2</c>.</summary>
internal readonly struct SquaredDistance : IUnivariateCost
{
    public static double Cost(double s, double t) => (s - t) * (s - t);

    public static double MeanRise(double from, double to, double t1, double t2) => (to - from) * (to + from - (t1 + t2));

    public static TLanes MeanRise<TLanes>(TLanes from, TLanes to, TLanes t1, TLanes t2)
        where TLanes : unmanaged, ISliceLanes<TLanes> => (to - from) * (to + from - (t1 + t2));
}
