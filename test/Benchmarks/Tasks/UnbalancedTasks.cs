namespace Microsoft.ML.SlicedOT.Benchmarks;

/// <summary>Ten families of unbalanced pairs: outliers, stock and demand at fixed places of the plane and of the sphere, palettes.</summary>
internal static class UnbalancedTasks
{
    private const int OutlierPoints = 256;

    /// <summary>All, each made when it is asked for.</summary>
    public static IEnumerable<(string Name, Func<TransportTask> Create)> All =>
    [
        .. new[] { 2.0, 20 }.Select(penalty => Row("outliers", 0.1, penalty, Outliers)),
        .. new[] { 0.1, 1 }.Select(penalty => Row("stock, plane", 0.02, penalty, () => Stock(isSphere: false))),
        .. new[] { 0.1, 1 }.Select(penalty => Row("stock, sphere (chord²)", 0.05, penalty, () => Stock(isSphere: true))),
        .. new[] { 0.5, 0.05 }.Select(penalty => Row("palettes", 0.005, penalty, Palettes)),
        .. new[] { 0.5, 0.05 }.Select(penalty => Row("palettes", 0.1, penalty, Palettes)),
    ];

    /// <summary>A balanced task with a penalty on both sides.</summary>
    public static TransportTask With(TransportTask task, double epsilon, double penalty)
    {
        var mass = MassPenalty.Absolute(penalty);
        Geometry? shared = task.Geometry;
        TransportProblem Change(TransportProblem problem) => shared is null
            ? new TransportProblem(problem.Source, problem.Target, task.Cost, epsilon, mass, mass)
            : new TransportProblem(shared, problem.Source, problem.Target, epsilon, mass, mass);
        return new TransportTask(task.Name, task.Cost, epsilon, [.. task.Train.Select(Change)], [.. task.Test.Select(Change)]);
    }

    /// <summary>A standard Gaussian and a ring of eight; 15 % of the points of each lie far off, where the other has none.</summary>
    public static TransportTask Outliers()
    {
        SeededNormal normal = new(21);
        DiscreteMeasure Cloud(bool isRing)
        {
            float[] points = normal.Fill(2 * OutlierPoints);
            for (int i = 0; i < OutlierPoints; i++)
            {
                if (normal.NextDouble() < 0.15)
                {
                    float side = isRing ? 1 : -1;
                    points[2 * i] = side * (10 + points[2 * i]);
                    points[(2 * i) + 1] = side * (10 + points[(2 * i) + 1]);
                }
                else if (isRing)
                {
                    (double sin, double cos) = Math.SinCos(Math.PI * normal.Next(8) / 4);
                    points[2 * i] = (float)(4 * cos) + (0.3f * points[2 * i]);
                    points[(2 * i) + 1] = (float)(4 * sin) + (0.3f * points[(2 * i) + 1]);
                }
            }

            return new DiscreteMeasure(new Support(points, 2));
        }

        TransportProblem[] Problems(int count) =>
            [.. Enumerable.Range(0, count).Select(_ => new TransportProblem(Cloud(isRing: false), Cloud(isRing: true), GroundCost.SquaredEuclidean, 1))];
        return new TransportTask("outliers", GroundCost.SquaredEuclidean, 1, Problems(20), Problems(8));
    }

    private static (string, Func<TransportTask>) Row(string name, double epsilon, double penalty, Func<TransportTask> create) =>
        (FormattableString.Invariant($"{name}, epsilon {epsilon}, rho {penalty}"), () => With(create(), epsilon, penalty));

    private static TransportTask Palettes()
    {
        TransportTask colours = TaskLibrary.Colours(0.1, "heldout");
        return colours with { Train = colours.Train[..Math.Min(18, colours.Train.Length)], Test = colours.Test[..Math.Min(8, colours.Test.Length)] };
    }

    /// <summary>100 depots and 400 towns at fixed places; their weights are drawn.</summary>
    private static TransportTask Stock(bool isSphere)
    {
        SeededNormal normal = new(22);
        Support Places(int count, float offset)
        {
            if (!isSphere)
                return new Support([.. Enumerable.Range(0, 2 * count).Select(_ => (float)normal.NextDouble() + offset)], 2);
            float[] points = normal.Fill(3 * count);
            for (int i = 0; i < count; i++)
            {
                points[(3 * i) + 2] += offset;
                float length = MathF.Sqrt((points[3 * i] * points[3 * i]) + (points[(3 * i) + 1] * points[(3 * i) + 1]) + (points[(3 * i) + 2] * points[(3 * i) + 2]));
                for (int k = 0; k < 3; k++)
                    points[(3 * i) + k] /= length;
            }

            return new Support(points, 3);
        }

        Support depots = Places(100, 0), towns = Places(400, 0.3f);
        Geometry geometry = new(depots, towns, GroundCost.SquaredEuclidean);
        DiscreteMeasure Draw(Support places) => new(places, [.. normal.Fill(places.Count).Select(z => Math.Exp(z))], WeightNormalization.Normalize);
        DiscreteMeasure Normalised(Support places) => new(places, Draw(places).Weights);
        TransportProblem[] Problems(int count) => [.. Enumerable.Range(0, count).Select(_ => new TransportProblem(geometry, Normalised(depots), Normalised(towns), 1))];
        return new TransportTask("stock", GroundCost.SquaredEuclidean, 1, Problems(20), Problems(8));
    }
}
