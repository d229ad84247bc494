using System.Globalization;

namespace Microsoft.ML.SlicedOT;

/// <summary>What follows from options that have been checked.</summary>
/// <param name="Geometry">The geometry of the fixed supports, or null where rows bring their points.</param>
/// <param name="Regularization">Epsilon, or the multiple of the mean cost that it is to be.</param>
/// <param name="Features">The features, their seed resolved.</param>
internal sealed record CouplingSetup(Geometry? Geometry, Regularization Regularization, FeatureOptions Features);

/// <summary>Everything that can be wrong with options before any data is seen, and what follows from them.</summary>
internal static partial class OptionsCheck
{
    public const double DefaultEpsilonScale = 0.05;

    private const int MostTrainingPairs = 1_000_000;
    private const int MostFrames = 1000;

    private const string SourceWeights = "SourceWeights";
    private const string TargetWeights = "TargetWeights";

    /// <summary>Checks options and reads them, once for an estimator's life.</summary>
    /// <exception cref="ArgumentException">An option is out of range or contradicts another.</exception>
    public static CouplingSetup Parse(CouplingOptions options)
    {
        bool fixedSupports = options.SourceSupport is not null;
        if (options.GroundCost is null)
            throw Wrong(nameof(options.GroundCost), "is null; the default is GroundCost.SquaredEuclidean");
        if (options.GroundCost.Kind == GroundCostKind.Matrix && !fixedSupports)
            throw Wrong(nameof(options.GroundCost), "is a matrix, which needs fixed supports; give SourceSupport (and TargetSupport), or a cost between points");
        int dimension = options.SourceSupport?.Dimension ?? options.Dimension ?? 0;
        if (options.GroundCost.Kind == GroundCostKind.SphereArc && dimension is not (0 or 3))
            throw Wrong(nameof(options.GroundCost), $"is SphereArc, which needs points in R^3, and the dimension is {dimension}; give unit vectors (x, y, z)");
        CheckRows(options);
        if (!(options.MaximumDroppedMass >= 0 && options.MaximumDroppedMass < 1))
            throw Wrong(nameof(options.MaximumDroppedMass), Number(options.MaximumDroppedMass, "at least 0 and below 1"));
        if (options.ExactFeasibility && !(options.SourceMassPenalty.IsExact && options.TargetMassPenalty.IsExact))
            throw Wrong(nameof(options.ExactFeasibility), "rounds couplings onto the weights, which a mass penalty lets them leave; give one or the other");
        CheckMatches(options);
        var setup = new CouplingSetup(Geometry(options), Regularization(options), options switch
        {
            PredictCouplingOptions predict => Features(predict),
            SolveCouplingOptions solve => Features(solve),
            _ => throw new ArgumentException($"There is no estimator with options of type {options.GetType()}.", nameof(options)),
        });
        CheckSize(options, setup.Features, Math.Max(dimension, 1));
        return setup;
    }

    /// <summary>Checks options and reads the regularisation they ask for, null where the target has none.</summary>
    /// <exception cref="ArgumentException">An option is out of range or contradicts another.</exception>
    public static (Geometry? Geometry, Regularization? Regularization) Parse(PredictTransportCostOptions options)
    {
        CheckRows(options);
        RequireDefined(nameof(options.Target), options.Target);
        bool isEntropic = options.Target != TransportCostTarget.SquaredWasserstein;
        if (!isEntropic && (options.Epsilon is not null || options.EpsilonScale is not null))
        {
            throw Wrong(
                options.Epsilon is not null ? nameof(options.Epsilon) : nameof(options.EpsilonScale),
                $"is read by entropic targets alone, and Target is {options.Target}; leave it null or change Target");
        }

        if (options.LabelColumnName is "")
            throw Wrong(nameof(options.LabelColumnName), "is empty; name the column, or leave it null");
        if (options.MaximumTrainingPairs is < 0 or > MostTrainingPairs)
            throw Wrong(nameof(options.MaximumTrainingPairs), $"is {options.MaximumTrainingPairs}; it must be 0 to {MostTrainingPairs}");
        if (options.SolveWhenWider is { } wider && !(wider >= 0 && wider <= 1))
            throw Wrong(nameof(options.SolveWhenWider), Number(wider, "0 to 1, or null for never"));
        CheckFrames(nameof(options.AdditionalFrames), options.AdditionalFrames);
        return (Geometry(options), isEntropic ? Regularization(options.Epsilon, options.EpsilonScale) : null);
    }

    /// <summary>Checks options.</summary>
    /// <exception cref="ArgumentException">An option is out of range or contradicts another.</exception>
    public static Geometry? Parse(PlanCouplingOptions options)
    {
        CheckRows(options);
        CheckFrames(nameof(options.AdditionalFrames), options.AdditionalFrames);
        return Geometry(options);
    }

    private static void CheckFrames(string option, int? frames)
    {
        if (frames is < 0 or > MostFrames)
            throw Wrong(option, $"is {frames}; it must be 0 to {MostFrames}, or null to choose it by dimension");
    }

    /// <summary>Checks what every estimator of pairs reads.</summary>
    private static void CheckRows(PairOptions options)
    {
        bool fixedSupports = options.SourceSupport is not null;
        if (options.TargetSupport is not null && !fixedSupports)
            throw Wrong(nameof(options.TargetSupport), "is given without SourceSupport; give both, or SourceSupport alone where they are equal");
        if (options.Dimension < 1)
            throw Wrong(nameof(options.Dimension), $"is {options.Dimension}; it must be at least 1, or null to read it off the columns' types");
        if (fixedSupports && options.Dimension is { } given && given != options.SourceSupport!.Dimension)
            throw Wrong(nameof(options.Dimension), $"is {given}, and SourceSupport has dimension {options.SourceSupport.Dimension}; leave it null");
        CheckNames(options, fixedSupports);
        if (options.NumberOfThreads is < 1 or > ModelSize.MostThreads)
            throw Wrong(nameof(options.NumberOfThreads), $"is {options.NumberOfThreads}; it must be positive and at most {ModelSize.MostThreads}, or null for one a processor");
        RequireDefined(nameof(options.BadRowHandling), options.BadRowHandling);
        RequireDefined(nameof(options.BadRowOutput), options.BadRowOutput);
        RequireDefined(nameof(options.WeightNormalization), options.WeightNormalization);
    }

    /// <summary>The regularisation the options ask for.</summary>
    private static Regularization Regularization(CouplingOptions options) => Regularization(options.Epsilon, options.EpsilonScale);

    private static Regularization Regularization(double? given, double? givenScale)
    {
        if (given is { } epsilon)
        {
            if (givenScale is not null)
                throw Wrong(nameof(CouplingOptions.EpsilonScale), "is given together with Epsilon; give one of them");
            if (!(epsilon > 0 && epsilon <= TransportProblem.LargestEpsilon))
                throw Wrong(nameof(CouplingOptions.Epsilon), Number(epsilon, "positive and at most 1e37, in units of the ground cost"));
            return new Regularization(epsilon, IsRelative: false);
        }

        double scale = givenScale ?? DefaultEpsilonScale;
        if (!(scale > 0 && scale <= TransportProblem.LargestEpsilon))
            throw Wrong(nameof(CouplingOptions.EpsilonScale), Number(scale, "positive and at most 1e37, a multiple of the mean ground cost"));
        return new Regularization(scale, IsRelative: true);
    }

    /// <summary>The geometry of the fixed supports, or null where rows bring their points.</summary>
    private static Geometry? Geometry(PairOptions options) => options.SourceSupport is { } source
        ? new Geometry(source, options.TargetSupport ?? source, options.Cost)
        : null;

    /// <summary>The columns, with dimension 0 where it is still to be read off their types.</summary>
    /// <param name="options">The options.</param>
    /// <param name="columns">The names of the view's columns: weights nobody named are read where they are present.</param>
    public static ColumnLayout Layout(PairOptions options, IReadOnlyCollection<string> columns)
    {
        Support? source = options.SourceSupport;
        Support? target = options.TargetSupport ?? source;
        ColumnLayout layout = source is null
            ? new ColumnLayout(
                options.SourcePointsColumnName,
                options.TargetPointsColumnName,
                Weights(options.SourceWeightsColumnName, SourceWeights, columns.Contains(SourceWeights)),
                Weights(options.TargetWeightsColumnName, TargetWeights, columns.Contains(TargetWeights)),
                options.OutputColumnPrefix, 0, 0, options.Dimension ?? 0)
            {
                UnreadSourceWeights = Unread(options.SourceWeightsColumnName, SourceWeights, columns),
                UnreadTargetWeights = Unread(options.TargetWeightsColumnName, TargetWeights, columns),
            }
            : new ColumnLayout(
                null,
                null,
                Weights(options.SourceWeightsColumnName, SourceWeights, isPresent: true),
                Weights(options.TargetWeightsColumnName, TargetWeights, isPresent: true),
                options.OutputColumnPrefix, source.Count, target!.Count, source.Dimension);
        if (options is CouplingOptions coupling)
            layout = layout with { SourceClasses = coupling.SourceClassesColumnName, TargetClasses = coupling.TargetClassesColumnName };
        return layout with { OutputNames = options.OutputColumnNames ?? layout.OutputNames, Columns = options.Outputs };
    }

    /// <summary>The column of the weights, or null where they are uniform.</summary>
    private static string? Weights(string? named, string usual, bool isPresent) =>
        named is null ? (isPresent ? usual : null) : (named.Length == 0 ? null : named);

    /// <summary>The column that would be read if it were there.</summary>
    private static string? Unread(string? named, string usual, IReadOnlyCollection<string> columns) => named is null && !columns.Contains(usual) ? usual : null;

    private static void CheckNames(PairOptions options, bool fixedSupports)
    {
        if (!fixedSupports && string.IsNullOrEmpty(options.SourcePointsColumnName))
            throw Wrong(nameof(options.SourcePointsColumnName), "is empty; name the column of the source points, or give SourceSupport");
        if (!fixedSupports && string.IsNullOrEmpty(options.TargetPointsColumnName))
            throw Wrong(nameof(options.TargetPointsColumnName), "is empty; name the column of the target points, or give SourceSupport");
        if (fixedSupports && options.SourceWeightsColumnName is "" && options.TargetWeightsColumnName is "")
            throw Wrong(nameof(options.SourceWeightsColumnName), "is empty, as TargetWeightsColumnName is: with fixed supports nothing would be left in a row; name one of them");
        if (options.OutputColumnPrefix is null)
            throw Wrong(nameof(options.OutputColumnPrefix), "is null; give \"\" for none");
        if (options.OutputColumnPrefix.StartsWith(ReservedColumns.Prefix, StringComparison.Ordinal))
            throw Wrong(nameof(options.OutputColumnPrefix), $"begins with '{ReservedColumns.Prefix}', which is reserved; choose another");

        CheckOutputNames(options);
        ColumnLayout layout = Layout(options, []);
        foreach (InputColumn input in layout.Inputs)
        {
            if (layout.Outputs.Any(o => o.Name == input.Name))
                throw Wrong(nameof(options.OutputColumnPrefix), $"makes the output '{input.Name}' hide the input column of that name; choose another");
        }

        int largest = Math.Max(Math.Max(layout.SourceCount, layout.TargetCount), checked(layout.SourceCount * Math.Max(layout.Dimension, 1)));
        if (largest > CouplingChain.MaximumFixedSize)
            throw Wrong(nameof(options.SourceSupport), $"is too large for columns of fixed size (at most {CouplingChain.MaximumFixedSize} slots); give rows of points");
    }

    private static FeatureOptions Features(PredictCouplingOptions options)
    {
        if (options.Features is not { } features)
            throw Wrong(nameof(options.Features), "is null; the default is new FeatureOptions()");
        if (features.NumberOfDirections is < 1 or > ModelSize.MostOfAKind)
            throw Wrong(Feature(nameof(features.NumberOfDirections)), $"is {features.NumberOfDirections}; it must be positive and at most {ModelSize.MostOfAKind}, or null to choose it by dimension");
        if (features.RandomFourierFeatures is < 0 or > ModelSize.MostOfAKind)
            throw Wrong(Feature(nameof(features.RandomFourierFeatures)), $"is {features.RandomFourierFeatures}; it must be at least 0 and at most {ModelSize.MostOfAKind}");
        if (features.AtomIntercept && options.SourceSupport is null)
            throw Wrong(Feature(nameof(features.AtomIntercept)), "needs a fixed SourceSupport");
        int? dimension = options.SourceSupport?.Dimension ?? options.Dimension;
        if (features.Directions is { } directions && dimension is not null && directions.Dimension != dimension)
            throw Wrong(Feature(nameof(features.Directions)), $"has dimension {directions.Dimension}, and the points have {dimension}; give directions of the points' dimension");
        CheckMethod(options);
        if (options.Ridge is { } ridge && !(ridge >= 0 && double.IsFinite(ridge)))
            throw Wrong(nameof(options.Ridge), Number(ridge, "at least 0 and finite, or null to choose it"));
        if (!(options.TeacherTolerance > 0 && options.TeacherTolerance < 1))
            throw Wrong(nameof(options.TeacherTolerance), Number(options.TeacherTolerance, "between 0 and 1"));
        if (options.MaximumIterations < 1)
            throw Wrong(nameof(options.MaximumIterations), $"is {options.MaximumIterations}; it must be positive, or null for the optimiser's default");
        if (!(options.OptimizationTolerance > 0 && double.IsFinite(options.OptimizationTolerance)))
            throw Wrong(nameof(options.OptimizationTolerance), Number(options.OptimizationTolerance, "positive and finite"));
        if (options.NumberOfHalfSteps is < 1 or > ParametersCheck.MostHalfSteps)
            throw Wrong(nameof(options.NumberOfHalfSteps), $"is {options.NumberOfHalfSteps}; it must be at least 1 and at most {ParametersCheck.MostHalfSteps}");
        if (options.MaximumSweeps is < 1 or > ParametersCheck.MostSweeps)
            throw Wrong(nameof(options.MaximumSweeps), $"is {options.MaximumSweeps}; it must be at least 1 and at most {ParametersCheck.MostSweeps}, or null");
        if (options.RefinementTolerance is { } tolerance && !(tolerance > 0 && double.IsFinite(tolerance)))
            throw Wrong(nameof(options.RefinementTolerance), Number(tolerance, "positive and finite, or null"));
        return features with { Seed = features.Seed ?? options.Seed };
    }

    /// <summary>A solver that starts at zero, or from pooled atoms where that pays, never looks at its slices: one direction keeps the model small.</summary>
    private static FeatureOptions Features(SolveCouplingOptions options)
    {
        if (!(options.Tolerance > 0 && double.IsFinite(options.Tolerance)))
            throw Wrong(nameof(options.Tolerance), Number(options.Tolerance, "positive and finite"));
        if (options.MaximumSweeps is < 1 or > ParametersCheck.MostSweeps)
            throw Wrong(nameof(options.MaximumSweeps), $"is {options.MaximumSweeps}; it must be at least 1 and at most {ParametersCheck.MostSweeps}");
        return new FeatureOptions { Seed = options.Seed, NumberOfDirections = options.StartFromUntrained == true ? null : 1 };
    }

    /// <summary>What a message calls a feature option.</summary>
    private static string Feature(string option) => $"{nameof(PredictCouplingOptions.Features)}.{option}";

    private static string Number(double value, string range) =>
        string.Create(CultureInfo.InvariantCulture, $"is {value}; it must be {range}");

    private static ArgumentException Wrong(string option, string what) => new($"Option {option} {what}.", option);
}
