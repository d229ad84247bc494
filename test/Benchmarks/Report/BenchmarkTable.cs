using System.Reflection;
using BenchmarkDotNet.Reports;

namespace Microsoft.ML.SlicedOT.Benchmarks;

/// <summary>BenchmarkDotNet's reports of a class as a table.</summary>
internal static class BenchmarkTable
{
    /// <summary>One row for each piece of work that several contenders do, our kernel first, the others' times as multiples of ours beside them.</summary>
    public static MarkdownTable Compare(MeasuredClass measured)
    {
        string[] parameters = ParameterNames(measured);
        MarkdownTable table = new(["work", .. parameters.Select(Heading), "kernel", "TensorPrimitives", "plain loops", "against TensorPrimitives", "against loops", "kernel allocates"]);
        IEnumerable<(BenchmarkReport Report, ComparedAttribute Compared)> reports = measured.Reports
            .SelectMany(report => report.BenchmarkCase.Descriptor.WorkloadMethod.GetCustomAttributes<ComparedAttribute>(), (report, compared) => (Report: report, Compared: compared));
        foreach (IGrouping<(string Work, string Parameters), (BenchmarkReport Report, ComparedAttribute Compared)>? group in reports.GroupBy(item => (item.Compared.Work, Parameters: Parameters(item.Report, parameters))).OrderBy(group => WorkOrder(measured, group.Key.Work)))
        {
            BenchmarkReport? Of(Contender contender) => group.FirstOrDefault(item => item.Compared.Contender == contender).Report;
            if (Of(Contender.Kernel) is not { } kernel)
                continue;
            string Times(Contender contender) => Of(contender) is { } other ? Quantity.Ratio(Mean(other) / Mean(kernel)) : "";
            string Time(Contender contender) => Of(contender) is { } other ? Quantity.Time(Mean(other)) : "";
            table.Add([
                group.Key.Work, .. group.Key.Parameters.Split(';', StringSplitOptions.RemoveEmptyEntries), Quantity.Time(Mean(kernel)), Time(Contender.TensorPrimitives), Time(Contender.Loops),
                Times(Contender.TensorPrimitives), Times(Contender.Loops), Quantity.Bytes(measured.Allocated(kernel))]);
        }

        return table;
    }

    /// <summary>One row a benchmark and combination of its parameters but <paramref name="across"/>, which goes over the columns.</summary>
    public static MarkdownTable Across(MeasuredClass measured, string across, Func<object, string> heading)
    {
        string[] parameters = [.. ParameterNames(measured).Where(name => name != across)];
        object[] values = [.. measured.Cases.Select(benchmark => benchmark.Parameters[across]).Distinct().Order()];
        MarkdownTable table = new(["work", .. parameters.Select(Heading), .. values.Select(heading), "allocated"]);
        foreach (IGrouping<(string Work, string Parameters), BenchmarkReport> group in measured.Reports.GroupBy(report => (Work: Name(report), Parameters: Parameters(report, parameters))))
        {
            string Time(object value) => group.FirstOrDefault(report => report.BenchmarkCase.Parameters[across].Equals(value)) is { } report ? Quantity.Time(Mean(report)) : "";
            table.Add([
                group.Key.Work, .. group.Key.Parameters.Split(';', StringSplitOptions.RemoveEmptyEntries), .. values.Select(Time), Quantity.Bytes(group.Max(measured.Allocated))]);
        }

        return table;
    }

    /// <summary>One row a benchmark.</summary>
    public static MarkdownTable List(MeasuredClass measured)
    {
        MarkdownTable table = new("work", "mean", "allocated", "by the memory diagnoser");
        foreach (BenchmarkReport report in measured.Reports)
            table.Add(Name(report), Quantity.Time(Mean(report)), Quantity.Bytes(measured.Allocated(report)), Quantity.Bytes(MeasuredClass.Diagnosed(report)));
        return table;
    }

    /// <summary>The size before the dimension.</summary>
    private static string[] ParameterNames(MeasuredClass measured) => [.. measured.Cases[0].Parameters.Items.Select(item => item.Name).OrderDescending()];

    private static string Heading(string parameter) => parameter switch
    {
        "N" => "n",
        "Dimension" => "d",
        _ => parameter,
    };

    private static string Parameters(BenchmarkReport report, string[] names) => string.Join(';', names.Select(name => report.BenchmarkCase.Parameters[name]));

    private static int WorkOrder(MeasuredClass measured, string work) => Array.FindIndex(
        [.. measured.Cases], benchmark => benchmark.Descriptor.WorkloadMethod.GetCustomAttributes<ComparedAttribute>().Any(compared => compared.Work == work));

    private static string Name(BenchmarkReport report) => report.BenchmarkCase.Descriptor.WorkloadMethodDisplayInfo.Trim('\'');

    private static double Mean(BenchmarkReport report) => report.ResultStatistics!.Mean;
}
