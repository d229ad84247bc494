using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Engines;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Perfolizer.Horology;

namespace Microsoft.ML.SlicedOT.Benchmarks;

/// <summary>How BenchmarkDotNet runs: in this process, so that no package has to be restored for it and both ML.NET sources work.</summary>
internal static class BenchmarkSettings
{
    /// <summary>Whether sizes and iterations are cut down; read by the benchmarks' parameter sources.</summary>
    public static bool IsShort { get; set; }

    /// <summary>For work of micro- and milliseconds: calls are repeated until they fill an iteration.</summary>
    public static IConfig Many => Of(Job.Default
        .WithWarmupCount(4)
        .WithIterationCount(IsShort ? 3 : 7)
        .WithIterationTime(TimeInterval.FromMilliseconds(IsShort ? 50 : 80)));

    /// <summary>For work of seconds: a call is an iteration.</summary>
    public static IConfig Few => Of(Job.Default
        .WithStrategy(RunStrategy.Monitoring)
        .WithWarmupCount(1)
        .WithIterationCount(2));

    private static IConfig Of(Job job) => ManualConfig.CreateEmpty()
        .AddJob(job.WithToolchain(InProcessEmitToolchain.DontLogOutput))
        .AddColumnProvider(DefaultColumnProviders.Instance)
        .AddDiagnoser(MemoryDiagnoser.Default)
        .AddLogger(NullLogger.Instance)
        .WithOptions(ConfigOptions.DisableOptimizationsValidator)
        .WithArtifactsPath(Path.Combine(Path.GetTempPath(), "SlicedOT.Benchmarks"));
}
