using System.Diagnostics;
using System.Globalization;
using Microsoft.ML.Data;
using Samples.Shared;

namespace Microsoft.ML.SlicedOT.Benchmarks;

/// <summary>Maps between domains, row by row through ML.NET and at the fit, and the test for drift: how fast, and in how much memory.</summary>
internal static class DomainSection
{
    public const string ProbeOption = "--domain-probe";

    private const int Dimension = 64, Anchors = 3000, Components = 60, DriftRows = 500, DriftDimension = 20;

    public static string Measure(bool isShort) => $"""
        {Throughput(isShort)}

        {Fit(isShort)}

        {Drift(isShort)}

        """;

    private const string Features = nameof(FeatureRow.Features), Mapped = nameof(MappedRow.Mapped);

    /// <summary>Fits a large entropic map; says how many seconds that took and the process's peak of memory.</summary>
    public static void RunProbe(bool isShort)
    {
        (int rows, int d) = FitSize(isShort);
        DiscreteMeasure source = Cloud(1, rows, d), target = Cloud(2, rows, d);
        long start = Stopwatch.GetTimestamp();
        DomainMap.Fit(source, target, new DomainMapOptions { Kind = DomainMapKind.Entropic });
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        using var self = Process.GetCurrentProcess();
        Console.WriteLine(FormattableString.Invariant($"{seconds:0.00} {self.PeakWorkingSet64 >> 20}"));
    }

    /// <summary>The same rows, from memory and from a text file, with a column copied, handed through an empty mapping, through ML.NET's own maps and through ours; only the last column is read.</summary>
    private static string Throughput(bool isShort)
    {
        MLContext context = new(1);
        IDataView rows = View(context, 1, isShort ? 10_000 : 30_000), fitted = View(context, 2, Anchors), domain = View(context, 3, Anchors);
        (string Name, ITransformer Transformer)[] ways =
        [
            ("`CopyColumns`", context.Transforms.CopyColumns(Mapped, Features).Fit(fitted)),
            ("an empty `CustomMapping`", context.Transforms.CustomMapping<FeatureRow, MappedRow>(Hand, null).Fit(fitted)),
            ("`NormalizeMeanVariance`", context.Transforms.NormalizeMeanVariance(Mapped, Features).Fit(fitted)),
            ($"`ProjectToPrincipalComponents`, {Components} of them", context.Transforms.ProjectToPrincipalComponents(Mapped, Features, rank: Components).Fit(fitted)),
            ("`MapToDomain`, per feature", Map(DomainMapKind.PerFeature)),
            ("linear", Map(DomainMapKind.Linear)),
            ("entropic", Map(DomainMapKind.Entropic)),
        ];
        string path = Path.GetTempFileName();
        try
        {
            using (FileStream file = File.Create(path))
                context.Data.SaveAsText(rows, file, headerRow: false, schema: false);
            IDataView[] sources = [context.Data.Cache(rows), context.Data.LoadFromTextFile(path, [new TextLoader.Column(Features, DataKind.Single, 0, Dimension - 1)])];
            IDataView[][] views = [.. sources.Select(source => ways.Select(way => way.Transformer.Transform(source)).ToArray())];
            double[,,] best = new double[2, ways.Length, 2];
            for (int round = 0; round < (isShort ? 5 : 9); round++)
            {
                // In turn, and the best of each: whoever shares the machine meanwhile slows some and not others.
                for (int source = 0; source < 2; source++)
                {
                    for (int k = 0; k < ways.Length; k++)
                    {
                        for (int threads = 1; threads <= 2; threads++)
                            best[source, k, threads - 1] = Math.Max(best[source, k, threads - 1], RowsPerSecond(views[source][k], threads));
                    }
                }
            }

            MarkdownTable table = new("the column read", "rows a second, one thread", "two threads", "μs a row", "against a copied column", "from a text file, μs", "against a copied column");
            for (int k = 0; k < ways.Length; k++)
            {
                table.Add(
                    ways[k].Name, Text(best[0, k, 0]), Text(best[0, k, 1]), Quantity.Digits(1e6 / best[0, k, 0]), Quantity.Ratio(best[0, 0, 0] / best[0, k, 0]),
                    Quantity.Digits(1e6 / best[1, k, 0]), Quantity.Ratio(best[1, 0, 0] / best[1, k, 0]));
            }

            return $"Rows of {Dimension} features through ML.NET, one cursor a thread; the entropic map has {Anchors:N0} anchors. Where nothing is said, rows are in memory, where copying one is a move of {Dimension * sizeof(float)} bytes. Best of several rounds in turn.\n\n{table}";
        }
        finally
        {
            File.Delete(path);
        }

        DomainMapTransformer Map(DomainMapKind kind) => context.SlicedOT().MapToDomain(domain, new MapToDomainOptions { Kind = kind, MaximumAnchors = Anchors, OutputColumnName = Mapped }).Fit(fitted);
    }

    private static string Text(double value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static double RowsPerSecond(IDataView view, int threads)
    {
        DataViewSchema.Column column = view.Schema[Mapped];
        DataViewRowCursor[] cursors = view.GetRowCursorSet([column], threads);
        long rows = 0;
        long start = Stopwatch.GetTimestamp();
        Parallel.ForEach(cursors, new ParallelOptions { MaxDegreeOfParallelism = threads }, cursor => Interlocked.Add(ref rows, Read(cursor, column)));
        return rows / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static long Read(DataViewRowCursor cursor, DataViewSchema.Column column)
    {
        using (cursor)
        {
            ValueGetter<VBuffer<float>> getter = cursor.GetGetter<VBuffer<float>>(column);
            VBuffer<float> value = default;
            long rows = 0;
            for (; cursor.MoveNext(); rows++)
                getter(ref value);
            return rows;
        }
    }

    private static void Hand(FeatureRow row, MappedRow mapped) => row.Features.CopyTo(ref mapped.Mapped);

    private static IDataView View(MLContext context, int seed, int count)
    {
        SeededNormal normal = new(seed);
        float[] offset = normal.Fill(Dimension);
        var rows = new FeatureRow[count];
        for (int i = 0; i < count; i++)
        {
            float[] values = normal.Fill(Dimension);
            for (int k = 0; k < Dimension; k++)
                values[k] += offset[k];
            rows[i] = new FeatureRow { Features = new VBuffer<float>(Dimension, values) };
        }

        return context.Data.LoadFromEnumerable(rows);
    }

    private static (int Rows, int Dimension) FitSize(bool isShort) => (isShort ? 5_000 : 20_000, 32);

    private static string Fit(bool isShort)
    {
        (int rows, int d) = FitSize(isShort);
        ChildResult child = ChildProcess.RunSelf([ProbeOption, .. isShort ? (string[])["--short"] : []]);
        string[] said = child.ExitCode == 0 ? child.Output.Split() : ["failed", "failed"];
        MarkdownTable table = new("fit", "s", "peak of the process, MB");
        table.Add($"entropic, {rows:N0} x {rows:N0} rows, {d} features", said[0], said[1]);
        return $"A process of its own:\n\n{table}";
    }

    private static string Drift(bool isShort)
    {
        DriftOptions options = new();
        DiscreteMeasure reference = Cloud(1, DriftRows, DriftDimension), current = Cloud(2, DriftRows, DriftDimension);
        double milliseconds = MedianTime.Milliseconds(_ => DriftTest.Compute(reference, current, options), isShort ? 2 : 5);
        return FormattableString.Invariant(
            $"Drift, {DriftRows} rows against {DriftRows}, {DriftDimension} features, {options.Permutations} regroupings, all cores: {milliseconds:0} ms (median).");
    }

    private static DiscreteMeasure Cloud(int seed, int rows, int dimension) => new(new Support(new SeededNormal(seed).Fill(rows * dimension), dimension));

    private sealed class FeatureRow
    {
        [VectorType(Dimension)]
        public VBuffer<float> Features;
    }

    private sealed class MappedRow
    {
        [VectorType(Dimension)]
        public VBuffer<float> Mapped;
    }
}
