using System.Globalization;

namespace Microsoft.ML.SlicedOT;

/// <summary>Everything that can be wrong with options before any data is seen, and what follows from them.</summary>
internal static partial class OptionsCheck
{
    public const double DefaultEpsilonScale = 0.05;

    private const int MostThreads = 4096;

    private const string SourceWeights = "SourceWeights";
    private const string TargetWeights = "TargetWeights";

    /// <exception cref="ArgumentException">An option is out of range or contradicts another.</exception>
    public static void Check(CouplingOptions options)
    {
        bool fixedSupports = options.SourceSupport is not null;
        if (options.TargetSupport is not null && !fixedSupports)
            throw Wrong(nameof(options.TargetSupport), "is given without SourceSupport; give both, or SourceSupport alone where they are equal");
        if (options.GroundCost is null)
            throw Wrong(nameof(options.GroundCost), "is null; the default is GroundCost.SquaredEuclidean");
        if (options.GroundCost.Kind == GroundCostKind.Matrix && !fixedSupports)
            throw Wrong(nameof(options.GroundCost), "is a matrix, which needs fixed supports; give SourceSupport (and TargetSupport), or a cost between points");
        if (options.Dimension < 0)
            throw Wrong(nameof(options.Dimension), $"is {options.Dimension}; it must be at least 1, or 0 to read it off the columns' types");
        if (fixedSupports && options.Dimension > 0 && options.Dimension != options.SourceSupport!.Dimension)
            throw Wrong(nameof(options.Dimension), $"is {options.Dimension}, and SourceSupport has dimension {options.SourceSupport.Dimension}; leave it 0");
        int dimension = options.SourceSupport?.Dimension ?? options.Dimension;
        if (options.GroundCost.Kind == GroundCostKind.SphereArc && dimension is not (0 or 3))
            throw Wrong(nameof(options.GroundCost), $"is SphereArc, which needs points in R^3, and the dimension is {dimension}; give unit vectors (x, y, z)");
        CheckNames(options, fixedSupports);
        Geometry(options);
        Regularization(options);
        if (!(options.MaximumDroppedMass >= 0 && options.MaximumDroppedMass < 1))
            throw Wrong(nameof(options.MaximumDroppedMass), Number(options.MaximumDroppedMass, "at least 0 and below 1"));
        if (options.NumberOfThreads is < 0 or > MostThreads)
            throw Wrong(nameof(options.NumberOfThreads), $"is {options.NumberOfThreads}; it must be positive and at most {MostThreads}, or 0 for one a processor");
        RequireDefined(nameof(options.BadRowHandling), options.BadRowHandling);
        RequireDefined(nameof(options.BadRowOutput), options.BadRowOutput);
        RequireDefined(nameof(options.WeightNormalization), options.WeightNormalization);

        switch (options)
        {
            case PredictCouplingOptions predict:
                Check(predict);
                CheckMethod(predict);
                break;
            case SolveCouplingOptions solve:
                Check(solve);
                break;
        }

        CheckSize(options, Math.Max(dimension, 1));
    }

    /// <summary>The regularisation the options ask for.</summary>
    public static Regularization Regularization(CouplingOptions options)
    {
        if (options.Epsilon is { } epsilon)
        {
            if (options.EpsilonScale is not null)
                throw Wrong(nameof(options.EpsilonScale), "is given together with Epsilon; give one of them");
            if (!(epsilon > 0 && epsilon <= TransportProblem.LargestEpsilon))
                throw Wrong(nameof(options.Epsilon), Number(epsilon, "positive and at most 1e37, in units of the ground cost"));
            return new Regularization(epsilon, IsRelative: false);
        }

        double scale = options.EpsilonScale ?? DefaultEpsilonScale;
        if (!(scale > 0 && scale <= TransportProblem.LargestEpsilon))
            throw Wrong(nameof(options.EpsilonScale), Number(scale, "positive and at most 1e37, a multiple of the mean ground cost"));
        return new Regularization(scale, IsRelative: true);
    }

    /// <summary>The geometry of the fixed supports, or null where rows bring their points.</summary>
    public static Geometry? Geometry(CouplingOptions options) => options.SourceSupport is { } source
        ? new Geometry(source, options.TargetSupport ?? source, options.GroundCost)
        : null;

    /// <summary>The columns, with dimension 0 where it is still to be read off their types.</summary>
    /// <param name="options">The options.</param>
    /// <param name="columns">The names of the view's columns: weights nobody named are read where they are present.</param>
    public static ColumnLayout Layout(CouplingOptions options, IReadOnlyCollection<string> columns)
    {
        Support? source = options.SourceSupport;
        Support? target = options.TargetSupport ?? source;
        ColumnLayout layout = source is null
            ? new ColumnLayout(
                options.SourcePointsColumnName,
                options.TargetPointsColumnName,
                Weights(options.SourceWeightsColumnName, SourceWeights, columns.Contains(SourceWeights)),
                Weights(options.TargetWeightsColumnName, TargetWeights, columns.Contains(TargetWeights)),
                options.OutputColumnPrefix, 0, 0, options.Dimension)
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
        return options.OutputColumnNames is { } names ? layout with { OutputNames = names } : layout;
    }

    /// <summary>The column of the weights, or null where they are uniform.</summary>
    private static string? Weights(string? named, string usual, bool isPresent) =>
        named is null ? (isPresent ? usual : null) : (named.Length == 0 ? null : named);

    /// <summary>The column that would be read if it were there.</summary>
    private static string? Unread(string? named, string usual, IReadOnlyCollection<string> columns) => named is null && !columns.Contains(usual) ? usual : null;

    private static void CheckNames(CouplingOptions options, bool fixedSupports)
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

    private static void Check(PredictCouplingOptions options)
    {
        if (options.NumberOfDirections < 0)
            throw Wrong(nameof(options.NumberOfDirections), $"is {options.NumberOfDirections}; it must be positive, or 0 to choose it by dimension");
        if (options.RandomFourierFeatures < 0)
            throw Wrong(nameof(options.RandomFourierFeatures), $"is {options.RandomFourierFeatures}; it must be at least 0");
        if (options.AtomIntercept && options.SourceSupport is null)
            throw Wrong(nameof(options.AtomIntercept), "needs a fixed SourceSupport");
        if (options.Ridge is { } ridge && !(ridge >= 0 && double.IsFinite(ridge)))
            throw Wrong(nameof(options.Ridge), Number(ridge, "at least 0 and finite, or null to choose it"));
        if (!(options.TeacherTolerance > 0 && options.TeacherTolerance < 1))
            throw Wrong(nameof(options.TeacherTolerance), Number(options.TeacherTolerance, "between 0 and 1"));
        if (options.MaximumNumberOfIterations < 0)
            throw Wrong(nameof(options.MaximumNumberOfIterations), $"is {options.MaximumNumberOfIterations}; it must be positive, or 0 for the default");
        if (!(options.OptimizationTolerance > 0 && double.IsFinite(options.OptimizationTolerance)))
            throw Wrong(nameof(options.OptimizationTolerance), Number(options.OptimizationTolerance, "positive and finite"));
        if (options.NumberOfHalfSteps is < 1 or > ParametersCheck.MostHalfSteps)
            throw Wrong(nameof(options.NumberOfHalfSteps), $"is {options.NumberOfHalfSteps}; it must be at least 1 and at most {ParametersCheck.MostHalfSteps}");
        if (options.RefinementIterations < 0)
            throw Wrong(nameof(options.RefinementIterations), $"is {options.RefinementIterations}; it must be at least 0");
        if (options.RefinementTolerance is { } tolerance && !(tolerance > 0 && double.IsFinite(tolerance)))
            throw Wrong(nameof(options.RefinementTolerance), Number(tolerance, "positive and finite, or null"));
    }

    private static void Check(SolveCouplingOptions options)
    {
        if (!(options.Tolerance > 0 && double.IsFinite(options.Tolerance)))
            throw Wrong(nameof(options.Tolerance), Number(options.Tolerance, "positive and finite"));
        if (options.MaximumNumberOfSweeps < 1)
            throw Wrong(nameof(options.MaximumNumberOfSweeps), $"is {options.MaximumNumberOfSweeps}; it must be at least 1");
    }

    private static string Number(double value, string range) =>
        string.Create(CultureInfo.InvariantCulture, $"is {value}; it must be {range}");

    private static ArgumentException Wrong(string option, string what) => new($"Option {option} {what}.", option);
}
