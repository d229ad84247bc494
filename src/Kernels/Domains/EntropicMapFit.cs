using System.Numerics.Tensors;

namespace Microsoft.ML.SlicedOT;

/// <summary>Solves the entropic problem between two domains, large ones in batches, and keeps what maps rows out of sample.</summary>
internal static class EntropicMapFit
{
    /// <summary>Potentials of so many batches of the source are averaged.</summary>
    private const int MostBatches = 4;

    /// <summary>Rounds of penalty and solve.</summary>
    private const int ClassRounds = 5;

    private static readonly SinkhornSolver Solver = new(new SinkhornOptions { Tolerance = 1e-4, MaximumSweeps = 1000 });

    public static EntropicMap Fit(DiscreteMeasure source, DiscreteMeasure target, DomainMapOptions options, CancellationToken cancellationToken)
    {
        int d = source.Dimension;
        DomainMoments from = new(source), to = new(target);
        double[] scales = DomainScale.Of(from, to, options.Scaling);
        double unit = 0;
        for (int k = 0; k < d; k++)
            unit += (from.Variances[k] + to.Variances[k]) / (scales[k] * scales[k]);
        double epsilon = options.EpsilonScale * unit;
        bool isRegularized = options.Kind == DomainMapKind.ClassRegularized;
        double penalty = isRegularized ? options.ClassPenaltyScale * unit / 2 : 0;

        ulong seed = (ulong)options.Seed;
        int[]? targetClasses = isRegularized ? options.TargetClasses?.ToArray() : null;
        int[]? sourceClasses = isRegularized ? options.SourceClasses?.ToArray() : null;
        DiscreteMeasure scaledAnchors = AnchorClusters.Reduce(Scale(target, to.Means, scales), options.MaximumAnchors, StableHash.Combine(seed, 11), ref targetClasses, cancellationToken);
        if (targetClasses is not null)
            scaledAnchors = SortByClass(scaledAnchors, ref targetClasses);

        double[] g;
        float[] classOffsets = [];
        int[] classStarts = [];
        if (isRegularized)
        {
            (DiscreteMeasure batch, int[] rows) = RowSample.Draw(source, options.MaximumAnchors, StableHash.Combine(seed, 12), sourceClasses);
            DiscreteMeasure scaledBatch = Scale(batch, from.Means, scales);
            if (sourceClasses is not null)
            {
                (EntropicSolution solution, double[] slopes) = SolveWithClasses(
                    scaledBatch, [.. rows.Select(i => sourceClasses[i])], scaledAnchors, epsilon, penalty, cancellationToken);
                g = [.. solution.TargetPotential];
                classOffsets = Array.ConvertAll(slopes, s => (float)(-s / epsilon));
            }
            else
            {
                // The classes are the anchors': solved turned round.
                g = [.. SolveWithClasses(scaledAnchors, targetClasses!, scaledBatch, epsilon, penalty, cancellationToken).Solution.SourcePotential];
                classStarts = Starts(targetClasses!);
            }
        }
        else
            g = SolveInBatches(source, from.Means, scales, scaledAnchors, epsilon, options.MaximumAnchors, StableHash.Combine(seed, 13), cancellationToken);

        var map = new EntropicMap(options.Kind, new EntropicMapData
        {
            SourceMeans = from.Means,
            Scales = scales,
            Axes = Axes(scaledAnchors),
            Offsets = Offsets(scaledAnchors, g, epsilon),
            Slope = 2 / epsilon,
            ResultOffsets = to.Means,
            ResultFactors = scales,
            ClassOffsets = classOffsets,
            ClassStarts = classStarts,
            Penalty = classStarts.Length > 0 ? penalty / epsilon : 0,
        });
        if (options.CorrectsSpread)
            Correct(map, RowSample.Draw(source, 2 * options.MaximumAnchors, StableHash.Combine(seed, 14), sourceClasses), sourceClasses, to);
        return map;
    }

    /// <summary>Means and spreads of mapped rows become the target's.</summary>
    private static void Correct(EntropicMap map, (DiscreteMeasure Measure, int[] Rows) source, int[]? classes, DomainMoments to)
    {
        var mapped = new DomainMoments(map.Apply(source.Measure, classes is null ? null : [.. source.Rows.Select(i => classes[i])]));
        EntropicMapData data = map.Data;
        double[] offsets = [.. data.ResultOffsets], factors = [.. data.ResultFactors];
        for (int k = 0; k < offsets.Length; k++)
        {
            double gain = AffineMap.Gain(mapped.Variances[k], to.Variances[k]);
            factors[k] *= gain;
            offsets[k] = to.Means[k] + (gain * (offsets[k] - mapped.Means[k]));
        }

        data.ResultOffsets = offsets;
        data.ResultFactors = factors;
    }

    private static double[] SolveInBatches(
        DiscreteMeasure source, double[] means, double[] scales, DiscreteMeasure anchors, double epsilon, int most, ulong seed, CancellationToken cancellationToken)
    {
        int[] order = [.. Enumerable.Range(0, source.Count)];
        int batches = Math.Clamp(source.Count / most, 1, MostBatches), size = Math.Min(source.Count, most);
        if (source.Count > size)
        {
            var generator = new SeededGenerator(seed);
            Permutations.Shuffle(order, ref generator);
        }

        var sum = new double[anchors.Count];
        var solution = new EntropicSolution();
        for (int b = 0; b < batches; b++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            DiscreteMeasure batch = Scale(source.Count == size ? source : RowSample.Take(source, order.AsSpan(b * size, size)), means, scales);
            Solve(batch, anchors, GroundCost.SquaredEuclidean, epsilon, solution, [], cancellationToken);

            // Potentials are known up to a constant: centred, they can be averaged.
            double mean = TensorPrimitives.Dot(anchors.Weights, solution.TargetPotential);
            for (int j = 0; j < sum.Length; j++)
                sum[j] += (solution.TargetPotential[j] - mean) / batches;
        }

        return sum;
    }

    /// <summary>
    /// Potentials from the side that has classes to the other. Majorisation: the concave penalty <c>eta sum sqrt(p)</c> of a column's class shares is replaced
    /// by its slope there, round by round; the last slopes are given back, class after class.
    /// </summary>
    private static (EntropicSolution Solution, double[] Slopes) SolveWithClasses(
        DiscreteMeasure labelled, int[] classes, DiscreteMeasure other, double epsilon, double penalty, CancellationToken cancellationToken)
    {
        int n = labelled.Count, m = other.Count, count = classes.Max() + 1;
        float[] cost = Costs(labelled, other), penalized = [.. cost];
        var slopes = new double[count * m];
        var solution = new EntropicSolution();
        for (int round = 0; round < ClassRounds; round++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (round > 0)
            {
                Slopes(solution, labelled.Weights, penalized, m, classes, count, epsilon, penalty, slopes);
                for (int i = 0; i < n; i++)
                {
                    for (int j = 0; j < m; j++)
                        penalized[(i * m) + j] = cost[(i * m) + j] + (float)slopes[(classes[i] * m) + j];
                }
            }

            Solve(labelled, other, GroundCost.FromMatrix(penalized, n, m), epsilon, solution, round == 0 ? [] : [.. solution.SourcePotential], cancellationToken);
        }

        return (solution, slopes);
    }

    /// <summary>Of each column and class, <c>penalty / sqrt(p + least)</c> with p the class's share of the column's mass.</summary>
    private static void Slopes(
        EntropicSolution solution, ReadOnlySpan<double> weights, float[] cost, int columns, int[] classes, int count, double epsilon, double penalty, double[] slopes)
    {
        Array.Clear(slopes);
        var totals = new double[columns];
        ReadOnlySpan<double> f = solution.SourcePotential, g = solution.TargetPotential;
        var row = new double[columns];
        for (int i = 0; i < weights.Length; i++)
        {
            if (weights[i] == 0)
                continue;
            TensorPrimitives.ConvertTruncating<float, double>(cost.AsSpan(i * columns, columns), row);
            TensorPrimitives.Subtract(g, row, row);
            TensorPrimitives.Add(row, f[i], row);
            TensorPrimitives.Multiply(row, 1 / epsilon, row);
            TensorPrimitives.Exp<double>(row, row);
            TensorPrimitives.Multiply(row, weights[i], row);
            TensorPrimitives.Add<double>(totals, row, totals);
            Span<double> part = slopes.AsSpan(classes[i] * columns, columns);
            TensorPrimitives.Add(part, row, part);
        }

        for (int c = 0; c < count; c++)
        {
            for (int j = 0; j < columns; j++)
            {
                double share = totals[j] > 0 ? slopes[(c * columns) + j] / totals[j] : 1.0 / count;
                slopes[(c * columns) + j] = penalty / Math.Sqrt(share + EntropicMap.LeastClassShare);
            }
        }
    }

    private static void Solve(
        DiscreteMeasure source, DiscreteMeasure target, GroundCost cost, double epsilon, EntropicSolution solution, double[] start, CancellationToken cancellationToken)
    {
        var problem = new TransportProblem(source, target, cost, epsilon);
        Solver.Solve(problem, solution, start, cancellationToken);
        if (solution.ExitReason == ExitReason.NumericalFailure)
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"No finite potentials exist between the domains at epsilon {epsilon:G4}. Remove outliers, or give a larger EpsilonScale."));
        }
    }

    private static float[] Costs(DiscreteMeasure source, DiscreteMeasure target)
    {
        int n = source.Count, m = target.Count;
        var costs = new float[checked(n * m)];
        RowsOnThreads.For(n, 64, (first, end) =>
        {
            for (int i = first; i < end; i++)
                GroundCost.SquaredEuclidean.WriteRow(source.Support, i, target.Support, costs.AsSpan(i * m, m));
        });
        return costs;
    }

    private static DiscreteMeasure Scale(DiscreteMeasure measure, double[] means, double[] scales)
    {
        int d = measure.Dimension;
        float[] coordinates = measure.Support.Coordinates.ToArray();
        for (int i = 0; i < coordinates.Length; i++)
            coordinates[i] = (float)((coordinates[i] - means[i % d]) / scales[i % d]);
        var support = new Support(coordinates, d);
        return measure.IsUniform ? new DiscreteMeasure(support) : new DiscreteMeasure(support, measure.Weights);
    }

    private static DiscreteMeasure SortByClass(DiscreteMeasure measure, ref int[] classes)
    {
        int[] order = [.. Enumerable.Range(0, classes.Length)];
        int[] keys = [.. classes];
        order = [.. order.OrderBy(i => keys[i])];
        classes = [.. order.Select(i => keys[i])];
        return RowSample.Take(measure, order);
    }

    private static int[] Starts(int[] sorted)
    {
        var starts = new int[sorted[^1] + 2];
        for (int c = 1; c < starts.Length; c++)
            starts[c] = sorted.Count(label => label < c);
        return starts;
    }

    private static float[] Axes(DiscreteMeasure anchors)
    {
        var axes = new float[checked(anchors.Count * anchors.Dimension)];
        for (int k = 0; k < anchors.Dimension; k++)
            anchors.Support.Axis(k).CopyTo(axes.AsSpan(k * anchors.Count));
        return axes;
    }

    private static float[] Offsets(DiscreteMeasure anchors, double[] g, double epsilon)
    {
        const double Never = -1e30;
        var offsets = new double[g.Length];
        for (int j = 0; j < g.Length; j++)
        {
            double square = TensorPrimitives.SumOfSquares(anchors.Support[j]);
            offsets[j] = anchors.Weights[j] > 0 ? Math.Log(anchors.Weights[j]) + ((g[j] - square) / epsilon) : Never;
        }

        double largest = offsets.Max();
        return Array.ConvertAll(offsets, o => (float)Math.Max(o - largest, Never));
    }
}
