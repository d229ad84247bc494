using System.Diagnostics;
using System.Globalization;

namespace Microsoft.ML.SlicedOT.Benchmarks;

/// <summary>Whole solves from the pooled potential, that included, beside solves from zero: where a solver that chooses its start had better choose which.</summary>
internal static class StartSection
{
    private const int MostSweeps = 20_000;

    private static readonly double[] RelativeEpsilons = [0.1, 0.03, 0.01, 0.003, 0.001];

    public static string Measure(bool isShort)
    {
        int repetitions = isShort ? 3 : 9, draws = isShort ? 2 : 5;
        WarmUp();
        MarkdownTable table = new(["epsilon / mean cost", .. RelativeEpsilons.Select(epsilon => epsilon.ToString(CultureInfo.InvariantCulture))]);
        foreach (int dimension in (ReadOnlySpan<int>)[2, 3, 10])
        {
            foreach (int count in isShort ? (ReadOnlySpan<int>)[100, 400, 1000] : [40, 100, 200, 400, 1000, 2000])
                Add($"clouds, d = {dimension}, n = {count}", epsilon => [.. Enumerable.Range(1, draws).Select(seed => Clouds.Problem(count, count, dimension, seed, epsilon))]);
        }

        foreach (string family in isShort ? ["mixtures, plane", "heavy tails, plane", "table, 5 columns", "palettes"] : FreshFamilies.Names)
            Add($"{family}, n = 160", epsilon => FreshFamilies.Create(family, 0, epsilon).Test[..draws]);
        return $"""
            Time of a solve to 1e-6 from the pooled potential, computing that included, over the time from zero (where the solver may scale epsilon); sweeps from zero and from there. `SolveCoupling`
            chooses row by row; what it takes from the pooled potential is in bold type.

            {table}
            """;

        void Add(string name, Func<double, TransportProblem[]> create) =>
            table.Add([name, .. RelativeEpsilons.Select(epsilon => Compare(create(epsilon), repetitions))]);
    }

    /// <summary>Until the just-in-time compiler is done with what all rows call.</summary>
    private static void WarmUp()
    {
        long start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start).TotalSeconds < 2)
        {
            foreach (int dimension in (ReadOnlySpan<int>)[2, 3, 10])
                Compare([Clouds.Problem(100, 100, dimension)], repetitions: 3);
        }
    }

    private static string Compare(TransportProblem[] problems, int repetitions)
    {
        double logarithm = 0, cold = 0, warm = 0;
        foreach (TransportProblem problem in problems)
        {
            SinkhornSolver solver = new(new SinkhornOptions { MaximumSweeps = MostSweeps });
            UntrainedPotential untrained = new(problem.Geometry.Cost, problem.Source.Dimension);
            EntropicSolution solution = new();
            var start = new double[problem.SourceCount];
            double fromZero = MedianTime.Least(() => solver.Solve(problem, solution), repetitions);
            cold += solution.Sweeps;
            double fromPooled = MedianTime.Least(
                () =>
                {
                    untrained.Compute(problem, start);
                    solver.Solve(problem, solution, start);
                },
                repetitions);
            warm += solution.Sweeps;
            logarithm += Math.Log(fromPooled / fromZero);
        }

        string ratio = Math.Exp(logarithm / problems.Length).ToString("0.00", CultureInfo.InvariantCulture);
        string emphasis = problems.All(UntrainedPotential.PaysForSolving) ? "**" : "";
        return string.Create(CultureInfo.InvariantCulture, $"{emphasis}{ratio}{emphasis} ({cold / problems.Length:0} > {warm / problems.Length:0})");
    }
}
