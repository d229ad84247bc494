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
        // The untrained model is a candidate as it is, whatever its best scale on the training pairs: that is learned, too, and has to prove itself.
        (double[], RidgeSelection.Result) CentreAndRidge(PotentialFeatures kept, FoldBuckets sums)
        {
            int[] groups = RidgeGroups.Of(kept);
            double[] untrained = kept.UntrainedCoefficients(), scaled = Scaled(kept, sums.Total());
            RidgeSelection.Result ofScaled = Ridge(sums, groups, scaled);
            if (double.IsNaN(ofScaled.HeldOutLoss) || scaled.AsSpan().SequenceEqual(untrained))
                return (scaled, ofScaled);
            RidgeSelection.Result ofUntrained = Ridge(sums, groups, untrained);
            return ofScaled.HeldOutLoss < ofUntrained.HeldOutLoss ? (scaled, ofScaled) : (untrained, ofUntrained);
        }

        RidgeSelection.Result Ridge(FoldBuckets sums, int[] groups, double[] centre) => givenRidge is { } strength
            ? RidgeSelection.Fixed(groups, strength)
            : RidgeSelection.Choose(sums, groups, centre);

        DirectionSelection.Choice choice;
        if (selection is not null)
        {
            choice = selection.Choose(features, buckets, CentreAndRidge);
        }
        else
        {
            (double[] centre, RidgeSelection.Result ridge) = CentreAndRidge(features, buckets);
            choice = new DirectionSelection.Choice(features, buckets, ridge, centre, DirectionSelection.NothingToChoose);
        }

        NormalEquations total = choice.Buckets.Total();
        var coefficients = new double[choice.Centre.Length];
        int[] chosenGroups = RidgeGroups.Of(choice.Features);
        new RidgeProblem(total, chosenGroups, choice.Centre).Solve(choice.Ridge.Strengths(chosenGroups), coefficients);
        for (int k = 0; k < coefficients.Length; k++)
            coefficients[k] += choice.Centre[k];
        return new RegressionFit(choice.Features, coefficients, choice.Ridge, Explained(total, coefficients), Explained(total, choice.Features.UntrainedCoefficients()), choice.Reason);
    }

    /// <summary>The untrained model, its scale fitted where theory does not give it: other costs than squared Euclidean, directions that are no tight frame.</summary>
    private static double[] Scaled(PotentialFeatures features, NormalEquations total)
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
