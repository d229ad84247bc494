using System.Globalization;
using System.Runtime.InteropServices;

namespace Microsoft.ML.SlicedOT.Benchmarks;

/// <summary>Predicted transport costs against exact ones: do the bounds hold, how large are the errors, how often do intervals cover, how long does it take.</summary>
internal static class DistanceSection
{
    /// <summary>Writes pairs and what is said of them to a file, for <c>peers/check_distances.py</c>.</summary>
    public const string PairsOption = "--distance-pairs";

    private const int Threads = 1;

    public static string Measure(bool isShort)
    {
        (int pairs, int trained) = isShort ? (300, 200) : (1000, 500);
        MarkdownTable accuracy = new("family", "pairs", "bounds that fail", "error, nothing learned", "20 pairs", "100 pairs", "90 % intervals cover (20)", "(100)", "half-width (20)", "half of the proven");
        long total = 0, failed = 0;
        foreach (string family in MeasureFamilies.Names)
        {
            (TransportCostBounds Bounds, double Exact)[] training = Solve(family, 0, trained), test = Solve(family, 1000, pairs);
            long outside = training.Concat(test).Count(p => p.Exact < p.Bounds.Lower * (1 - 1e-9) || p.Exact > p.Bounds.Upper * (1 + 1e-9));
            Scores none = Score(TransportCostModel.Untrained(), test), twenty = Score(training, 20, test), hundred = Score(training, 100, test);
            accuracy.Add(
                family, Text(test.Length), Text(outside), Percent(none.Error), Percent(twenty.Error), Percent(hundred.Error),
                Percent(twenty.Coverage), Percent(hundred.Coverage), Percent(twenty.HalfWidth), Percent(none.HalfWidth));
            (total, failed) = (total + training.Length + test.Length, failed + outside);
        }

        MarkdownTable speed = new("n = m", "d", "bounds, one frame, ms", "bounds, all frames, ms", "exact, ms", "exact / one frame");
        foreach ((int n, int d) in isShort ? [(500, 2), (500, 10)] : new[] { (100, 2), (500, 2), (500, 10), (500, 64), (2000, 2), (2000, 10) })
        {
            TransportCostBoundsWorkspace workspace = new();
            (DiscreteMeasure Source, DiscreteMeasure Target)[] timed = TimedPairs(n, d);
            double one = Time(timed, OneFrame, workspace), all = Time(timed, new TransportCostBoundsOptions(), workspace);
            double exact = MedianTime.Milliseconds(
                k => ExactTransportCost.Compute(timed[k % timed.Length].Source, timed[k % timed.Length].Target, workspace), isShort ? 0.5 : 2);
            speed.Add(Text(n), Text(d), Number(one), Number(all), Number(exact), (exact / one).ToString("0", CultureInfo.InvariantCulture));
        }

        return $"""
            W2² of pairs of ten families, {total:N0} pairs in all; the bounds failed in {failed}. Errors are means of |predicted - exact| / exact.
            Learned from 20 or 100 pairs {trained / 20} or {trained / 100} times, every time from others; of one training set of 20 the share covered has a deviation of about 6 %.

            {accuracy}

            Time on one thread:

            {speed}

            {Sketches(isShort)}

            {AgainstPython(isShort)}

            """;
    }

    /// <summary>The same claims checked by <c>ot.emd2</c>, and its time beside ours.</summary>
    private static string AgainstPython(bool isShort)
    {
        if (PythonPeer.Find() is not { } python)
            return "No Python with POT here: not compared with it.";
        string path = Path.GetTempFileName();
        try
        {
            WritePairs(path, isShort ? 100 : 1000);
            return "Checked by Python OT, one thread (peers/check_distances.py):\n\n    " + python.Run("check_distances.py", path).TrimEnd().Replace("\n", "\n    ", StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>Ten thousand pairs, and some of the sizes that are timed with their milliseconds.</summary>
    public static void WritePairs(string path, int pairsOfAFamily)
    {
        using BinaryWriter file = new(File.Create(path));
        TransportCostBoundsWorkspace workspace = new();
        foreach (string family in MeasureFamilies.Names)
        {
            for (int k = 0; k < pairsOfAFamily; k++)
            {
                (DiscreteMeasure source, DiscreteMeasure target) = MeasureFamilies.Pair(family, k);
                Write(file, source, target, workspace, 0);
            }
        }

        foreach ((int n, int d) in new[] { (500, 2), (500, 10), (2000, 2), (2000, 10) })
        {
            (DiscreteMeasure Source, DiscreteMeasure Target)[] timed = TimedPairs(n, d);
            Write(file, timed[0].Source, timed[0].Target, workspace, Time(timed, OneFrame, workspace));
        }
    }

    private static TransportCostBoundsOptions OneFrame { get; } = new() { AdditionalFrames = 0 };

    private static void Write(BinaryWriter file, DiscreteMeasure source, DiscreteMeasure target, TransportCostBoundsWorkspace workspace, double milliseconds)
    {
        var bounds = TransportCostBounds.Compute(source, target, null, workspace);
        file.Write(source.Count);
        file.Write(target.Count);
        file.Write(source.Dimension);
        foreach (double number in (double[])[bounds.Lower, bounds.Upper, bounds.Estimate, ExactTransportCost.Compute(source, target, workspace), milliseconds])
            file.Write(number);
        file.Write(MemoryMarshal.AsBytes(source.Weights));
        file.Write(MemoryMarshal.AsBytes(target.Weights));
        file.Write(MemoryMarshal.AsBytes(source.Support.Coordinates));
        file.Write(MemoryMarshal.AsBytes(target.Support.Coordinates));
    }

    /// <summary>Collections of measures, sketched; what their sketches say of pairs that were not learned from.</summary>
    private static string Sketches(bool isShort)
    {
        (int count, int tested) = isShort ? (200, 500) : (1000, 2000);
        MarkdownTable table = new("family", "numbers a measure", "sketching, µs", "million pairs a second", "mean error, 100 pairs learned from", "root mean square");
        foreach (string family in MeasureFamilies.Names)
        {
            DiscreteMeasure[] measures = [.. Enumerable.Range(0, count / 2).SelectMany(k =>
            {
                (DiscreteMeasure source, DiscreteMeasure target) = MeasureFamilies.Pair(family, 5000 + k);
                return new[] { source, target };
            })];
            int d = measures[0].Dimension;
            var directions = SketchDirections.Create(d, 1);
            var cells = MassCells.Create(measures, measures, 1);
            MeasureSketches sketches = null!;
            double sketching = MedianTime.Milliseconds(_ => sketches = MeasureSketches.Create(measures, directions, cells, Threads), 0.5);
            var model = SketchModel.Learn(measures, measures, sketches, sketches, 100, 1, Environment.ProcessorCount, CancellationToken.None);
            double sum = 0, squares = 0, all = 0;
            double row = MedianTime.Milliseconds(
                k =>
                {
                    // As TransportCosts does.
                    for (int j = 0; j < measures.Length; j++)
                        for (int i = 0; i < TransportCosts.RowsTogether; i++)
                            all += model.Predict(sketches.Compare(((k * TransportCosts.RowsTogether) + i) % measures.Length, sketches, j));
                },
                0.5);
            Random random = new(3);
            TransportCostBoundsWorkspace workspace = new();
            int used = 0;
            while (used < tested)
            {
                (int i, int j) = (random.Next(count), random.Next(count));
                double exact = ExactTransportCost.Compute(measures[i], measures[j], workspace);
                if (exact == 0)
                    continue;
                double error = Math.Abs(model.Predict(sketches.Compare(i, sketches, j)) - exact) / exact;
                (sum, squares, used) = (sum + error, squares + (error * error), used + 1);
            }

            table.Add(
                family, Text(directions.Length + cells.Length), (1000 * sketching / count).ToString("0", CultureInfo.InvariantCulture),
                (count * TransportCosts.RowsTogether / row / 1000).ToString("0.0", CultureInfo.InvariantCulture), Percent(sum / used), Percent(Math.Sqrt(squares / used)));
        }

        return $"""
            Sketches of {count} measures a family, one thread; errors on {tested} pairs:

            {table}
            """;
    }

    /// <summary>Several: a processor learns the branches of one pair by heart, and is twice as fast then.</summary>
    private static (DiscreteMeasure Source, DiscreteMeasure Target)[] TimedPairs(int n, int d) => [.. Enumerable.Range(1, 16).Select(seed =>
    {
        TransportProblem problem = Clouds.Problem(n, n, d, seed);
        return (problem.Source, problem.Target);
    })];

    private static double Time((DiscreteMeasure Source, DiscreteMeasure Target)[] pairs, TransportCostBoundsOptions options, TransportCostBoundsWorkspace workspace) =>
        MedianTime.Milliseconds(k => TransportCostBounds.Compute(pairs[k % pairs.Length].Source, pairs[k % pairs.Length].Target, options, workspace), 0.5);

    private static (TransportCostBounds Bounds, double Exact)[] Solve(string family, int first, int count)
    {
        var solved = new (TransportCostBounds, double)[count];
        Parallel.For(0, count, () => new TransportCostBoundsWorkspace(), (k, _, workspace) =>
        {
            (DiscreteMeasure source, DiscreteMeasure target) = MeasureFamilies.Pair(family, first + k);
            solved[k] = (TransportCostBounds.Compute(source, target, null, workspace), ExactTransportCost.Compute(source, target, workspace));
            return workspace;
        }, static _ => { });
        return solved;
    }

    private static TransportCostModel Learn((TransportCostBounds Bounds, double Exact)[] pairs)
    {
        TransportCostRegression regression = new();
        foreach ((TransportCostBounds bounds, double exact) in pairs)
            regression.Add(in bounds, exact);
        return regression.Fit();
    }

    /// <summary>The means over models of disjoint training sets.</summary>
    private static Scores Score((TransportCostBounds Bounds, double Exact)[] training, int pairs, (TransportCostBounds Bounds, double Exact)[] test)
    {
        Scores[] scores = [.. training.Chunk(pairs).Select(chunk => Score(Learn(chunk), test))];
        return new Scores(scores.Average(s => s.Error), scores.Average(s => s.Coverage), scores.Average(s => s.HalfWidth));
    }

    private static Scores Score(TransportCostModel model, (TransportCostBounds Bounds, double Exact)[] pairs)
    {
        double error = 0, covered = 0, width = 0;
        foreach ((TransportCostBounds bounds, double exact) in pairs)
        {
            PredictedTransportCost predicted = model.Predict(in bounds);
            error += exact > 0 ? Math.Abs(predicted.Cost - exact) / exact : 0;
            covered += exact >= predicted.IntervalLow && exact <= predicted.IntervalHigh ? 1 : 0;
            width += exact > 0 ? (predicted.IntervalHigh - predicted.IntervalLow) / 2 / exact : 0;
        }

        return new Scores(error / pairs.Length, covered / pairs.Length, width / pairs.Length);
    }

    private readonly record struct Scores(double Error, double Coverage, double HalfWidth);

    private static string Percent(double value) => value.ToString("0.0 %", CultureInfo.InvariantCulture);

    private static string Number(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);
}
