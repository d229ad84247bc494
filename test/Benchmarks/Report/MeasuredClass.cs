using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace Microsoft.ML.SlicedOT.Benchmarks;

/// <summary>What was measured of the benchmarks of a class: the times, and what a call allocates.</summary>
internal sealed class MeasuredClass
{
    private readonly Dictionary<BenchmarkCase, long> _allocated;

    private MeasuredClass(Summary summary, Dictionary<BenchmarkCase, long> allocated)
    {
        Cases = [.. summary.BenchmarksCases];
        Reports = [.. summary.Reports.Where(report => report.Success)];
        _allocated = allocated;
    }

    public BenchmarkCase[] Cases { get; }

    /// <summary>Those that succeeded.</summary>
    public BenchmarkReport[] Reports { get; }

    /// <param name="summary">The times.</param>
    /// <param name="isLong">Whether a call takes so long that one has to do.</param>
    public static MeasuredClass Of(Summary summary, bool isLong) =>
        new(summary, ExactAllocation.Measure(summary.BenchmarksCases, warmUps: isLong ? 0 : 2, calls: isLong ? 1 : 5));

    /// <summary>By the exact counter.</summary>
    public long Allocated(BenchmarkReport report) => _allocated.TryGetValue(report.BenchmarkCase, out long bytes) ? bytes : Diagnosed(report);

    /// <summary>By BenchmarkDotNet's memory diagnoser.</summary>
    public static long Diagnosed(BenchmarkReport report) => report.GcStats.GetBytesAllocatedPerOperation(report.BenchmarkCase) ?? 0;
}
