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
