using System.Globalization;
using Microsoft.ML.SlicedOT.Kernels.Tests;

namespace Microsoft.ML.SlicedOT.Benchmarks;

/// <summary>Problems that are hard for Sinkhorn's algorithm, solved from nothing to 1e-6.</summary>
internal static class HardSection
{
    private const int MostSweeps = 20_000;

    private static readonly double[] RelativeEpsilons = [1e-2, 1e-3, 1e-4];

    public static string Measure(bool isShort)
    {
        MarkdownTable problems = new(["epsilon / mean cost", .. RelativeEpsilons.Select(epsilon => epsilon.ToString("0e-0", CultureInfo.InvariantCulture))]);
        SinkhornSolver solver = new(new SinkhornOptions { MaximumSweeps = MostSweeps });
        EntropicSolution solution = new();
        int[] solved = new int[RelativeEpsilons.Length];
        string[] names = [.. HardProblems.Names, .. HardProblems.FurtherNames];
        foreach (string name in names)
        {
            List<string> cells = [name];
            for (int k = 0; k < RelativeEpsilons.Length; k++)
            {
                TransportProblem problem = HardProblems.Create(name, RelativeEpsilons[k]);
                double milliseconds = MedianTime.Milliseconds(_ => solver.Solve(problem, solution), isShort ? 0.1 : 1);
                bool hasConverged = solution.ExitReason == ExitReason.Converged;
                solved[k] += hasConverged ? 1 : 0;
                cells.Add(string.Create(CultureInfo.InvariantCulture, $"{(hasConverged ? "" : "not: ")}{solution.Sweeps} ({Quantity.Time(1e6 * milliseconds)})"));
            }

            problems.Add([.. cells]);
        }

        problems.Add([$"solved of {names.Length}", .. solved.Select(count => count.ToString(CultureInfo.InvariantCulture))]);
        return $"""
            Sweeps (and time) of a cold solve to a marginal violation of 1e-6, {MostSweeps:N0} at most; a step of Newton's counts as the sweeps that take as long. Data of many kinds, drawn from seeds:
            uneven weights, heavy tails, matrices without geometry, grids, curves, up to 784 dimensions.

            {problems}
            """;
    }
}
