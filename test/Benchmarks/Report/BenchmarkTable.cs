using System.Reflection;
using BenchmarkDotNet.Reports;

namespace Microsoft.ML.SlicedOT.Benchmarks;

/// <summary>BenchmarkDotNet's reports of a class as a table.</summary>
internal static class BenchmarkTable
{
    /// <summary>One row for each piece of work that several contenders do, our kernel first, the others' times as multiples of ours beside them.</summary>
    public static MarkdownTable Compare(Summary summary)
    {
        string[] parameters = ParameterNames(summary);
        MarkdownTable table = new(["work", .. parameters, "kernel", "TensorPrimitives", "plain loops", "against TensorPrimitives", "against loops", "kernel allocates"]);
        var measured = summary.Reports.Where(report => report.Success)
            .SelectMany(report => report.BenchmarkCase.Descriptor.WorkloadMethod.GetCustomAttributes<ComparedAttribute>(), (report, compared) => (Report: report, Compared: compared));
        foreach (var group in measured.GroupBy(item => (item.Compared.Work, Parameters: Parameters(item.Report, parameters))).OrderBy(group => WorkOrder(summary, group.Key.Work)))
        {
            BenchmarkReport? Of(Contender contender) => group.FirstOrDefault(item => item.Compared.Contender == contender).Report;
            if (Of(Contender.Kernel) is not { } kernel)
                continue;
            string Times(Contender contender) => Of(contender) is { } other ? Quantity.Ratio(Mean(other) / Mean(kernel)) : "";
            string Time(Contender contender) => Of(contender) is { } other ? Quantity.Time(Mean(other)) : "";
            table.Add([
                group.Key.Work, .. group.Key.Parameters.Split(';', StringSplitOptions.RemoveEmptyEntries), Quantity.Time(Mean(kernel)), Time(Contender.TensorPrimitives), Time(Contender.Loops),
                Times(Contender.TensorPrimitives), Times(Contender.Loops), Quantity.Bytes(Allocated(kernel))]);
        }
        return table;
    }

    /// <summary>One row a benchmark and combination of its parameters but the last named, <paramref name="across"/>, which goes over the columns.</summary>
    public static MarkdownTable Across(Summary summary, string across, Func<object, string> heading)
    {
        string[] parameters = [.. ParameterNames(summary).Where(name => name != across)];
        object[] values = [.. summary.BenchmarksCases.Select(benchmark => benchmark.Parameters[across]).Distinct().Order()];
        MarkdownTable table = new(["work", .. parameters, .. values.Select(heading), "allocated"]);
        foreach (var group in summary.Reports.Where(report => report.Success).GroupBy(report => (Work: Name(report), Parameters: Parameters(report, parameters))))
        {
            string Time(object value) => group.FirstOrDefault(report => report.BenchmarkCase.Parameters[across].Equals(value)) is { } report ? Quantity.Time(Mean(report)) : "";
            table.Add([
                group.Key.Work, .. group.Key.Parameters.Split(';', StringSplitOptions.RemoveEmptyEntries), .. values.Select(Time), Quantity.Bytes(group.Max(Allocated))]);
        }
        return table;
    }

    /// <summary>One row a benchmark.</summary>
    public static MarkdownTable List(Summary summary)
    {
        MarkdownTable table = new("work", "mean", "allocated");
        foreach (BenchmarkReport report in summary.Reports.Where(report => report.Success))
            table.Add(Name(report), Quantity.Time(Mean(report)), Quantity.Bytes(Allocated(report)));
        return table;
    }

    private static string[] ParameterNames(Summary summary) => [.. summary.BenchmarksCases[0].Parameters.Items.Select(item => item.Name)];

    private static string Parameters(BenchmarkReport report, string[] names) => string.Join(';', names.Select(name => report.BenchmarkCase.Parameters[name]));

    private static int WorkOrder(Summary summary, string work) => Array.FindIndex(
        [.. summary.BenchmarksCases], benchmark => benchmark.Descriptor.WorkloadMethod.GetCustomAttributes<ComparedAttribute>().Any(compared => compared.Work == work));

    private static string Name(BenchmarkReport report) => report.BenchmarkCase.Descriptor.WorkloadMethodDisplayInfo.Trim('\'');

    private static double Mean(BenchmarkReport report) => report.ResultStatistics!.Mean;

    private static long Allocated(BenchmarkReport report) => report.GcStats.GetBytesAllocatedPerOperation(report.BenchmarkCase) ?? 0;
}
