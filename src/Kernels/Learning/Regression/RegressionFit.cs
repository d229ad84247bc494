using System.Numerics.Tensors;

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
    public static RegressionFit Solve(PotentialFeatures features, FoldBuckets buckets, DirectionSelection? selection, double? givenRidge)
    {
        RidgeSelection.Result Ridge(FoldBuckets sums, int[] groups, double[] centre) => givenRidge is { } strength
            ? RidgeSelection.Fixed(groups, strength)
            : RidgeSelection.Choose(sums, groups, centre);

        DirectionSelection.Choice choice;
        if (selection is not null)
        {
            choice = selection.Choose(features, buckets, Centre, Ridge);
        }
        else
        {
            double[] centre = Centre(features, buckets.Total());
            choice = new DirectionSelection.Choice(features, buckets, Ridge(buckets, RidgeGroups.Of(features), centre), centre, DirectionSelection.NothingToChoose);
        }

        NormalEquations total = choice.Buckets.Total();
        var coefficients = new double[choice.Centre.Length];
        int[] chosenGroups = RidgeGroups.Of(choice.Features);
        new RidgeProblem(total, chosenGroups, choice.Centre).Solve(choice.Ridge.Strengths(chosenGroups), coefficients);
        for (int k = 0; k < coefficients.Length; k++)
            coefficients[k] += choice.Centre[k];
        return new RegressionFit(choice.Features, coefficients, choice.Ridge, Explained(total, coefficients), Explained(total, choice.Centre), choice.Reason);
    }

    /// <summary>The untrained model, its scale fitted where theory does not give it: other costs than squared Euclidean, directions that are no tight frame.</summary>
    public static double[] Centre(PotentialFeatures features, NormalEquations total)
    {
        double[] centre = features.UntrainedCoefficients();
        if (features.IsSquaredEuclidean && features.Directions.FormTightFrame)
            return centre;
        var product = new double[centre.Length];
        total.Multiply(centre, product);
        double moment = TensorPrimitives.Dot<double>(centre, total.Moments), square = TensorPrimitives.Dot<double>(centre, product);
        double factor = square > 0 && moment > 0 ? moment / square : 1;
        for (int k = 0; k < centre.Length; k++)
            centre[k] *= factor;
        return centre;
    }

    private static double Explained(NormalEquations sums, double[] coefficients) =>
        sums.TargetSquares > 0 ? 1 - (sums.Loss(coefficients) / sums.TargetSquares) : 1;
}
