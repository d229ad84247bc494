using System.CommandLine;
using System.Diagnostics;

namespace SlicedOT.Tool;

/// <summary>Tests whether the rows of a table have drifted from those of another.</summary>
internal sealed class DriftCommand(ToolConsole console)
{
    private const string Features = "Features";

    private readonly Argument<string> _reference = new("reference") { Description = "A table of features, .csv or .parquet: how rows used to be." };
    private readonly Argument<string> _current = new("current") { Description = "The same features now." };
    private readonly Option<string?> _columns = ToolOptions.Text("--columns", "names", "The columns to compare, with commas between them; all that both files have where not given.");
    private readonly Option<double> _rate = ToolOptions.Number("--false-alarm-rate", "p", "The rate of false alarms at which drift is reported.", 0.05, 1e-9, 0.999);
    private readonly Option<int> _permutations = ToolOptions.Number("--permutations", "n", "Regroupings of the rows that the test compares with.", new DetectDriftOptions().Permutations, 19, 100_000);
    private readonly Option<int> _most = ToolOptions.Number("--maximum-rows", "n", "Rows of each table that are compared at most; of larger ones so many are drawn.", new DetectDriftOptions().MaximumRows, 10, 5000);
    private readonly Option<int> _seed = ToolOptions.Number("--seed", "n", "Seed of everything random.", 1, int.MinValue, int.MaxValue);
    private readonly Option<bool> _json = ToolOptions.Json();

    public Command Create()
    {
        var command = new Command("drift", "Tests whether rows of features have drifted, and says which features moved.") { _reference, _current, _columns, _rate, _permutations, _most, _seed, _json };
        command.SetAction(Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        var watch = Stopwatch.StartNew();
        string reference = parsed.GetValue(_reference)!, current = parsed.GetValue(_current)!;
        string[] columns = parsed.GetValue(_columns) is { } named
            ? [.. named.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct()]
            : [.. FeatureTable.Columns(reference).Intersect(FeatureTable.Columns(current))];
        if (columns.Length == 0)
            throw new InvalidDataException($"'{reference}' and '{current}' have no column of numbers in common.");

        var context = new MLContext();
        DriftReport report = console.Track("drift", ToolConsole.Unknown, progress =>
        {
            long read = 0;
            return context.SlicedOT().DetectDrift(View(reference), View(current), new DetectDriftOptions
            {
                ColumnNames = [Features],
                Permutations = parsed.GetValue(_permutations),
                MaximumRows = parsed.GetValue(_most),
                Seed = parsed.GetValue(_seed),
                CancellationToken = console.CancellationToken,
            });

            IDataView View(string path) => FeatureTable.Open(path, columns).ToView(context, Features, console.CancellationToken, () => progress(++read));
        });
        console.Summarise(parsed.GetValue(_json),
        [
            ("drifted", report.HasDrifted(parsed.GetValue(_rate))), ("pValue", report.PValue), ("referenceRows", report.ReferenceRows), ("currentRows", report.CurrentRows),
            ("features", report.Result.Features.Take(10).Select(feature => FormattableString.Invariant(
                $"{columns[feature.Feature]}: moved by {feature.EffectSize:0.000} sd, mean {feature.ReferenceMean:G4} -> {feature.CurrentMean:G4}, sd {feature.ReferenceDeviation:G4} -> {feature.CurrentDeviation:G4}")).ToArray()),
            .. ToolConsole.Effort(report.ReferenceRows + report.CurrentRows, watch),
        ]);
        return ExitCode.Success;
    }
}
