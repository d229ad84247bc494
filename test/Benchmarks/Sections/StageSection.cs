using System.Text;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace Microsoft.ML.SlicedOT.Benchmarks;

/// <summary>BenchmarkDotNet's tables, one a stage.</summary>
internal static class StageSection
{
    public static string Measure(bool isShort)
    {
        BenchmarkSettings.IsShort = isShort;
        StringBuilder text = new("Means by BenchmarkDotNet; *Allocated* is what a call allocates on the managed heap.\n");
        Append<HalfSteps>(text, "One half-step");
        Append<Prediction>(text, "One pair");
        Append<LargePairs>(text, "One large pair");
        Append<Training>(text, "Learning from 50 pairs of digits");
        Append<Pipeline>(text, "A row through ML.NET");
        return text.ToString();
    }

    private static void Append<T>(StringBuilder text, string title)
    {
        Console.WriteLine($"running: {title}");
        Summary summary = BenchmarkRunner.Run<T>(BenchmarkSettings.Config);
        AccumulationLogger logger = new();
        MarkdownExporter.GitHub.ExportToLog(summary, logger);
        IEnumerable<string> table = logger.GetLog().Split('\n').Select(line => line.TrimEnd()).Where(line => line.StartsWith('|'));
        text.Append($"\n### {title}\n\n{string.Join('\n', table)}\n");
        foreach (BenchmarkReport report in summary.Reports.Where(report => !report.Success))
            text.Append($"\n{report.BenchmarkCase.DisplayInfo} failed.\n");
    }
}
