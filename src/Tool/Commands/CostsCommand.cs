using System.CommandLine;

namespace SlicedOT.Tool;

/// <summary>Predicts transport costs between proven bounds; learns from some of the first rows.</summary>
internal sealed class CostsCommand(ToolConsole console)
{
    private readonly AnswerOptions _answers = new(OutputColumn.Costs, "TransportCost,LowerBound,UpperBound,IntervalLow,IntervalHigh");
    private readonly SettingsOptions _settings = new();
    private readonly Option<string> _target = ToolOptions.Choice(
        "--target", "What to predict: W2², or with an epsilon the entropic plan's cost, its value, or the debiased Sinkhorn divergence.", "wasserstein", "cost", "value", "divergence");

    private readonly Option<int> _pairs = ToolOptions.Number("--training-pairs", "n", "How many of the first rows (--epsilon-rows), spread over them, are solved to learn from; 0 for none. All shards take the same ones.", 100, 0, 1_000_000);
    private readonly Option<int?> _frames = ToolOptions.Number<int>("--additional-frames", "n", "Frames tried besides the pair's own; 0 is several times as fast, its bounds somewhat wider.", 0, 1000);
    private readonly Option<double?> _solve = ToolOptions.Number("--solve-when-wider", "w", "Pairs whose proven bounds are further apart than this share of the upper one are solved.", 0.0, 1.0);
    private readonly Option<int> _threads = ToolOptions.Threads();

    public Command Create()
    {
        var command = new Command("costs", "Predicts pairs' transport costs between proven bounds, without a model file; with --shard of a share of the rows, to a file of its own.");
        _answers.AddTo(command);
        _settings.AddTo(command);
        foreach (Option option in (Option[])[_target, _pairs, _frames, _solve, _threads])
            command.Add(option);
        command.SetAction(Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        var context = new MLContext();
        _answers.Write(console, parsed, context, files =>
        {
            TransportCostTarget target = parsed.GetValue(_target) switch
            {
                "cost" => TransportCostTarget.EntropicCost,
                "value" => TransportCostTarget.EntropicValue,
                "divergence" => TransportCostTarget.SinkhornDivergence,
                _ => TransportCostTarget.SquaredWasserstein,
            };
            bool isEntropic = target != TransportCostTarget.SquaredWasserstein;
            FitSettings settings = _settings.Read(parsed, files, console.CancellationToken, needsEpsilon: isEntropic);
            PredictTransportCostOptions options = settings.ToCostOptions(parsed.GetValue(_threads), console.CancellationToken);
            (options.Target, options.MaximumTrainingPairs, options.AdditionalFrames, options.SolveWhenWider) =
                (target, parsed.GetValue(_pairs), parsed.GetValue(_frames), parsed.GetValue(_solve));
            PredictTransportCostEstimator estimator = context.SlicedOT().PredictTransportCost(options);
            TransportCostTransformer transformer = estimator.Fit(PairView.Create(context, settings.Names, First(files, settings, _settings.EpsilonRows(parsed))));
            TransportCostModel model = transformer.Model;
            return (RowModel.Of(transformer),
            [
                ("target", parsed.GetValue(_target)), ("epsilon", isEntropic ? settings.Epsilon : null),
                ("pairsLearnedFrom", model.PairsUsed), ("leaveOneOutError", model.LeaveOneOutError),
            ]);
        });
        return ExitCode.Success;
    }

    /// <summary>The first rows, those without a pair left out or as errors.</summary>
    private IEnumerable<PairRow> First(PairFiles files, FitSettings settings, long most)
    {
        string? advice = settings.SkipBadRows ? null : " Or answer such rows with NaN by --bad-rows skip.";
        return files.ReadChecked(settings.Names, 0, Math.Min(most, files.Rows), advice, console.CancellationToken).Where(row => row.Problem is null);
    }
}
