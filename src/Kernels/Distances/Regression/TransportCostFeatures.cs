namespace Microsoft.ML.SlicedOT;

/// <summary>
/// What a transport cost is predicted from: parts of the bounds above the means' distance, which every target contains as it is. All are of degree two
/// in the coordinates (epsilon is, too), and there is no intercept: units do not matter.
/// </summary>
internal static class TransportCostFeatures
{
    private static readonly string[] FewForSquaredWasserstein = ["Lower", "Upper"];
    private static readonly string[] ManyForSquaredWasserstein = ["Lower", "Upper", "MeanLower", "MeanUpper", "Product", "Gaussian"];
    private static readonly string[] FewForCost = ["Lower", "EntropicCost", "EntropicPenalty"];
    private static readonly string[] FewForValue = ["Lower", "EntropicUpper"];
    private static readonly string[] FewForDivergence = ["DebiasedLower", "DebiasedUpper"];
    private static readonly string[] ManyForDivergence =
        ["DebiasedLower", "DebiasedUpper", "Lower", "Upper", "MeanLower", "MeanUpper", "GaussianDivergence", "EntropicPenalty", "GaussianExcess"];

    private static readonly string[] ManyForEntropic =
        ["Lower", "Upper", "MeanLower", "MeanUpper", "Product", "Epsilon", "GaussianExcess", "EntropicCost", "EntropicPenalty"];

    /// <summary>The features of a model learned from few pairs, or from many.</summary>
    public static IReadOnlyList<string> Names(TransportCostTarget target, bool many) => target switch
    {
        TransportCostTarget.SquaredWasserstein => many ? ManyForSquaredWasserstein : FewForSquaredWasserstein,
        TransportCostTarget.EntropicCost => many ? ManyForEntropic : FewForCost,
        TransportCostTarget.SinkhornDivergence => many ? ManyForDivergence : FewForDivergence,
        _ => many ? ManyForEntropic : FewForValue,
    };

    /// <summary>The coefficients without learning: fitted once over ten or eleven families of pairs, some 200 pairs each.</summary>
    public static double[] Universal(TransportCostTarget target, IReadOnlyList<string> names) => [.. names.Select(name => (target, name) switch
    {
        (TransportCostTarget.SquaredWasserstein, "Lower") => TransportCostBounds.LowerShare,
        (TransportCostTarget.SquaredWasserstein, "Upper") => TransportCostBounds.UpperShare,
        (TransportCostTarget.EntropicCost, "Lower") => TransportCostBounds.CostLowerShare,
        (TransportCostTarget.EntropicCost, "EntropicCost") => TransportCostBounds.CostShare,
        (TransportCostTarget.EntropicCost, "EntropicPenalty") => TransportCostBounds.CostPenaltyShare,
        (TransportCostTarget.EntropicValue, "Lower") => TransportCostBounds.ValueLowerShare,
        (TransportCostTarget.EntropicValue, "EntropicUpper" or "EntropicCost" or "EntropicPenalty") => TransportCostBounds.ValueUpperShare,
        (TransportCostTarget.SinkhornDivergence, "DebiasedLower") => 0.59,
        (TransportCostTarget.SinkhornDivergence, "DebiasedUpper") => 0.43,
        _ => 0,
    })];

    /// <summary>One feature of a pair.</summary>
    /// <exception cref="InvalidDataException">There is none of that name.</exception>
    public static double Value(in TransportCostBounds bounds, string name) => name switch
    {
        "Lower" => bounds.Lower - bounds.MeanShift,
        "Upper" => bounds.Upper - bounds.MeanShift,
        "MeanLower" => bounds.MeanLower - bounds.MeanShift,
        "MeanUpper" => bounds.MeanUpper - bounds.MeanShift,
        "Product" => bounds.Product - bounds.MeanShift,
        "Gaussian" => bounds.Gaussian - bounds.MeanShift,
        "GaussianDivergence" => bounds.GaussianDivergence - bounds.MeanShift,
        "DebiasedLower" => bounds.DebiasedShare * (bounds.Lower - bounds.MeanShift),
        "DebiasedUpper" => bounds.DebiasedShare * (bounds.Upper - bounds.MeanShift),
        "Epsilon" => bounds.Epsilon,
        "GaussianExcess" => bounds.GaussianExcess,
        "EntropicCost" => bounds.EntropicCost - bounds.MeanShift,
        "EntropicPenalty" => bounds.EntropicPenalty,
        "EntropicUpper" => bounds.EntropicUpper - bounds.MeanShift,
        _ => throw new InvalidDataException($"The transport cost model has a feature '{name}', which this library does not know; update it, or load an intact copy."),
    };

    /// <summary>
    /// What errors are in proportion to: the geometric mean of the prediction and the width of the proven interval. Intervals of so many of these are shorter, and
    /// cover more evenly over pairs, than in proportion to either.
    /// </summary>
    public static double Uncertainty(double predicted, double lower, double upper) => Math.Sqrt(predicted) * Math.Sqrt(Math.Max(0, upper - lower));

    /// <summary>The interval that is proven to hold the target.</summary>
    public static (double Lower, double Upper) Certified(in TransportCostBounds bounds, TransportCostTarget target) => target switch
    {
        TransportCostTarget.SquaredWasserstein => (bounds.Lower, bounds.Upper),
        TransportCostTarget.EntropicCost => (bounds.Lower, bounds.Product),
        TransportCostTarget.SinkhornDivergence => (bounds.MeanShift, bounds.EntropicUpper),
        _ => (bounds.Lower, bounds.EntropicUpper),
    };
}
