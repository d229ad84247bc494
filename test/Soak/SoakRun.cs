using System.Diagnostics;

namespace Microsoft.ML.SlicedOT.Soak;

/// <summary>The whole run: fit and save every scenario, a warm-up, the rest of the rows, and what the process holds before and after.</summary>
internal sealed class SoakRun(SoakArguments arguments, TextWriter output)
{
    private const int WarmUpShare = 10;
    private const int ProgressLines = 10;

    private readonly Tally _tally = new();
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private long _rowsDone;

    /// <returns>Whether everything was as it should be.</returns>
    public bool Run()
    {
        string folder = Directory.CreateTempSubdirectory("SlicedOT.Soak").FullName;
        string temporary = Directory.CreateDirectory(Path.Combine(folder, "temporary")).FullName;
        foreach (string variable in (string[])["TMPDIR", "TMP", "TEMP"])
            Environment.SetEnvironmentVariable(variable, temporary);
        try
        {
            return Run(Directory.CreateDirectory(Path.Combine(folder, "models")).FullName, temporary);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private bool Run(string models, string temporary)
    {
        var context = new MLContext(arguments.Seed);
        SoakModel[] fitted = [.. Scenarios.All().Select(s => new SoakModel(context, s, arguments.Seed, models))];
        output.WriteLine(FormattableString.Invariant(
            $"{fitted.Length} models fitted and saved in {_clock.Elapsed.TotalSeconds:F1} s; {arguments.Rows} rows, {arguments.Threads} threads, seed {arguments.Seed}"));

        long chunks = (arguments.Rows + SoakWorker.ChunkRows - 1) / SoakWorker.ChunkRows;
        long warmUp = (chunks + WarmUpShare - 1) / WarmUpShare;
        RunChunks(fitted, 0, warmUp);
        var before = ResourceUse.Now(temporary);
        output.WriteLine($"after warm-up: {before}");
        RunChunks(fitted, warmUp, chunks);
        var after = ResourceUse.Now(temporary);
        output.WriteLine($"at the end: {after}");
        GC.KeepAlive(fitted);

        _tally.Print(output);
        string? excess = after.Excess(before);
        long counted = _tally.Answers + _tally.ExpectedErrors + _tally.Unexpected;
        string verdict = _tally.Unexpected > 0 ? "FAILED: unexpected answers or errors"
            : counted != arguments.Rows ? $"FAILED: {counted} rows were counted"
            : excess is not null ? $"FAILED: {excess}"
            : "OK";
        output.WriteLine(FormattableString.Invariant(
            $"soak: {arguments.Rows} rows, {_tally.Answers} answers, {_tally.ExpectedErrors} errors expected, {_tally.Unexpected} unexpected, {after.Growth(before)}, {_clock.Elapsed.TotalSeconds:F0} s, {verdict}"));
        return verdict == "OK";
    }

    /// <summary>Chunks go to whichever thread is free; what a chunk holds depends on its number alone.</summary>
    private void RunChunks(SoakModel[] models, long first, long end)
    {
        ITransformer[] loaded = [.. models.Select(m => m.Load())];
        long next = first - 1;
        Exception? failure = null;
        Thread[] threads = [.. Enumerable.Range(0, arguments.Threads).Select(_ => new Thread(() =>
        {
            try
            {
                using var worker = new SoakWorker(models, loaded, _tally, arguments.Seed);
                for (long chunk = Interlocked.Increment(ref next); chunk < end; chunk = Interlocked.Increment(ref next))
                {
                    int count = (int)Math.Min(SoakWorker.ChunkRows, arguments.Rows - (chunk * SoakWorker.ChunkRows));
                    worker.Run(chunk, count);
                    Progress(count);
                }
            }
            catch (Exception error)
            {
                failure = error;
            }
        }))];
        foreach (Thread thread in threads)
            thread.Start();
        foreach (Thread thread in threads)
            thread.Join();
        if (failure is not null)
            throw new InvalidOperationException("A thread of the soak failed.", failure);
    }

    private void Progress(int count)
    {
        long done = Interlocked.Add(ref _rowsDone, count);
        if (done * ProgressLines / arguments.Rows > (done - count) * ProgressLines / arguments.Rows)
        {
            output.WriteLine(FormattableString.Invariant(
                $"{done,9} rows, {_tally.Unexpected} unexpected, {_clock.Elapsed.TotalSeconds:F0} s"));
        }
    }
}
