using System.CommandLine;
using System.Diagnostics;

namespace SlicedOT.Tool;

/// <summary>What predict, solve and costs have in common: rows in, chosen columns out, as a stream.</summary>
/// <param name="columns">The columns there are.</param>
/// <param name="usual">Those written where none are named, with commas between them.</param>
internal sealed class AnswerOptions(IReadOnlyList<OutputColumn> columns, string usual)
{
    private readonly Argument<string[]> _data = ToolOptions.Data();
    private readonly Option<string> _output = ToolOptions.Output("The answers, .parquet or .csv: the row's number and the columns chosen.");
    private readonly Option<Shard?> _shard = ToolOptions.Shard();
    private readonly Option<bool> _json = ToolOptions.Json();
    private readonly Option<string> _columns = new("--columns")
    {
        HelpName = "names",
        Description = "Columns to compute, with commas between them: " + string.Join(", ", columns.Select(column => column.Name)) + ".",
        DefaultValueFactory = _ => usual,
    };

    /// <summary>The answers of couplings.</summary>
    public static AnswerOptions OfCouplings() => new(OutputColumn.All, "TransportCost,MarginalViolation,RelativeDualityGap");

    public void AddTo(Command command)
    {
        command.Add(_data);
        foreach (Option option in (Option[])[_output, _shard, _columns, _json])
            command.Add(option);
    }

    /// <summary>Answers the rows.</summary>
    /// <param name="console">Where to say so.</param>
    /// <param name="parsed">The command line.</param>
    /// <param name="context">Where views come from.</param>
    /// <param name="create">What answers, and facts about it for the summary.</param>
    public void Write(ToolConsole console, ParseResult parsed, MLContext context, Func<PairFiles, (RowModel Model, IEnumerable<(string Name, object? Value)> Facts)> create)
    {
        var watch = Stopwatch.StartNew();
        string output = parsed.GetValue(_output)!;
        AnswerFile.RequireFormat(output);
        Shard shard = parsed.GetValue(_shard) ?? Shard.Whole;
        var files = PairFiles.Open(parsed.GetValue(_data)!, console.CancellationToken);
        (RowModel model, IEnumerable<(string Name, object? Value)> facts) = create(files);
        string[] names = Names(model.Layout, parsed.GetValue(_columns)!);
        (long start, long end) = shard.RowsOf(files.Rows);

        IDataView answers = model.Transformer.Transform(ModelRows.Create(context, files, model, start, end, console.CancellationToken));
        long bytes = AtomicFile.Write(output, stream => console.Track(shard == Shard.Whole ? "rows" : $"rows of {shard}", end - start, report =>
        {
            DataViewSchema.Column[] columns = [.. names.Select(name => answers.Schema[name])];
            using DataViewRowCursor cursor = answers.GetRowCursor(columns);
            using IAnswerWriter writer = AnswerFile.Create(output, stream, [.. columns.Select(column => new AnswerColumn(cursor, column))]);
            long row = start;
            while (cursor.MoveNext())
            {
                console.CancellationToken.ThrowIfCancellationRequested();
                writer.WriteRow(row++);
                report(row - start);
            }

            if (row != end)
                throw new InvalidDataException("The data ended before its last row: it changed while it was read.");
            writer.Complete();
            return stream.Length;
        }));
        console.Summarise(parsed.GetValue(_json),
        [
            ("shard", shard.ToString()), ("firstRow", start), ("rows", end - start), .. facts, ("columns", names),
            ("output", output), ("outputBytes", bytes), .. ToolConsole.Effort(end - start, watch),
        ]);
    }

    private static string[] Names(ColumnLayout layout, string asked)
    {
        NamedOutput[] outputs = [.. layout.Outputs];
        string[] names = [.. asked.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct()];
        foreach (string name in names)
        {
            if (!outputs.Any(output => output.Name == name || output.Column.Name == name))
                throw new UsageException($"There is no output column '{name}'; the model has {string.Join(", ", outputs.Select(output => output.Name))}.");
        }

        return names.Length > 0
            ? [.. names.Select(name => outputs.First(output => output.Name == name || output.Column.Name == name).Name)]
            : throw new UsageException("--columns names no column.");
    }
}
