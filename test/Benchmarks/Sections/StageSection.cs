using System.Diagnostics;
using System.Text;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace Microsoft.ML.SlicedOT.Benchmarks;

/// <summary>BenchmarkDotNet's means: single kernels beside what else could do their work, then the pipeline stage by stage.</summary>
internal static class StageSection
{
    public static string Measure(bool isShort)
    {
        BenchmarkSettings.IsShort = isShort;
        StringBuilder text = new(
            "Means by BenchmarkDotNet, n = m everywhere. *Allocated* is what a call allocates on the managed heap once buffers have grown, a dash where that is nothing, by the runtime's exact\n"
            + "counter: BenchmarkDotNet's memory diagnoser, shown beside it in the last table, sees nothing here that is less than 8 kB an iteration. Pairs of 2^24 entries and more are shared among\n"
            + "all cores, which allocates a few kB a call; everything else in these tables runs on one core.\n");
        Append<VectorKernels>(
            text, "Kernels on vectors, against TensorPrimitives and plain loops",
            "*Against* is their time over the kernel's. For sorting, *plain loops* is Array.Sort with keys and items; for sliced potentials it is a walk along each direction after Array.Sort. The Gram "
            + "matrix is of 200 features, one triangle.",
            BenchmarkTable.Compare);
        Append<MatrixKernels>(
            text, "Kernels on n x n matrices",
            "Points in the plane; kernels compute costs on the way, the others read them from a matrix that is there already.",
            BenchmarkTable.Compare);
        Append<LogSums>(
            text, "One half-step",
            "A log-sum-exp over every row or every column. The soft c-transform is the public one: exponents in double, packing and reading out included; *prediction's route* is in single precision "
            + "on packed measures. In the plane and in space kernels compute costs on the way; in dimension 64 they read them as the others do. TensorPrimitives is compiled fully before it is "
            + "measured; subnormal results make no difference to it here.",
            BenchmarkTable.Compare);
        Append<Prediction>(
            text, "One pair",
            "*Predict* writes potentials into a solution of the caller; with *write, one coupling refilled* it is the prediction path without any allocation. A new pair builds everything that is kept "
            + "a pair, in dimension 64 the matrix of costs.",
            measured => BenchmarkTable.Across(measured, nameof(Prediction.Dimension), Dimensions));
        Append<LargePairs>(
            text, "One large pair",
            "On all cores; no n x n matrix anywhere: its costs alone would be 1 GB.",
            measured => BenchmarkTable.Across(measured, nameof(LargePairs.Dimension), Dimensions), isLong: true);
        if (!isShort)
        {
            Append<LargestPairs>(
                text, "One pair of 50,000 x 50,000 points", "",
                measured => BenchmarkTable.Across(measured, nameof(LargestPairs.Dimension), Dimensions), isLong: true);
        }

        text.Append("\n### One large pair on one core and on two\n\n").Append(LargePairThreads.Measure(isShort));
        Append<Training>(text, "Learning from 50 pairs of digits", "", measured => BenchmarkTable.Across(measured, nameof(Training.Threads), value => value is 1 ? "one thread" : $"{value} threads"));
        Append<Pipeline>(
            text, "A row through ML.NET",
            "Pairs of digits, 784 x 784. By the kernels into buffers of the caller, and the same through ML.NET, which copies what a column holds into a vector of the reader's; a cursor's own set-up is "
            + $"shared by {Pipeline.Rows} rows.",
            BenchmarkTable.List);
        return text.ToString();
    }

    private static string Dimensions(object dimension) => $"d = {dimension}";

    private static void Append<T>(StringBuilder text, string title, string remark, Func<MeasuredClass, MarkdownTable> table, bool isLong = false)
    {
        Console.Write($"running: {title}");
        long start = Stopwatch.GetTimestamp();
        if (!isLong)
            JustInTime.Settle(typeof(T));
        IConfig settings = isLong ? BenchmarkSettings.Few : BenchmarkSettings.Many;
        Summary summary = BenchmarkRunner.Run<T>(settings);
        text.Append($"\n### {title}\n\n");
        if (remark.Length > 0)
            text.Append(remark).Append("\n\n");
        text.Append(table(MeasuredClass.Of(summary, isLong)));
        foreach (BenchmarkReport report in summary.Reports.Where(report => !report.Success))
            text.Append($"\n{report.BenchmarkCase.DisplayInfo} failed.\n");
        Console.WriteLine(FormattableString.Invariant($" ({Stopwatch.GetElapsedTime(start).TotalSeconds:0} s)"));
    }
}
