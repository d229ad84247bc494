using System.Globalization;

namespace Microsoft.ML.SlicedOT;

internal static partial class OptionsCheck
{
    /// <summary>Options that the chosen method would not read.</summary>
    private static void CheckMethod(PredictCouplingOptions options)
    {
        RequireDefined(nameof(options.Method), options.Method);
        RequireDefined(nameof(options.Weighting), options.Weighting);
        RequireDefined(Feature(nameof(options.Features.DirectionScheme)), options.Features.DirectionScheme);
        RequireDefined(nameof(options.Optimizer), options.Optimizer);
        var defaults = new PredictCouplingOptions();
        string method = $"is read by Method {{0}} alone, and Method is {options.Method}; leave it at its default or change Method";
        if (options.Method != PotentialLearning.Regression)
        {
            string regression = string.Format(CultureInfo.InvariantCulture, method, PotentialLearning.Regression);
            if (options.Weighting != defaults.Weighting)
                throw Wrong(nameof(options.Weighting), regression);
            if (options.TeacherTolerance != defaults.TeacherTolerance)
                throw Wrong(nameof(options.TeacherTolerance), regression);
        }

        if (options.Method != PotentialLearning.DualObjective)
        {
            string objective = string.Format(CultureInfo.InvariantCulture, method, PotentialLearning.DualObjective);
            if (options.Optimizer != defaults.Optimizer)
                throw Wrong(nameof(options.Optimizer), objective);
            if (options.MaximumIterations != defaults.MaximumIterations)
                throw Wrong(nameof(options.MaximumIterations), objective);
            if (options.OptimizationTolerance != defaults.OptimizationTolerance)
                throw Wrong(nameof(options.OptimizationTolerance), objective);
        }

        if (options.ChooseNumberOfDirections && options.Method == PotentialLearning.Untrained)
            throw Wrong(nameof(options.ChooseNumberOfDirections), "needs a method that learns, and Method is Untrained; leave it false or change Method");
    }

    private static void CheckMatches(CouplingOptions options)
    {
        if (options.Matches is not { } matches)
            throw Wrong(nameof(options.Matches), "is null; the default is new MatchOptions()");
        RequireDefined($"{nameof(options.Matches)}.{nameof(matches.Sampling)}", matches.Sampling);
        if (matches.Count is < 1 or > MatchOptions.MostMatches)
            throw Wrong($"{nameof(options.Matches)}.{nameof(matches.Count)}", $"is {matches.Count}; it must be positive and at most {MatchOptions.MostMatches}, or null to choose it by the number of points");
        if (options.SourceClassesColumnName is null != options.TargetClassesColumnName is null)
            throw Wrong(options.SourceClassesColumnName is null ? nameof(options.SourceClassesColumnName) : nameof(options.TargetClassesColumnName), "is null, and the other side's is not; name both columns, or none");
        if (options.SourceClassesColumnName is "" || options.TargetClassesColumnName is "")
            throw Wrong(options.SourceClassesColumnName is "" ? nameof(options.SourceClassesColumnName) : nameof(options.TargetClassesColumnName), "is empty; name the column, or leave both null");
    }

    /// <summary>Checks the size of the model that a fit would give, before it does any work.</summary>
    /// <exception cref="ArgumentException">The model would be too large.</exception>
    public static void CheckSize(CouplingOptions options, FeatureOptions features, int dimension)
    {
        bool isRead = options is not SolveCouplingOptions { StartFromUntrained: not true };
        if (!isRead || ModelSize.Excess(features, dimension, options.SourceSupport?.Count ?? 0, options.TargetSupport?.Count ?? 0) is not { } excess)
            return;
        if (options is SolveCouplingOptions solve)
            throw Wrong(nameof(solve.StartFromUntrained), excess.Replace("give a smaller NumberOfDirections or RandomFourierFeatures", "leave it off", StringComparison.Ordinal));
        throw Wrong(Feature(features.RandomFourierFeatures > features.NumberOfDirections ? nameof(features.RandomFourierFeatures) : nameof(features.NumberOfDirections)), excess);
    }

    private static void CheckOutputNames(PairOptions options)
    {
        if (options.OutputColumnNames is not { } names)
            return;
        string[] usual = [.. options.Outputs.Select(c => c.Name)];
        foreach ((string output, string? name) in names)
        {
            if (!usual.Contains(output, StringComparer.Ordinal))
                throw Wrong(nameof(options.OutputColumnNames), $"names an output '{output}', and there is none; the outputs are {string.Join(", ", usual)}");
            if (name is { Length: 0 })
                throw Wrong(nameof(options.OutputColumnNames), $"gives '{output}' an empty name; give null to leave it out");
            if (name is not null && name.StartsWith(ReservedColumns.Prefix, StringComparison.Ordinal))
                throw Wrong(nameof(options.OutputColumnNames), $"gives '{output}' the name '{name}', which is reserved; choose another");
        }

        string? twice = Layout(options, []).Outputs.GroupBy(o => o.Name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1)?.Key;
        if (twice is not null)
            throw Wrong(nameof(options.OutputColumnNames), $"makes two outputs '{twice}'; give each a name of its own");
    }

    private static void RequireDefined<T>(string option, T value)
        where T : struct, Enum
    {
        if (!Enum.IsDefined(value))
            throw Wrong(option, $"is {value}, which is none of {string.Join(", ", Enum.GetNames<T>())}");
    }
}
