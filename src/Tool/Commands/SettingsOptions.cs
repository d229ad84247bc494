using System.CommandLine;
using System.Globalization;

namespace SlicedOT.Tool;

/// <summary>The options that say how rows become pairs and what the regularisation is: those of fit and solve.</summary>
internal sealed class SettingsOptions
{
    /// <summary>The smallest positive number that options accept.</summary>
    private const double Positive = 1e-300;

    private readonly Option<string> _sourcePoints = Column("--source-points", "SourcePoints", "Column of the source points: a list of coordinates, point after point.");
    private readonly Option<string> _targetPoints = Column("--target-points", "TargetPoints", "Column of the target points.");
    private readonly Option<string?> _sourceWeights = ToolOptions.Text("--source-weights", "column", "Column of the source weights; SourceWeights where the files have it, else uniform weights.");
    private readonly Option<string?> _targetWeights = ToolOptions.Text("--target-weights", "column", "Column of the target weights; TargetWeights where the files have it.");
    private readonly Option<int?> _dimension = ToolOptions.Number<int>("--dimension", "d", "Number of coordinates of a point.", 1, 1 << 20);
    private readonly Option<string?> _grid = ToolOptions.Text("--grid", "HxW", "Rows are weights on the pixels of pictures of this size.");
    private readonly Option<string?> _sourceSupport = ToolOptions.Text("--source-support", "file", "Rows are weights on these points: a CSV file with a header and one point a line.");
    private readonly Option<string?> _targetSupport = ToolOptions.Text("--target-support", "file", "The target's points; the source's where not given.");
    private readonly Option<string> _cost = ToolOptions.Choice("--cost", "The ground cost.", CostNames.All);
    private readonly Option<double?> _epsilon = ToolOptions.Number("--epsilon", "e", "The regularisation, in units of the cost.", Positive, 1e37);
    private readonly Option<double?> _epsilonScale = ToolOptions.Number("--epsilon-scale", "s", "The regularisation as a multiple of the mean cost over the first rows; 0.05 where neither is given.", Positive, 1e37);
    private readonly Option<long> _epsilonRows = ToolOptions.Number("--epsilon-rows", "rows", "How many rows those are. All shards read the same ones.", 1000L, 1, long.MaxValue);
    private readonly Option<string?> _sourcePenalty = ToolOptions.Text("--source-penalty", "rho", "Mass penalty of the source, whose weights then need not be met: in units of the cost, or 2x for twice the mean cost over the first rows.");
    private readonly Option<string?> _targetPenalty = ToolOptions.Text("--target-penalty", "rho", "Mass penalty of the target.");
    private readonly Option<string> _badRows = ToolOptions.Choice("--bad-rows", "What to do about a row that holds no pair: end with a message, or leave it out (fit) and answer it with empty lists and NaN (predict).", "throw", "skip");
    private readonly Option<int> _seed = ToolOptions.Number("--seed", "n", "Seed of everything random.", 1, int.MinValue, int.MaxValue);

    public void AddTo(Command command)
    {
        _dimension.Aliases.Add("-d");
        foreach (Option option in (Option[])
            [_dimension, _epsilon, _epsilonScale, _epsilonRows, _sourcePenalty, _targetPenalty, _cost, _sourcePoints, _targetPoints, _sourceWeights, _targetWeights, _grid, _sourceSupport, _targetSupport, _badRows, _seed])
            command.Add(option);
    }

    /// <summary>How many of the first rows tell the mean cost.</summary>
    public long EpsilonRows(ParseResult parsed) => parsed.GetValue(_epsilonRows);

    /// <summary>The settings, with a relative epsilon and relative penalties resolved.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="files">The rows.</param>
    /// <param name="cancellationToken">Cancels between rows.</param>
    /// <param name="needsEpsilon">Whether there is a regularisation; without one its options are refused.</param>
    public FitSettings Read(ParseResult parsed, PairFiles files, CancellationToken cancellationToken, bool needsEpsilon = true)
    {
        if (!needsEpsilon && ((parsed.GetValue(_epsilon) ?? parsed.GetValue(_epsilonScale)) is not null || (parsed.GetValue(_sourcePenalty) ?? parsed.GetValue(_targetPenalty)) is not null))
            throw new UsageException("W2² has no regularisation and no mass penalty: leave out --epsilon, --epsilon-scale and penalties, or choose another --target.");
        if (parsed.GetValue(_epsilon) is not null && parsed.GetValue(_epsilonScale) is not null)
            throw new UsageException("Give --epsilon or --epsilon-scale, not both.");
        (float[]? source, float[]? target, int? fixedDimension) = Supports(parsed);
        if (fixedDimension is { } known && parsed.GetValue(_dimension) is { } asked && asked != known)
            throw new UsageException($"--dimension is {asked}, and the fixed points have {known} coordinates.");
        int dimension = fixedDimension ?? parsed.GetValue(_dimension)
            ?? throw new UsageException("Give --dimension, the number of coordinates of a point: a list of numbers does not say.");
        bool isFixed = source is not null;
        var settings = new FitSettings
        {
            SourcePoints = isFixed ? null : parsed.GetValue(_sourcePoints),
            TargetPoints = isFixed ? null : parsed.GetValue(_targetPoints),
            SourceWeights = Weights(parsed.GetValue(_sourceWeights), "SourceWeights"),
            TargetWeights = Weights(parsed.GetValue(_targetWeights), "TargetWeights"),
            Dimension = dimension,
            SourceSupport = source,
            TargetSupport = target,
            Cost = parsed.GetValue(_cost)!,
            SkipBadRows = parsed.GetValue(_badRows) == "skip",
            Seed = parsed.GetValue(_seed),
        };
        files.Require(settings.Names);
        if (!needsEpsilon)
            return settings;
        MassPenalty sourcePenalty = Penalty(parsed, _sourcePenalty), targetPenalty = Penalty(parsed, _targetPenalty);
        double? given = parsed.GetValue(_epsilon);
        bool isRelative = given is null || sourcePenalty.IsRelative || targetPenalty.IsRelative;
        double meanCost = isRelative ? ShardedFit.MeanCost(files, settings, parsed.GetValue(_epsilonRows), cancellationToken) : 0;
        settings = settings with { Epsilon = given ?? Epsilon(parsed, meanCost) };
        try
        {
            return settings with { SourcePenalty = Rho(sourcePenalty.Resolve(meanCost)), TargetPenalty = Rho(targetPenalty.Resolve(meanCost)) };
        }
        catch (PairException error)
        {
            throw new InvalidDataException(error.Message, error);
        }

        static double? Rho(MassPenalty penalty) => penalty.IsExact ? null : penalty.Value;

        string? Weights(string? named, string usual) => named ?? (isFixed || files.Columns.Contains(usual) ? usual : null);
    }

    private double Epsilon(ParseResult parsed, double meanCost)
    {
        double scale = parsed.GetValue(_epsilonScale) ?? OptionsCheck.DefaultEpsilonScale;
        double resolved = scale * meanCost;
        return resolved is > 0 and <= 1e37
            ? resolved
            : throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"{scale} times the mean cost over the first rows is {resolved}, which is no usable epsilon. Give --epsilon."));
    }

    private static MassPenalty Penalty(ParseResult parsed, Option<string?> option)
    {
        if (parsed.GetValue(option) is not { } text)
            return MassPenalty.Exact;
        bool isRelative = text.EndsWith('x');
        if (!double.TryParse(isRelative ? text[..^1] : text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) || !(value > 0 && value <= MassPenalty.Largest))
            throw new UsageException($"'{option.Name} {text}': write a positive number in units of the cost, such as 0.5, or a multiple of the mean cost, such as 2x.");
        return isRelative ? MassPenalty.Relative(value) : MassPenalty.Absolute(value);
    }

    private (float[]? Source, float[]? Target, int? Dimension) Supports(ParseResult parsed)
    {
        string? grid = parsed.GetValue(_grid), source = parsed.GetValue(_sourceSupport), target = parsed.GetValue(_targetSupport);
        if (grid is not null && (source ?? target) is not null)
            throw new UsageException("Give --grid or --source-support, not both.");
        if (grid is not null)
        {
            string[] sizes = grid.Split('x');
            if (sizes.Length != 2 || !int.TryParse(sizes[0], out int rows) || !int.TryParse(sizes[1], out int columns) || rows < 1 || columns < 1 || (long)rows * columns > 1 << 24)
                throw new UsageException($"'--grid {grid}': write height x width, such as 28x28.");
            return (Support.Grid(rows, columns).Coordinates.ToArray(), null, 2);
        }

        if (source is null)
            return target is null ? (null, null, null) : throw new UsageException("--target-support needs --source-support.");
        (float[] points, int dimension) = SupportFile.Read(source);
        if (target is null)
            return (points, null, dimension);
        (float[] others, int otherDimension) = SupportFile.Read(target);
        return dimension == otherDimension
            ? (points, others, dimension)
            : throw new UsageException($"'{source}' has points of {dimension} coordinates, and '{target}' of {otherDimension}.");
    }

    private static Option<string> Column(string name, string fallback, string description) =>
        new(name) { HelpName = "column", Description = description, DefaultValueFactory = _ => fallback };
}
