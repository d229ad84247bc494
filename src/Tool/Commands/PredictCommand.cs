using System.CommandLine;

namespace SlicedOT.Tool;

/// <summary>Answers rows by a model.</summary>
internal sealed class PredictCommand(ToolConsole console)
{
    private readonly AnswerOptions _answers = AnswerOptions.OfCouplings();
    private readonly Option<string> _model = new("--model", "-m") { HelpName = "file", Description = "The model.", Required = true };

    public Command Create()
    {
        var command = new Command("predict", "Answers pairs by a model; with --shard a share of the rows, to a file of its own.") { _model };
        _answers.AddTo(command);
        command.SetAction(Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        var context = new MLContext();
        CouplingTransformer transformer = ModelSummary.Load(context, parsed.GetValue(_model)!);
        _answers.Write(console, parsed, context, _ => (RowModel.Of(transformer), [("epsilon", transformer.Epsilon)]));
        return ExitCode.Success;
    }
}
