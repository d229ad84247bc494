using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace Microsoft.ML.SlicedOT.Benchmarks;

/// <summary>How BenchmarkDotNet runs: in this process, so that no package has to be restored for it and both ML.NET sources work.</summary>
internal static class BenchmarkSettings
{
    /// <summary>Whether sizes and iterations are cut down; read by the benchmarks' parameter sources.</summary>
    public static bool IsShort { get; set; }

    public static IConfig Config => ManualConfig.CreateEmpty()
        .AddJob(Job.Default
            .WithToolchain(InProcessEmitToolchain.DontLogOutput)
            .WithWarmupCount(IsShort ? 6 : 8)
            .WithIterationCount(IsShort ? 3 : 12)
            .WithIterationTime(Perfolizer.Horology.TimeInterval.FromMilliseconds(IsShort ? 80 : 300)))
        .AddColumnProvider(DefaultColumnProviders.Instance)
        .AddDiagnoser(MemoryDiagnoser.Default)
        .AddExporter(MarkdownExporter.GitHub)
        .AddLogger(NullLogger.Instance)
        .HideColumns("Job", "Toolchain", "IterationCount", "IterationTime", "WarmupCount", "Error", "StdDev", "Median", "RatioSD", "Gen0", "Gen1", "Gen2", "Alloc Ratio")
        .WithOptions(ConfigOptions.DisableOptimizationsValidator)
        .WithArtifactsPath(Path.Combine(Path.GetTempPath(), "SlicedOT.Benchmarks"));
}
