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
    private static readonly string[] ManyForEntropic =
        ["Lower", "Upper", "MeanLower", "MeanUpper", "Product", "Epsilon", "GaussianExcess", "EntropicCost", "EntropicPenalty"];

    /// <summary>The features of a model learned from few pairs, or from many.</summary>
    public static IReadOnlyList<string> Names(TransportCostTarget target, bool many) => target switch
    {
        TransportCostTarget.SquaredWasserstein => many ? ManyForSquaredWasserstein : FewForSquaredWasserstein,
        TransportCostTarget.EntropicCost => many ? ManyForEntropic : FewForCost,
        _ => many ? ManyForEntropic : FewForValue,
    };

    /// <summary>The coefficients without learning: fitted once over eleven families of pairs, 200 pairs each.</summary>
    public static double[] Universal(TransportCostTarget target, IReadOnlyList<string> names) => [.. names.Select(name => (target, name) switch
    {
        (TransportCostTarget.SquaredWasserstein, "Lower") => 0.39,
        (TransportCostTarget.SquaredWasserstein, "Upper") => 0.62,
        (TransportCostTarget.EntropicCost, "Lower") => 0.40,
        (TransportCostTarget.EntropicCost, "EntropicCost") => 0.61,
        (TransportCostTarget.EntropicCost, "EntropicPenalty") => 0.095,
        (TransportCostTarget.EntropicValue, "Lower") => 0.30,
        (TransportCostTarget.EntropicValue, "EntropicUpper" or "EntropicCost" or "EntropicPenalty") => 0.70,
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
        "Epsilon" => bounds.Epsilon,
        "GaussianExcess" => bounds.GaussianExcess,
        "EntropicCost" => bounds.EntropicCost - bounds.MeanShift,
        "EntropicPenalty" => bounds.EntropicPenalty,
        "EntropicUpper" => bounds.EntropicUpper - bounds.MeanShift,
        _ => throw new InvalidDataException($"The transport cost model has a feature '{name}', which this library does not know; update it, or load an intact copy."),
    };

    /// <summary>The interval that is proven to hold the target.</summary>
    public static (double Lower, double Upper) Certified(in TransportCostBounds bounds, TransportCostTarget target) => target switch
    {
        TransportCostTarget.SquaredWasserstein => (bounds.Lower, bounds.Upper),
        TransportCostTarget.EntropicCost => (bounds.Lower, bounds.Product),
        _ => (bounds.Lower, bounds.EntropicUpper),
    };
}
