namespace Microsoft.ML.SlicedOT;

/// <summary><c>|s - t|</c>.</summary>
internal readonly struct AbsoluteDistance : IUnivariateCost
{
    public static double Cost(double s, double t) => Math.Abs(s - t);

    public static double MeanRise(double from, double to, double t1, double t2) =>
        0.5 * (Math.Abs(to - t1) - Math.Abs(from - t1) + (Math.Abs(to - t2) - Math.Abs(from - t2)));

    public static TLanes MeanRise<TLanes>(TLanes from, TLanes to, TLanes t1, TLanes t2)
        where TLanes : unmanaged, ISliceLanes<TLanes> =>
        TLanes.Create(0.5) * (TLanes.Abs(to - t1) - TLanes.Abs(from - t1) + (TLanes.Abs(to - t2) - TLanes.Abs(from - t2)));
}
