namespace Microsoft.ML.SlicedOT;

/// <summary>A convex cost of the difference of two positions on the line.</summary>
internal interface IUnivariateCost
{
    /// <summary>The cost between positions s and t.</summary>
    static abstract double Cost(double s, double t);

    /// <summary>The mean of <c>Cost(to, t) - Cost(from, t)</c> over two t, without cancellation where from and to are close.</summary>
    static abstract double MeanRise(double from, double to, double t1, double t2);

    /// <summary>The same for several directions.</summary>
    static abstract TLanes MeanRise<TLanes>(TLanes from, TLanes to, TLanes t1, TLanes t2)
        where TLanes : unmanaged, ISliceLanes<TLanes>;
}

/// <summary><c>|s - t|^2</c>.</summary>
internal readonly struct SquaredDistance : IUnivariateCost
{
    public static double Cost(double s, double t) => (s - t) * (s - t);

    public static double MeanRise(double from, double to, double t1, double t2) => (to - from) * (to + from - (t1 + t2));

    public static TLanes MeanRise<TLanes>(TLanes from, TLanes to, TLanes t1, TLanes t2)
        where TLanes : unmanaged, ISliceLanes<TLanes> => (to - from) * (to + from - (t1 + t2));
}

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
