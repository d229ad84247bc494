using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace SlicedOT.Tool;

/// <summary>
/// All that a fit's numbers depend on besides the rows. It travels with partial sums, so that merging needs no options and sums of different settings
/// are never added up.
/// </summary>
internal sealed record FitSettings
{
    public string? SourcePoints { get; init; }

    public string? TargetPoints { get; init; }

    /// <summary>The column of the source weights; null: uniform weights.</summary>
    public string? SourceWeights { get; init; }

    public string? TargetWeights { get; init; }

    public int Dimension { get; init; }

    /// <summary>Coordinates of the fixed source support, where rows are weights alone.</summary>
    public float[]? SourceSupport { get; init; }

    /// <summary>Coordinates of the fixed target support; null: the source's.</summary>
    public float[]? TargetSupport { get; init; }

    public string Cost { get; init; } = CostNames.SquaredEuclidean;

    /// <summary>The regularisation; 0 while it is still to be resolved from the first rows.</summary>
    public double Epsilon { get; init; }

    /// <summary>The mass penalty of the source, in units of the cost; null: its weights are met exactly.</summary>
    public double? SourcePenalty { get; init; }

    public double? TargetPenalty { get; init; }

    public PotentialLearning Method { get; init; }

    public int? Directions { get; init; }

    public bool ChooseDirections { get; init; }

    public int FourierFeatures { get; init; }

    public double? Ridge { get; init; }

    public bool CurvatureWeighting { get; init; }

    public double TeacherTolerance { get; init; } = 1e-6;

    public int HalfSteps { get; init; } = 2;

    public double? RefinementTolerance { get; init; }

    public bool SkipBadRows { get; init; }

    public int Seed { get; init; }

    [JsonIgnore]
    public PairNames Names => new(SourcePoints, TargetPoints, SourceWeights, TargetWeights);

    /// <summary>As indented JSON, the settings' names as the options of the command line call them.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, ToolConsole.Json);

    /// <exception cref="InvalidDataException">It is no JSON of these settings.</exception>
    public static FitSettings FromJson(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<FitSettings>(json, ToolConsole.Json) ?? throw new InvalidDataException("The settings are missing.");
        }
        catch (JsonException error)
        {
            throw new InvalidDataException("The settings cannot be read: " + error.Message, error);
        }
    }

    /// <summary>The first setting in which two differ, in words; null where they are equal.</summary>
    public static string? Difference(string one, string other)
    {
        if (one == other)
            return null;
        JsonObject first = JsonNode.Parse(one)!.AsObject(), second = JsonNode.Parse(other)!.AsObject();
        foreach (string name in first.Select(p => p.Key).Union(second.Select(p => p.Key)))
        {
            string mine = Text(first[name]), theirs = Text(second[name]);
            if (mine != theirs)
                return mine.Length + theirs.Length > 60 ? $"their {name} differ" : $"{name} is {mine} in one and {theirs} in the other";
        }

        return "their settings are written differently";

        static string Text(JsonNode? node) => node?.ToJsonString() ?? "not set";
    }

    /// <summary>The estimator's options.</summary>
    public PredictCouplingOptions ToOptions(int threads, CancellationToken cancellationToken)
    {
        var options = new PredictCouplingOptions
        {
            Method = Method,
            ChooseNumberOfDirections = ChooseDirections,
            Features = new FeatureOptions { NumberOfDirections = Directions, RandomFourierFeatures = FourierFeatures },
            Ridge = Ridge,
            Weighting = CurvatureWeighting ? RegressionWeighting.Curvature : RegressionWeighting.SourceMass,
            TeacherTolerance = TeacherTolerance,
            NumberOfHalfSteps = HalfSteps,
            RefinementTolerance = RefinementTolerance,
        };
        SetCommon(options, threads, cancellationToken);
        return options;
    }

    /// <summary>The options of a solver.</summary>
    public SolveCouplingOptions ToSolverOptions(double tolerance, int threads, CancellationToken cancellationToken)
    {
        var options = new SolveCouplingOptions { Tolerance = tolerance };
        SetCommon(options, threads, cancellationToken);
        return options;
    }

    /// <summary>The options of an estimator of transport costs.</summary>
    public PredictTransportCostOptions ToCostOptions(int threads, CancellationToken cancellationToken)
    {
        if (Cost != CostNames.SquaredEuclidean)
            throw new UsageException($"--cost {Cost}: transport costs are predicted for {CostNames.SquaredEuclidean} alone.");
        if ((SourcePenalty ?? TargetPenalty) is not null)
            throw new UsageException("Transport costs are predicted without mass penalties; leave them out, or use solve.");
        var options = new PredictTransportCostOptions { Epsilon = Epsilon > 0 ? Epsilon : null };
        SetPairs(options, threads, cancellationToken);
        return options;
    }

    private void SetCommon(CouplingOptions options, int threads, CancellationToken cancellationToken)
    {
        options.GroundCost = CostNames.Cost(Cost);
        options.Epsilon = Epsilon > 0 ? Epsilon : null;
        options.SourceMassPenalty = MassPenalty.Absolute(SourcePenalty ?? double.PositiveInfinity);
        options.TargetMassPenalty = MassPenalty.Absolute(TargetPenalty ?? double.PositiveInfinity);
        SetPairs(options, threads, cancellationToken);
    }

    private void SetPairs(PairOptions options, int threads, CancellationToken cancellationToken)
    {
        options.SourcePointsColumnName = SourcePoints ?? options.SourcePointsColumnName;
        options.TargetPointsColumnName = TargetPoints ?? options.TargetPointsColumnName;
        options.SourceWeightsColumnName = SourceWeights ?? "";
        options.TargetWeightsColumnName = TargetWeights ?? "";
        options.Dimension = SourceSupport is null ? Dimension : null;
        options.SourceSupport = SourceSupport is null ? null : new Support(SourceSupport, Dimension);
        options.TargetSupport = TargetSupport is null ? null : new Support(TargetSupport, Dimension);
        options.BadRowHandling = SkipBadRows ? BadRowHandling.Skip : BadRowHandling.Throw;
        options.BadRowOutput = SkipBadRows ? BadRowOutput.Empty : BadRowOutput.Throw;
        options.Seed = Seed;
        options.NumberOfThreads = threads > 0 ? threads : null;
        options.CancellationToken = cancellationToken;
    }
}

/// <summary>What the command line calls the ground costs.</summary>
internal static class CostNames
{
    public const string SquaredEuclidean = "squared-euclidean";

    public const string SphereArc = "sphere-arc";

    public static string[] All => [SquaredEuclidean, SphereArc];

    public static GroundCost Cost(string name) => name switch
    {
        SquaredEuclidean => GroundCost.SquaredEuclidean,
        SphereArc => GroundCost.SphereArc,
        _ => throw new InvalidDataException($"There is no ground cost '{name}'."),
    };
}
