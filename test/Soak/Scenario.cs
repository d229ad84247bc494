namespace Microsoft.ML.SlicedOT.Soak;

/// <summary>One model under test: its options, and what rows for it look like.</summary>
internal sealed class Scenario
{
    public required string Name { get; init; }

    public required CouplingOptions Options { get; init; }

    /// <summary>Number of coordinates of a point.</summary>
    public required int Dimension { get; init; }

    /// <summary>The entries of the cost matrix, row-major; null where the cost follows from points.</summary>
    public float[]? Costs { get; init; }

    public bool HasFixedSupports => Options.SourceSupport is not null;

    public Support? SourceSupport => Options.SourceSupport;

    public Support? TargetSupport => Options.TargetSupport ?? Options.SourceSupport;

    public bool ReadsSourceWeights => HasFixedSupports || Options.SourceWeightsColumnName is not "";

    public bool ReadsTargetWeights => HasFixedSupports || Options.TargetWeightsColumnName is not "";

    public bool IsSphere => ReferenceEquals(Options.GroundCost, GroundCost.SphereArc);

    /// <summary>The refusal of coordinates of 1e30 exists only where they are squared.</summary>
    public bool SquaresCoordinates => !HasFixedSupports && !IsSphere;

    public bool IsBalanced => Options.SourceMassPenalty.IsExact && Options.TargetMassPenalty.IsExact;

    public bool RequiresNormalizedWeights => Options.WeightNormalization == WeightNormalization.Required;

    /// <summary>Whether a fit reads its rows.</summary>
    public bool Learns => Options is PredictCouplingOptions { Method: not PotentialLearning.Untrained };

    public double? Tolerance => Options switch
    {
        SolveCouplingOptions solve => solve.Tolerance,
        PredictCouplingOptions predict => predict.RefinementTolerance,
        _ => null,
    };

    public CouplingEstimatorBase Estimator(MLContext context) => Options is PredictCouplingOptions predict
        ? context.SlicedOT().PredictCoupling(predict)
        : context.SlicedOT().SolveCoupling((SolveCouplingOptions)Options);

    /// <summary>The ground cost, computed here once more and in the plainest way.</summary>
    public double Cost(ReadOnlySpan<float> sourcePoints, int i, ReadOnlySpan<float> targetPoints, int j)
    {
        if (Costs is not null)
            return Costs[(i * TargetSupport!.Count) + j];
        ReadOnlySpan<float> x = sourcePoints.Slice(i * Dimension, Dimension), y = targetPoints.Slice(j * Dimension, Dimension);
        double inner = 0, squared = 0, lengths = 0, others = 0;
        for (int k = 0; k < Dimension; k++)
        {
            inner += (double)x[k] * y[k];
            squared += ((double)x[k] - y[k]) * ((double)x[k] - y[k]);
            lengths += (double)x[k] * x[k];
            others += (double)y[k] * y[k];
        }

        return IsSphere ? Math.Acos(Math.Clamp(inner / Math.Sqrt(lengths) / Math.Sqrt(others), -1, 1)) : squared;
    }
}
