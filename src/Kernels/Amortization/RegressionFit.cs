namespace Microsoft.ML.SlicedOT;

/// <summary>The solution of streamed least-squares sums: features kept, centre, ridge and coefficients.</summary>
internal sealed record RegressionFit(
    PotentialFeatures Features,
    double[] Coefficients,
    RidgeSelection.Result Ridge,
    double R2,
    double UntrainedR2,
    string DirectionsReason)
{
    internal static RegressionFit Solve(PotentialFeatures features, FoldBuckets buckets, GroundCost cost, PotentialRegressionOptions options)
    {
        int[] groups = RidgeGroups.Of(features);
        NormalEquations total = buckets.Total();
        double[] centre = Centre(features, total, cost);
        RidgeSelection.Result ridge = options.Ridge is { } strength
            ? RidgeSelection.Fixed(groups, strength)
            : RidgeSelection.Choose(buckets, groups, centre);

        double[] coefficients = new double[groups.Length];
        new RidgeProblem(total, centre).Solve(ridge.Strengths(groups), coefficients);
        for (int k = 0; k < coefficients.Length; k++)
            coefficients[k] += centre[k];
        return new RegressionFit(features, coefficients, ridge, Explained(total, coefficients), Explained(total, centre), "as given or by dimension");
    }

    /// <summary>The untrained model, its scale fitted where theory does not give it: other costs than squared Euclidean, directions that are no tight frame.</summary>
    internal static double[] Centre(PotentialFeatures features, NormalEquations total, GroundCost cost)
    {
        double[] centre = features.UntrainedCoefficients();
        if (cost.Name == GroundCost.SquaredEuclidean.Name && features.Directions.FormTightFrame)
            return centre;
        double moment = 0, square = 0;
        for (int i = 0; i < total.Count; i++)
        {
            moment += centre[i] * total.Moments[i];
            for (int j = 0; j < total.Count; j++)
                square += centre[i] * total.Gram[i * total.Count + j] * centre[j];
        }
        double factor = square > 0 && moment > 0 ? moment / square : 1;
        for (int k = 0; k < centre.Length; k++)
            centre[k] *= factor;
        return centre;
    }

    private static double Explained(NormalEquations sums, double[] coefficients) =>
        sums.TargetSquares > 0 ? 1 - sums.Loss(coefficients) / sums.TargetSquares : 1;
}
