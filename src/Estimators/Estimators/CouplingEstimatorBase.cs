using System.Diagnostics;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.SlicedOT;

/// <summary>What the coupling estimators share: checks, the regularisation, and the chain of transforms a fitted model becomes.</summary>
public abstract class CouplingEstimatorBase : IEstimator<CouplingTransformer>
{
    private readonly MLContext _context;
    private readonly CouplingOptions _options;
    private readonly CouplingSetup _setup;

    /// <param name="context">Where the built-in transforms come from.</param>
    /// <param name="options">The estimator's own copy.</param>
    private protected CouplingEstimatorBase(MLContext context, CouplingOptions options)
    {
        _setup = OptionsCheck.Parse(options);
        _context = context;
        _options = options;
    }

    /// <summary>The schema that <see cref="Fit"/>'s transformer will deliver.</summary>
    /// <param name="inputSchema">The schema of its input.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has the wrong type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        ColumnLayout layout = OptionsCheck.Layout(_options, [.. inputSchema.Select(c => c.Name)]);
        SchemaCheck.Check(inputSchema, layout);
        SchemaCheck.CheckOutputs(inputSchema.Select(c => c.Name), layout.Outputs.Select(o => o.Name));

        // A shape has no sizes: any size promises what Fit will find.
        if (_options.FixedSizeOutputs ?? (layout.HasFixedSupports || HasSizedPoints(inputSchema, layout)))
        {
            int n = Math.Max(layout.SourceCount, 1), m = Math.Max(layout.TargetCount, 1);
            layout = layout with { SourceSize = n, TargetSize = m, HasSizedCoupling = (long)n * m <= CouplingChain.MaximumFixedSize };
        }

        return CouplingChain.Create(_context, layout, "").GetOutputSchema(inputSchema);
    }

    /// <summary>Learns from a view whose rows are pairs. An estimator may be fitted again, also after a fit that failed.</summary>
    /// <param name="input">The training pairs.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing, or has the wrong type, size or dimension.</exception>
    /// <exception cref="InvalidDataException">A row holds no pair of measures; the message names row, column, slot, value and fix.</exception>
    /// <exception cref="InvalidOperationException">There is no usable pair, or the model is too large for an ML.NET file.</exception>
    /// <exception cref="OperationCanceledException">The options' token was cancelled.</exception>
    public CouplingTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        PairFormat format = FormatOf(input.Schema);
        using IChannel channel = ((IHostEnvironment)_context).Register("SlicedOT").Start("Fit");
        var start = Stopwatch.StartNew();
        var pairs = new PairStream(input, format, _options.BadRowHandling, _options.CancellationToken);
        _options.CancellationToken.ThrowIfCancellationRequested();
        double epsilon = pairs.Resolve(_setup.Regularization);
        pairs.Format = WithPenalties(format, epsilon, () => pairs.MeanCost);
        CouplingParameters parameters = LearnOrExplain(pairs, pairs.Format, epsilon);
        parameters = parameters with { Model = WithSkippedRows(parameters.Model, pairs) };
        Log(channel, parameters.Model.Report, start.Elapsed.TotalSeconds);

        return ToTransformer(input, parameters);
    }

    /// <summary>How the rows of a view become pairs; checks the schema as <see cref="Fit"/> does.</summary>
    internal PairFormat FormatOf(DataViewSchema schema)
    {
        ColumnLayout layout = SchemaCheck.ReadDimension(schema, OptionsCheck.Layout(_options, [.. schema.Where(c => !c.IsHidden).Select(c => c.Name)]));
        SchemaCheck.Check(schema, layout);
        SchemaCheck.CheckOutputs(schema.Where(c => !c.IsHidden).Select(c => c.Name), layout.Outputs.Select(o => o.Name));
        OptionsCheck.CheckSize(_options, _setup.Features, layout.Dimension);
        if (_options.FixedSizeOutputs != false)
            layout = SchemaCheck.ReadSizes(schema, layout, isRequired: _options.FixedSizeOutputs == true);
        return new PairFormat(layout, _options.GroundCost, _options.WeightNormalization, _setup.Geometry);
    }

    /// <summary>The format with the options' mass penalties, relative ones resolved.</summary>
    /// <exception cref="InvalidOperationException">The mean cost makes no penalty, or one is too small beside epsilon.</exception>
    internal PairFormat WithPenalties(PairFormat format, double epsilon, Func<double> meanCost)
    {
        return format.WithPenalties(Resolve(_options.SourceMassPenalty, "source"), Resolve(_options.TargetMassPenalty, "target"));

        MassPenalty Resolve(MassPenalty penalty, string side)
        {
            try
            {
                return TransportProblem.CheckedPenalty(penalty.IsRelative ? penalty.Resolve(meanCost()) : penalty, epsilon, side);
            }
            catch (PairException error)
            {
                throw new InvalidOperationException(error.Message, error);
            }
        }
    }

    /// <summary>The transformer of parameters that were learned elsewhere.</summary>
    /// <param name="input">A view with the columns of the training data; no row of it is read.</param>
    /// <param name="parameters">The parameters.</param>
    internal CouplingTransformer ToTransformer(IDataView input, CouplingParameters parameters) =>
        new(CouplingChain.Create(_context, parameters.Layout, CouplingParametersFormat.ToText(parameters)).Fit(input), parameters);

    private static bool HasSizedPoints(SchemaShape schema, ColumnLayout layout) =>
        schema.Count(c => (c.Name == layout.SourcePoints || c.Name == layout.TargetPoints) && c.Kind == SchemaShape.Column.VectorKind.Vector)
        == (layout.SourcePoints == layout.TargetPoints ? 1 : 2);

    /// <summary>The features that the options ask for.</summary>
    private protected FeatureOptions Features => _setup.Features;

    /// <summary>Finds the model; the parameters' columns and rows are filled in by <see cref="Parameters"/>.</summary>
    private protected abstract CouplingParameters Learn(PairStream pairs, PairFormat format, double epsilon);

    /// <summary>The parameters that follow from the common options.</summary>
    private protected CouplingParameters Parameters(PairFormat format, AmortizedCouplingModel model, StartingPotential start) => new()
    {
        Layout = format.Layout,
        Normalization = format.Normalization,
        Model = model.WithPenalties(format.SourcePenalty, format.TargetPenalty),
        Start = start,
        MaximumDroppedMass = _options.MaximumDroppedMass,
        ExactFeasibility = _options.ExactFeasibility,
        Matches = _options.Matches,
        BadRows = _options.BadRowOutput,
    };

    private CouplingParameters LearnOrExplain(PairStream pairs, PairFormat format, double epsilon)
    {
        try
        {
            return Learn(pairs, format, epsilon);
        }
        catch (Exception error) when (error is ArithmeticException or PairException)
        {
            // An option that is out of range says so itself, and epsilon has nothing to do with it.
            throw new InvalidOperationException(
                FormattableString.Invariant($"The fit failed at epsilon {epsilon:G4}: {error.Message} Where epsilon is tiny beside the ground cost, a larger one helps."),
                error);
        }
    }

    /// <summary>Joins the rows that held no pair with the pairs that could not be used, by row of the view.</summary>
    private static AmortizedCouplingModel WithSkippedRows(AmortizedCouplingModel model, PairStream pairs)
    {
        const int Listed = 100;
        if (pairs.Skipped.Count == 0)
            return model;
        FitReport report = model.Report;
        return model.WithReport(report with
        {
            PairsSkipped = report.PairsSkipped + pairs.Skipped.Count,
            Skipped = [.. report.Skipped.Select(s => s with { Row = pairs.RowOf(s.Row) }).Concat(pairs.Skipped).OrderBy(s => s.Row).Take(Listed)],
        });
    }

    private static void Log(IChannel channel, FitReport report, double seconds)
    {
        string learned = report.PairsUsed == 0 ? "" : FormattableString.Invariant($" {report.PairsUsed} pairs used, {report.NumberOfDirections} directions,");
        channel.Info(MessageSensitivity.None, FormattableString.Invariant(
            $"{report.Method}: epsilon {report.Epsilon:G6},{learned} {report.PairsSkipped} pairs skipped, {seconds:F2} s."));
        foreach (RidgeChoice ridge in report.Ridge)
        {
            channel.Trace(MessageSensitivity.None, FormattableString.Invariant(
                $"Ridge of {ridge.Features}: {ridge.Strength:G3} ({ridge.Reason})."));
        }

        foreach (SkippedPair skipped in report.Skipped)
            channel.Warning(MessageSensitivity.UserData, $"Row {skipped.Row} was skipped. {skipped.Reason}");
        if (report.TeachersNotConverged > 0)
        {
            channel.Warning(
                MessageSensitivity.None,
                $"{report.TeachersNotConverged} training pairs were not solved to the tolerance; a larger epsilon or teacher tolerance would help.");
        }
    }
}
