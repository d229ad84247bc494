using System.CommandLine;
using System.Diagnostics;

namespace SlicedOT.Tool;

/// <summary>Adds up partial sums, in the order of the rows whatever the order of the files, and solves for the model.</summary>
internal sealed class MergeCommand(ToolConsole console)
{
    private const string Extension = ".sums";

    private readonly Argument<string[]> _sums = ToolOptions.Files("sums", $"Files of partial sums, or folders of them ({Extension}).");
    private readonly Option<string> _output = ToolOptions.Output("The model that mlContext.Model.Load reads (.zip).");
    private readonly Option<bool> _json = ToolOptions.Json();

    public Command Create()
    {
        var command = new Command("merge", "Makes the model of all shards' partial sums; the same bits as of one process.") { _sums, _output, _json };
        command.SetAction(Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        var watch = Stopwatch.StartNew();
        string output = parsed.GetValue(_output)!;
        ShardFile[] files = [.. Expand(parsed.GetValue(_sums)!).Select(ShardFile.Open).OrderBy(file => file.Header.FirstPart)];
        RequireOneFit(files);
        RequireAllParts(files);

        var fit = new ShardedFit(files: null, files[0].Settings, threads: 1, console.CancellationToken);
        PotentialRegression setup = fit.CreateSetup();
        var tree = new RegressionTree(setup);
        foreach (ShardFile file in files)
        {
            console.CancellationToken.ThrowIfCancellationRequested();
            tree.Add(file.ReadSums(setup));
        }

        CouplingTransformer transformer = fit.Fit(tree);
        ModelSummary.Save(fit, transformer, output);
        console.Summarise(parsed.GetValue(_json),
        [
            .. ModelSummary.Of(transformer), ("files", files.Length), ("filesBytes", files.Sum(file => new FileInfo(file.Path).Length)), ("output", output),
            .. ToolConsole.Effort(files[0].Header.Rows, watch),
        ]);
        return ExitCode.Success;
    }

    private static IEnumerable<string> Expand(IEnumerable<string> paths)
    {
        foreach (string path in paths)
        {
            if (!Directory.Exists(path))
            {
                yield return path;
                continue;
            }

            string[] inside = [.. Directory.EnumerateFiles(path, "*" + Extension).Where(file => !Path.GetFileName(file).StartsWith('.')).Order(StringComparer.Ordinal)];
            if (inside.Length == 0)
                throw new InvalidDataException($"The folder '{path}' has no {Extension} files.");
            foreach (string file in inside)
                yield return file;
        }
    }

    private void RequireOneFit(ShardFile[] files)
    {
        ShardFile first = files[0];
        foreach (ShardFile file in files)
        {
            if (FitSettings.Difference(first.Header.Settings, file.Header.Settings) is { } difference)
                throw new InvalidDataException($"'{first.Path}' and '{file.Path}' are sums of different fits: {difference}. Run the shards with the same options.");
            if (first.Header.Rows != file.Header.Rows || first.Header.Bytes != file.Header.Bytes)
            {
                throw new InvalidDataException(
                    $"'{first.Path}' and '{file.Path}' are sums over different data: {first.Header.Rows} rows in {first.Header.Bytes} bytes, and {file.Header.Rows} in {file.Header.Bytes}.");
            }
        }

        string[] machines = [.. files.Select(file => file.Header.Machine).Append(ShardHeader.ThisMachine).Distinct()];
        if (machines.Length > 1)
            console.Warn($"The shards and this merge ran on different vector hardware ({string.Join("; ", machines)}): the model is as good, but its last bits are not those of one machine.");
    }

    private static void RequireAllParts(ShardFile[] files)
    {
        int end = 0;
        for (int k = 0; k < files.Length; k++)
        {
            if (files[k].Header.FirstPart < end)
                throw new InvalidDataException($"'{files[k - 1].Path}' and '{files[k].Path}' hold sums of the same rows; give each share once.");
            if (files[k].Header.FirstPart > end)
                throw Missing(end, files[k].Header.FirstPart);
            end = files[k].Header.EndPart;
        }

        if (end < RowParts.Count)
            throw Missing(end, RowParts.Count);

        InvalidDataException Missing(int first, int next)
        {
            string shards = string.Join(", ", Enumerable.Range(0, files.Length + 1)
                .Where(shard => RowParts.OfShard(shard, files.Length + 1) is var (from, to) && from >= first && to <= next)
                .Select(shard => $"{shard}/{files.Length + 1}"));
            string likely = shards.Length > 0 ? $", which is shard {shards}" : "";
            return new InvalidDataException($"The sums of parts {first} to {next - 1} of {RowParts.Count} are missing{likely}: run it, or run it again, and merge then.");
        }
    }
}
