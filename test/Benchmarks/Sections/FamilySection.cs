using System.Globalization;

namespace Microsoft.ML.SlicedOT.Benchmarks;

/// <summary>Learned against untrained on families of pairs that nothing was tuned on.</summary>
internal static class FamilySection
{
    /// <summary>Ratios this close to 1 are rounding.</summary>
    private const double Equal = 1e-4;

    public static string Measure(bool isShort)
    {
        int[] counts = isShort ? [5, 20] : [5, 20, 100, 500];
        (string Name, Func<TransportTask, AmortizedCouplingModel> Learn)[] methods =
        [
            ("RA-OT", task => task.LearnByRegression(weighting: RegressionWeighting.SourceMass)),
            ("curvature", task => task.LearnByRegression(weighting: RegressionWeighting.Curvature)),
            ("OA-OT", task => task.LearnByObjective()),
        ];
        MarkdownTable families = new([$"{100 * FreshFamilies.RelativeEpsilon:0} % of the mean cost", .. counts.SelectMany(count => methods.Select(method => $"{method.Name}, {count}"))]);
        List<(double Ratio, int Worse)>[] columns = [.. counts.SelectMany(_ => methods.Select(_ => new List<(double, int)>()))];
        foreach (string name in FreshFamilies.Names)
        {
            TransportTask family = FreshFamilies.Create(name, counts.Max());
            SinkhornSolver solver = new(new SinkhornOptions { Tolerance = 1e-8 });
            EntropicSolution[] converged = [.. family.Test.Select(problem => solver.Solve(problem))];
            double[] Errors(AmortizedCouplingModel model) => [.. family.Test.Select((problem, pair) => Math.Sqrt(TaskAccuracy.SquaredDifference(model.Predict(problem).Coupling(), converged[pair].Coupling())))];
            double[] untrained = Errors(AmortizedCouplingModel.Untrained(family.Cost, family.Dimension, family.Epsilon));
            List<string> cells = [name];
            foreach (int count in counts)
            {
                foreach ((_, Func<TransportTask, AmortizedCouplingModel> learn) in methods)
                {
                    double[] errors = Errors(learn(family with { Train = family.Train[..count] }));
                    double ratio = Math.Exp(errors.Zip(untrained, (learned, before) => Math.Log(learned / before)).Average());
                    int worse = errors.Zip(untrained).Count(pair => pair.First > pair.Second * (1 + Equal));
                    columns[cells.Count - 1].Add((ratio, worse));
                    cells.Add(Cell(ratio, worse));
                }
            }

            families.Add([.. cells]);
            Console.WriteLine($"measured: {name}");
        }

        families.Add(["geometric mean, pairs worse of " + (30 * columns[0].Count), .. columns.Select(column => Cell(Math.Exp(column.Average(family => Math.Log(family.Ratio))), column.Sum(family => family.Worse)))]);
        families.Add(["worst family", .. columns.Select(column => column.Max(family => family.Ratio).ToString("0.00", CultureInfo.InvariantCulture))]);
        return $"""
            Error of predicted couplings after two half-steps over that of the untrained model, geometric mean over 30 unseen pairs, and on how many of them it was larger; models have the
            defaults and learn from 5 to 500 pairs. Exactly 1 and none means that the fit kept the untrained model.

            {families}
            """;
    }

    private static string Cell(double ratio, int worse) => string.Create(CultureInfo.InvariantCulture, $"{ratio:0.00} ({worse})");
}
