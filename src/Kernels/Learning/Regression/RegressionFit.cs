using System.Numerics.Tensors;

namespace Microsoft.ML.SlicedOT;

/// <summary>The solution of streamed least-squares sums: features kept, centre, ridge and coefficients.</summary>
internal sealed record RegressionFit(
    PotentialFeatures Features,
    double[] Coefficients,
    double[] AlternativeCoefficients,
    RidgeSelection.Result Ridge,
    double R2,
    double UntrainedR2,
    string DirectionsReason)
{
    /// <summary>
    /// What is learned on top of a pooled potential costs its features and a half-step a prediction: it has to take this part of the held-out error away, and, because
    /// few pairs say little of others, <see cref="DoubtOfFewPairs"/> over their number more.
    /// </summary>
    private const double LeastGainOverPooled = 0.05;

    private const double DoubtOfFewPairs = 0.5;

    public static RegressionFit Solve(PotentialFeatures features, FoldBuckets buckets, DirectionSelection? selection, double? givenRidge)
    {
        // The untrained model is a candidate as it is, whatever its best scale on the training pairs: that is learned, too, and has to prove itself.
        (double[], RidgeSelection.Result) CentreAndRidge(PotentialFeatures kept, FoldBuckets sums)
        {
            int[] groups = RidgeGroups.Of(kept);
            double[] start = StartingCentre.Choose(kept, sums.Total());
            if (kept.HasFrames || kept.HasPooled)
                return (start, Ridge(sums, groups, start, kept.HasPooled ? LeastGainOverPooled + (DoubtOfFewPairs / sums.Pairs) : 0));
            double[] untrained = kept.UntrainedCoefficients(), scaled = Scaled(kept, sums.Total());
            RidgeSelection.Result ofScaled = Ridge(sums, groups, scaled);
            if (double.IsNaN(ofScaled.HeldOutLoss) || scaled.AsSpan().SequenceEqual(untrained))
                return (scaled, ofScaled);
            RidgeSelection.Result ofUntrained = Ridge(sums, groups, untrained);
            return ofScaled.HeldOutLoss < ofUntrained.HeldOutLoss ? (scaled, ofScaled) : (untrained, ofUntrained);
        }

        RidgeSelection.Result Ridge(FoldBuckets sums, int[] groups, double[] centre, double leastGain = 0) => givenRidge is { } strength
            ? RidgeSelection.Fixed(groups, strength)
            : RidgeSelection.Choose(sums, groups, centre, leastGain: leastGain);

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
        double[] coefficients = Solve(choice.Features, total, choice.Centre, choice.Ridge);
        double[] alternative = [];
        if (choice.Features.HasFrames)
        {
            // What is learned without frames is better on pairs of large epsilon; predictions choose by the pair.
            int[] others = choice.Features.WithoutFrames(out PotentialFeatures features0);
            FoldBuckets buckets0 = choice.Buckets.Select(others);
            (double[] centre0, RidgeSelection.Result ridge0) = CentreAndRidge(features0, buckets0);
            double[] coefficients0 = Solve(features0, buckets0.Total(), centre0, ridge0);
            alternative = new double[coefficients.Length];
            for (int k = 0; k < others.Length; k++)
                alternative[others[k]] = coefficients0[k];
        }

        return new RegressionFit(
            choice.Features, coefficients, alternative, choice.Ridge, Explained(total, coefficients), Explained(total, StartingCentre.Choose(choice.Features, total)), choice.Reason);
    }

    private static double[] Solve(PotentialFeatures features, NormalEquations total, double[] centre, RidgeSelection.Result ridge)
    {
        var coefficients = new double[centre.Length];
        int[] groups = RidgeGroups.Of(features);
        new RidgeProblem(total, groups, centre).Solve(ridge.Strengths(groups), coefficients);
        TensorPrimitives.Add(coefficients, centre, coefficients);
        return coefficients;
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
