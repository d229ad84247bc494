using System.CommandLine;
using System.Diagnostics;

namespace SlicedOT.Tool;

/// <summary>Averages a model's certificates, and its errors where a reference is solved beside it.</summary>
internal sealed class EvaluateCommand(ToolConsole console)
{
    private const string ReferencePrefix = "Exact";

    private readonly Argument<string[]> _data = ToolOptions.Data();
    private readonly Option<string> _model = new("--model", "-m") { HelpName = "file", Description = "The model.", Required = true };
    private readonly Option<bool> _reference = new("--reference") { Description = "Solve every pair as well, and give the errors against that." };
    private readonly Option<bool> _json = ToolOptions.Json();

    public Command Create()
    {
        var command = new Command("evaluate", "Averages how good a model's couplings of pairs are.") { _data, _model, _reference, _json };
        command.SetAction(Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        var watch = Stopwatch.StartNew();
        var context = new MLContext();
        CouplingTransformer transformer = ModelSummary.Load(context, parsed.GetValue(_model)!);
        var files = PairFiles.Open(parsed.GetValue(_data)!, console.CancellationToken);
        bool reference = parsed.GetValue(_reference);
        string prefix = transformer.Parameters.Layout.OutputPrefix;
        CouplingMetrics metrics = console.Track("evaluate", files.Rows, report =>
        {
            IDataView rows = ModelRows.Create(context, files, RowModel.Of(transformer), 0, files.Rows, console.CancellationToken, report);
            IDataView predictions = transformer.Transform(rows);
            if (reference)
                predictions = Solver(context, transformer).Fit(rows).Transform(predictions);
            return context.SlicedOT().Evaluate(predictions, reference ? ReferencePrefix + "Coupling" : null, prefix);
        });
        console.Summarise(parsed.GetValue(_json),
        [
            ("pairs", metrics.Pairs), ("marginalViolation", metrics.MarginalViolation), ("relativeDualityGap", metrics.RelativeDualityGap),
            ("transportCost", metrics.TransportCost), ("primalValue", metrics.PrimalValue), ("dualValue", metrics.DualValue), ("sweeps", metrics.Sweeps),
            ("rootMeanSquaredError", metrics.RootMeanSquaredError), ("relativeCostError", metrics.RelativeCostError), .. ToolConsole.Effort(metrics.Pairs, watch),
        ]);
        return ExitCode.Success;
    }

    private static SolveCouplingEstimator Solver(MLContext context, CouplingTransformer transformer)
    {
        ColumnLayout layout = transformer.Parameters.Layout;
        var options = new SolveCouplingOptions
        {
            SourceWeightsColumnName = layout.SourceWeights ?? "",
            TargetWeightsColumnName = layout.TargetWeights ?? "",
            Dimension = layout.Dimension,
            SourceSupport = transformer.SourceSupport,
            TargetSupport = transformer.TargetSupport,
            GroundCost = transformer.GroundCost,
            Epsilon = transformer.Epsilon,
            SourceMassPenalty = transformer.SourceMassPenalty,
            TargetMassPenalty = transformer.TargetMassPenalty,
            OutputColumnPrefix = ReferencePrefix,
            WeightNormalization = transformer.Parameters.Normalization,
        };
        options.SourcePointsColumnName = layout.SourcePoints ?? options.SourcePointsColumnName;
        options.TargetPointsColumnName = layout.TargetPoints ?? options.TargetPointsColumnName;
        return context.SlicedOT().SolveCoupling(options);
    }
}
