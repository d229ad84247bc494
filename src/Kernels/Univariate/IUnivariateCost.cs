namespace Microsoft.ML.SlicedOT;

/// <summary>A convex cost of the difference of two positions on the line.</summary>
internal interface IUnivariateCost
{
    /// <summary>The cost between positions s and t.</summary>
    static abstract double Cost(double s, double t);

    /// <summary><c>Cost(to, t) - Cost(from, t)</c>, without cancellation where from and to are close.</summary>
    static abstract double Rise(double from, double to, double t);
}
