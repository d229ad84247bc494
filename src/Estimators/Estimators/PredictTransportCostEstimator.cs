using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.SlicedOT;

/// <summary>
/// Learns to predict the transport cost of a pair of measures from two bounds of it that need no pass over all pairs of points; the bounds themselves are
/// proven, whatever was learned.
/// </summary>
/// <remarks>
/// <format type="text/markdown"><![CDATA[
/// ### Estimator Characteristics
/// |  |  |
/// | -- | -- |
/// | Does this estimator need to look at the data to train its parameters? | Up to 100 pairs of it, which it solves; it works without any |
/// | Input column data type | Vector of <xref:System.Single> (points, weights, or both) |
/// | Output column data type | <xref:System.Single> (cost, bounds, interval), <xref:System.Boolean> (unlike training, solved) |
/// | Exportable to ONNX | No |
/// | Required NuGet in addition to Microsoft.ML | MLNet.SlicedOT |
/// ]]></format>
/// </remarks>
public sealed class PredictTransportCostEstimator : IEstimator<TransportCostTransformer>
{
    private readonly MLContext _context;
    private readonly PredictTransportCostOptions _options;
    private readonly Geometry? _geometry;
    private readonly Regularization? _regularization;

    internal PredictTransportCostEstimator(MLContext context, PredictTransportCostOptions options)
    {
        (_geometry, _regularization) = OptionsCheck.Parse(options);
        _context = context;
        _options = options;
    }

    /// <summary>The schema that <see cref="Fit"/>'s transformer will deliver.</summary>
    /// <param name="inputSchema">The schema of its input.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has the wrong type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema) =>
        CouplingChain.Create(_context, PairSchema.Of(_options, inputSchema), "").GetOutputSchema(inputSchema);

    /// <summary>Learns from a view whose rows are pairs; from an empty one the coefficients that need no learning.</summary>
    /// <param name="input">The training pairs.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing, or has the wrong type, size or dimension.</exception>
    /// <exception cref="InvalidDataException">A row holds no pair of measures, or a negative label; the message names row, column, slot, value and fix.</exception>
    /// <exception cref="InvalidOperationException">Epsilon is relative and there is no usable pair, or the fixed supports are too large for an ML.NET file.</exception>
    /// <exception cref="OperationCanceledException">The options' token was cancelled.</exception>
    public TransportCostTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        ColumnLayout layout = PairSchema.Of(_options, input.Schema);
        RequireLabel(input.Schema);
        using IChannel channel = ((IHostEnvironment)_context).Register("SlicedOT").Start("Fit");
        var format = new PairFormat(layout, GroundCost.SquaredEuclidean, _options.WeightNormalization, _geometry);
        var pairs = new PairStream(input, format, _options.BadRowHandling, _options.CancellationToken, _options.LabelColumnName);
        var bounds = new TransportCostBoundsOptions
        {
            Epsilon = _regularization is { } regularization ? pairs.Resolve(regularization) : 0,
            AdditionalFrames = _options.AdditionalFrames,
            Seed = _options.Seed,
        };
        TransportCostModel model = Learn(pairs, bounds);
        channel.Info(MessageSensitivity.None, FormattableString.Invariant(
            $"PredictTransportCost: {model.Target}, {model.PairsUsed} pairs used, {pairs.Skipped.Count} skipped, relative error on pairs left out {model.LeaveOneOutError:P2}."));
        foreach (SkippedPair skipped in pairs.Skipped)
            channel.Warning(MessageSensitivity.UserData, $"Row {skipped.Row} was skipped. {skipped.Reason}");
        var parameters = new CostParameters(
            new PairParameters(layout, _options.WeightNormalization, _options.BadRowOutput, _options.SourceSupport, _options.TargetSupport), model, _options.SolveWhenWider);
        return new TransportCostTransformer(CouplingChain.Create(_context, layout, CostParametersFormat.ToText(parameters)).Fit(input), parameters);
    }

    private TransportCostModel Learn(PairStream pairs, TransportCostBoundsOptions bounds)
    {
        var regression = new TransportCostRegression(_options.Target, bounds);
        if (_options.MaximumTrainingPairs == 0 && _options.LabelColumnName is null)
            return regression.Fit();
        var workspace = new TransportCostBoundsWorkspace();
        var unsolved = new List<(DiscreteMeasure Source, DiscreteMeasure Target)>();
        long every = 1, seen = 0;
        foreach (TransportProblem problem in pairs.Read(epsilon: null))
        {
            if (!float.IsNaN(pairs.Label))
            {
                regression.Add(problem.Source, problem.Target, pairs.Label, workspace);
            }
            else if (_options.MaximumTrainingPairs > 0 && seen++ % every == 0)
            {
                unsolved.Add((problem.Source, problem.Target));
                if (unsolved.Count < 2 * _options.MaximumTrainingPairs)
                    continue;

                // Every second one stays, so that in the end they are spread over a view whose length was not known.
                unsolved = [.. unsolved.Where((_, k) => k % 2 == 0)];
                every *= 2;
            }
        }

        regression.AddSolved([.. Spread(unsolved, _options.MaximumTrainingPairs)], _options.NumberOfThreads, _options.Progress, _options.CancellationToken);
        return regression.Fit();
    }

    /// <summary>At most so many of a list, evenly spread.</summary>
    private static IEnumerable<T> Spread<T>(List<T> list, int most)
    {
        int count = Math.Min(most, list.Count);
        for (int k = 0; k < count; k++)
            yield return list[(int)((long)k * list.Count / count)];
    }

    private void RequireLabel(DataViewSchema schema)
    {
        if (_options.LabelColumnName is not { } name)
            return;
        string found = schema.GetColumnOrNull(name) is not { } column ? "is not there" : column.Type.Equals(NumberDataViewType.Single) ? "" : $"has the type {column.Type}";
        if (found.Length > 0)
        {
            throw new ArgumentOutOfRangeException(
                nameof(schema), $"The label column '{name}' {found}; give a column of Single with the pairs' costs, or leave LabelColumnName null to have them solved.");
        }
    }
}
