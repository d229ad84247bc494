using System.CommandLine;

namespace SlicedOT.Tool;

/// <summary>Solves rows to a tolerance.</summary>
internal sealed class SolveCommand(ToolConsole console)
{
    private readonly AnswerOptions _answers = AnswerOptions.OfCouplings();
    private readonly SettingsOptions _settings = new();
    private readonly Option<double> _tolerance = ToolOptions.Number("--tolerance", "t", "Marginal violation at which the solver stops.", 1e-6, 1e-15, 1.0);

    public Command Create()
    {
        var command = new Command("solve", "Solves pairs by accelerated Sinkhorn iterations, without a model; with --shard a share of the rows.");
        _answers.AddTo(command);
        _settings.AddTo(command);
        command.Add(_tolerance);
        command.SetAction(Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        var context = new MLContext();
        _answers.Write(console, parsed, context, files =>
        {
            FitSettings settings = _settings.Read(parsed, files, console.CancellationToken);
            SolveCouplingEstimator estimator = context.SlicedOT().SolveCoupling(settings.ToSolverOptions(parsed.GetValue(_tolerance), 0, console.CancellationToken));
            CouplingTransformer transformer = estimator.Fit(PairView.Create(context, settings.Names, []));
            return (RowModel.Of(transformer), [("epsilon", transformer.Epsilon)]);
        });
        return ExitCode.Success;
    }
}
