namespace Microsoft.ML.SlicedOT;

/// <summary>What a fit knows before it has seen a pair: cost, regularisation, fixed supports and features.</summary>
internal sealed class TrainingSetup
{
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    internal TrainingSetup(GroundCost cost, double epsilon, int dimension, ITrainingOptions options, Geometry? geometry)
    {
        ArgumentNullException.ThrowIfNull(cost);
        if (options.Ridge is { } ridge && !(ridge >= 0))
            throw new ArgumentOutOfRangeException(nameof(options), ridge, "The ridge strength must be at least 0, or null to choose it on held-out folds.");
        ArgumentOutOfRangeException.ThrowIfNegative(options.NumberOfThreads);
        Epsilon = Regularization.Absolute(epsilon).Resolve(1);
        Cost = cost;
        Geometry = geometry;
        Directions = options.ChooseNumberOfDirections ? DirectionSelection.Create(options.Features, dimension) : null;
        FeatureOptions features = Directions is null ? options.Features : options.Features with { Directions = Directions.Union };
        Features = PotentialFeatures.Create(features, dimension, cost, geometry?.SourceCount ?? 0);
        NumberOfThreads = options.NumberOfThreads == 0 ? Environment.ProcessorCount : options.NumberOfThreads;
    }

    internal GroundCost Cost { get; }

    internal double Epsilon { get; }

    internal Geometry? Geometry { get; }

    /// <summary>The numbers of directions to choose among, or null where there is nothing to choose.</summary>
    internal DirectionSelection? Directions { get; }

    /// <summary>The feature map, with the directions of all candidates.</summary>
    internal PotentialFeatures Features { get; }

    internal int NumberOfThreads { get; }

    /// <summary>Throws where a pair does not belong to this fit.</summary>
    internal void Check(TransportProblem problem, long row)
    {
        ArgumentNullException.ThrowIfNull(problem);
        if (TrainingPairs.Mismatch(problem, Cost, Epsilon, Features.Dimension) is { } mismatch)
            throw new ArgumentException($"The pair in row {row} {mismatch}", nameof(problem));
    }
}
