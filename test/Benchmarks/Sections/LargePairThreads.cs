using System.Globalization;
using Samples.Shared;

namespace Microsoft.ML.SlicedOT.Benchmarks;

/// <summary>The same large pair with one core and with two: in processes of their own, since the kernels take all cores there are.</summary>
internal static class LargePairThreads
{
    public const string ProbeOption = "--threads-probe";

    private const double Seconds = 0.5;

    private static readonly string[] Works = ["half-step", "predict", "predict and refine to 1e-3", "certificate", "barycentric projection"];

    public static MarkdownTable Measure(bool isShort)
    {
        MarkdownTable table = new("work", "n = m", "d", "one core", "two cores", "ratio");
        (int Count, int Dimension)[] sizes = isShort ? [(4096, 2)] : [(4096, 2), (4096, 64), (16384, 3)];
        foreach ((int count, int dimension) in sizes)
        {
            double[]? one = Run(count, dimension, 1), two = Run(count, dimension, 2);
            for (int k = 0; k < Works.Length && one is not null && two is not null; k++)
            {
                table.Add(
                    Works[k], count.ToString(CultureInfo.InvariantCulture), dimension.ToString(CultureInfo.InvariantCulture),
                    Quantity.Time(1e6 * one[k]), Quantity.Time(1e6 * two[k]), Quantity.Ratio(one[k] / two[k]));
            }
        }

        return table;
    }

    /// <summary>Prints the milliseconds of each work, one a line.</summary>
    public static void RunProbe(string[] arguments)
    {
        int count = int.Parse(arguments[0], CultureInfo.InvariantCulture), dimension = int.Parse(arguments[1], CultureInfo.InvariantCulture);
        TransportProblem problem = Clouds.Problem(count, count, dimension);
        var model = AmortizedCouplingModel.Untrained(GroundCost.SquaredEuclidean, dimension, problem.Epsilon);
        EntropicSolution solution = model.Predict(problem), refined = new();
        SinkhornOptions loose = new() { Tolerance = 1e-3 };
        var g = new double[count];
        var projection = new float[count * dimension];
        Action<int>[] works =
        [
            _ => SoftCTransform.ToTarget(problem, solution.SourcePotential, g),
            _ => model.Predict(problem, refined),
            _ => model.Predict(problem, refined, refinement: loose),
            _ => solution.Certify(),
            _ => solution.TransportedSource(projection),
        ];
        foreach (Action<int> work in works)
            Console.WriteLine(MedianTime.Milliseconds(work, Seconds).ToString("R", CultureInfo.InvariantCulture));
    }

    private static double[]? Run(int count, int dimension, int cores)
    {
        // Where there is one core, the just-in-time compiler would wait ten times as long before it optimises.
        if (!OperatingSystem.IsLinux() && !OperatingSystem.IsWindows())
            return null;

        string[] arguments = [ProbeOption, count.ToString(CultureInfo.InvariantCulture), dimension.ToString(CultureInfo.InvariantCulture)];
        ChildResult child = CoreLimit.On(cores, () => ChildProcess.RunSelf(arguments, ("DOTNET_TC_DelaySingleProcMultiplier", "1")));
        return child.ExitCode == 0 ? [.. child.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => double.Parse(line, CultureInfo.InvariantCulture))] : null;
    }
}
