using System.Diagnostics;
using System.Globalization;
using Microsoft.ML.Data;
using Samples.Shared;

namespace Microsoft.ML.SlicedOT.Benchmarks;

/// <summary>Peak memory of whole processes: this program starts itself once for each.</summary>
internal static class MemorySection
{
    public const string ProbeOption = "--memory-probe";

    private const int Rows = 500;

    private static readonly (string Name, string What, Action<bool> Run)[] Probes =
    [
        ("model", "a model and a view, nothing read", isShort => ReadThroughMLNet(null, isShort, dense: false)),
        ("cost", $"{Rows} rows of 784 x 784 through ML.NET, TransportCost read", isShort => ReadThroughMLNet("TransportCost", isShort, dense: false)),
        ("sparse", $"{Rows} rows, Coupling read, digits (sparse)", isShort => ReadThroughMLNet("Coupling", isShort, dense: false)),
        ("dense", $"{Rows} rows, Coupling read, no empty pixel and nothing dropped (dense)", isShort => ReadThroughMLNet("Coupling", isShort, dense: true)),
        ("large", "kernels: one pair of 50,000 x 50,000 points in the plane, predicted, projected, one row of the coupling", LargePair),
    ];

    public static string Measure(bool isShort)
    {
        MarkdownTable table = new("what the process does", "peak, MB");
        foreach ((string name, string what, _) in Probes)
            table.Add(what, Run(name, isShort));
        return $"Peak working set of a process of its own{(isShort ? " (with a fifth of the rows and of the points)" : "")}. ML.NET maps rows on two threads or more, 128 rows at a time, and keeps them until they are read.\n\n{table}";
    }

    public static void RunProbe(string name, bool isShort)
    {
        Probes.Single(probe => probe.Name == name).Run(isShort);
        using var self = Process.GetCurrentProcess();
        Console.WriteLine(self.PeakWorkingSet64);
    }

    private static string Run(string probe, bool isShort)
    {
        string[] arguments = [ProbeOption, probe, .. isShort ? (string[])["--short"] : []];
        return ChildProcess.RunSelf(arguments) is { ExitCode: 0 } child ? (long.Parse(child.Output.Trim(), CultureInfo.InvariantCulture) >> 20).ToString(CultureInfo.InvariantCulture) : "failed";
    }

    private static void ReadThroughMLNet(string? column, bool isShort, bool dense)
    {
        ImagePairs pairs = new(Path.Combine(AppContext.BaseDirectory, "data", "digits-images.idx3-ubyte.gz"), Path.Combine(AppContext.BaseDirectory, "data", "digits-pairs.csv"));
        MLContext context = new();
        IDataView View(int first, int count)
        {
            (float[] Source, float[] Target)[] weights = pairs.Take(first, count);
            float Floor(float weight) => dense ? weight + 1e-5f : weight;
            return context.SlicedOT().LoadWeightPairs(
                [.. weights.Select(pair => Array.ConvertAll(pair.Source, Floor))], [.. weights.Select(pair => Array.ConvertAll(pair.Target, Floor))]);
        }

        PredictCouplingOptions options = new() { SourceSupport = Support.Grid(28, 28), Epsilon = 0.01 };
        if (dense)
            options.MaximumDroppedMass = 0;
        IDataView predictions = context.SlicedOT().PredictCoupling(options).Fit(View(0, 20)).Transform(View(100, isShort ? Rows / 5 : Rows));
        if (column == "TransportCost")
            predictions.GetColumn<float>(column).Sum();
        else if (column is not null)
            predictions.GetColumn<VBuffer<float>>(column).Count();
    }

    private static void LargePair(bool isShort)
    {
        int count = isShort ? 10_000 : 50_000;
        TransportProblem problem = Clouds.Problem(count, count, 2);
        EntropicSolution solution = AmortizedCouplingModel.Untrained(GroundCost.SquaredEuclidean, 2, problem.Epsilon).Predict(problem);
        solution.TransportedSource(new float[2 * count]);
        solution.Coupling().WriteRow(0, new float[count]);
    }
}
