using System.CommandLine;
using System.Diagnostics;

namespace SlicedOT.Tool;

/// <summary>Learns a model, or a shard's share of it.</summary>
internal sealed class FitCommand(ToolConsole console)
{
    private readonly Argument<string[]> _data = ToolOptions.Data();
    private readonly SettingsOptions _settings = new();
    private readonly Option<string> _output = ToolOptions.Output("The model that mlContext.Model.Load reads (.zip), or with --shard the partial sums (.sums).");
    private readonly Option<Shard?> _shard = ToolOptions.Shard();
    private readonly Option<string> _method = ToolOptions.Choice(
        "--method", "RA-OT, OA-OT (all pairs are in memory, no shards), or no learning at all.", "regression", "dual-objective", "untrained");

    private readonly Option<int?> _directions = ToolOptions.Number<int>("--directions", "n", "Number of slicing directions; chosen by dimension where not given.", 1, 1 << 16);
    private readonly Option<bool> _chooseDirections = new("--choose-directions") { Description = "Choose the number of directions by held-out error." };
    private readonly Option<int> _fourier = ToolOptions.Number("--fourier", "n", "Number of random Fourier features.", new FeatureOptions().RandomFourierFeatures, 0, 1 << 16);
    private readonly Option<double?> _ridge = ToolOptions.Number("--ridge", "r", "Ridge strength; chosen on measure-disjoint folds where not given.", 0.0, 1e300);
    private readonly Option<bool> _curvature = new("--curvature") { Description = "Weigh errors by the dual's curvature." };
    private readonly Option<double> _teacher = ToolOptions.Number("--teacher-tolerance", "t", "Marginal violation to which training pairs are solved.", 1e-6, 1e-15, 0.999);
    private readonly Option<int> _halfSteps = ToolOptions.Number("--half-steps", "n", "Soft c-transforms after a prediction.", 2, 1, 10_000);
    private readonly Option<double?> _refine = ToolOptions.Number("--refine-to", "t", "The model refines its predictions to this marginal violation.", 1e-15, 1.0);
    private readonly Option<double> _saveEvery = ToolOptions.Number("--save-every", "seconds", "How often a shard's sums so far are saved beside its file, as <file>.part; a run of the same command goes on from them. 0: after every part.", 30.0, 0, 1e9);
    private readonly Option<int> _threads = ToolOptions.Threads();
    private readonly Option<bool> _json = ToolOptions.Json();

    public Command Create()
    {
        var command = new Command("fit", "Learns to predict couplings from pairs; with --shard a share of the sums, to be merged.") { _data, _output, _shard };
        _settings.AddTo(command);
        foreach (Option option in (Option[])[_method, _directions, _chooseDirections, _fourier, _ridge, _curvature, _teacher, _halfSteps, _refine, _saveEvery, _threads, _json])
            command.Add(option);
        command.SetAction(Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        var watch = Stopwatch.StartNew();
        string output = parsed.GetValue(_output)!;
        Shard? shard = parsed.GetValue(_shard);
        PotentialLearning method = parsed.GetValue(_method) switch
        {
            "dual-objective" => PotentialLearning.DualObjective,
            "untrained" => PotentialLearning.Untrained,
            _ => PotentialLearning.Regression,
        };
        if (shard is not null && method != PotentialLearning.Regression)
            throw new UsageException($"--shard with --method {parsed.GetValue(_method)}: only a regression is a sum that shards can share. Fit in one process, or leave --method out.");

        var files = PairFiles.Open(parsed.GetValue(_data)!, console.CancellationToken);
        if (files.Rows == 0)
            throw new InvalidDataException("The data has no rows; a fit needs at least one pair.");
        FitSettings settings = _settings.Read(parsed, files, console.CancellationToken) with
        {
            Method = method,
            Directions = parsed.GetValue(_directions),
            ChooseDirections = parsed.GetValue(_chooseDirections),
            FourierFeatures = parsed.GetValue(_fourier),
            Ridge = parsed.GetValue(_ridge),
            CurvatureWeighting = parsed.GetValue(_curvature),
            TeacherTolerance = parsed.GetValue(_teacher),
            HalfSteps = parsed.GetValue(_halfSteps),
            RefinementTolerance = parsed.GetValue(_refine),
        };
        var fit = new ShardedFit(files, settings, parsed.GetValue(_threads), console.CancellationToken);
        if (shard is { } share)
            Sum(fit, files, settings, share, output, parsed.GetValue(_saveEvery), parsed.GetValue(_json), watch);
        else
            Fit(fit, files, settings, output, parsed.GetValue(_json), watch);
        return ExitCode.Success;
    }

    private void Fit(ShardedFit fit, PairFiles files, FitSettings settings, string output, bool asJson, Stopwatch watch)
    {
        CouplingTransformer transformer = console.Track("fit", files.Rows, report => settings.Method == PotentialLearning.Regression
            ? fit.Fit(fit.Sum(0, RowParts.Count, report))
            : fit.FitWhole(report));
        ModelSummary.Save(fit, transformer, output);
        console.Summarise(asJson, [.. ModelSummary.Of(transformer), ("output", output), .. ToolConsole.Effort(files.Rows, watch)]);
    }

    private void Sum(ShardedFit fit, PairFiles files, FitSettings settings, Shard shard, string output, double saveEvery, bool asJson, Stopwatch watch)
    {
        (int first, int end) = shard.Parts;
        (long start, long next) = shard.RowsOf(files.Rows);
        var header = new ShardHeader(settings.ToJson(), files.Rows, files.Bytes, first, end, ShardHeader.ThisMachine);
        string unfinished = output + ".part";
        RegressionTree? done = Unfinished(unfinished, header, fit);
        int partsReused = (done?.EndPart ?? first) - first;
        double saved = 0;
        RegressionTree sums = console.Track($"fit {shard}", next - start, report => fit.Sum(first, end, report, done, tree =>
        {
            if (tree.EndPart == end || watch.Elapsed.TotalSeconds - saved < saveEvery)
                return;
            saved = watch.Elapsed.TotalSeconds;
            AtomicFile.Write(unfinished, stream => ShardFile.Write(stream, header with { EndPart = tree.EndPart }, tree));
        }));
        long bytes = AtomicFile.Write(output, stream => ShardFile.Write(stream, header, sums));
        File.Delete(unfinished);
        console.Summarise(asJson,
        [
            ("shard", shard.ToString()), ("firstRow", start), ("rows", next - start), ("pairsUsed", sums.PairsUsed), ("pairsSkipped", next - start - sums.PairsUsed),
            ("partsReused", partsReused), ("epsilon", settings.Epsilon), ("output", output), ("outputBytes", bytes), .. ToolConsole.Effort(next - start, watch),
        ]);
    }

    /// <summary>What an earlier run of the same shard on the same data saved before it ended; null where there is nothing of use.</summary>
    private RegressionTree? Unfinished(string path, ShardHeader header, ShardedFit fit)
    {
        if (!File.Exists(path))
            return null;
        try
        {
            var file = ShardFile.Open(path);
            if (file.Header with { EndPart = header.EndPart } != header || file.Header.EndPart > header.EndPart)
            {
                console.Warn($"'{path}' is of other data, settings or hardware and is not used.");
                return null;
            }

            RegressionTree tree = file.ReadSums(fit.CreateSetup());
            console.Warn($"Parts {tree.FirstPart} to {tree.EndPart - 1} are taken from '{path}'.");
            return tree;
        }
        catch (InvalidDataException error)
        {
            console.Warn($"'{path}' is not used. {error.Message}");
            return null;
        }
    }
}
