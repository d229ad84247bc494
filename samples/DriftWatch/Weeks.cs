using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.SlicedOT;
using Samples.Shared;

namespace DriftWatch;

/// <summary>A real table, dealt out to a reference and eight weeks; from the fifth week on one of its sensors reads higher, a little more every week.</summary>
public static class Weeks
{
    private const int Count = 8, RowsOfWeek = 40, FirstDrift = 4, Broken = 7;
    private const float StepAWeek = 0.4f;

    public static void Run(string directory, string? page, string? model, string? json)
    {
        var context = new MLContext(1);
        var table = FeatureTable.Read(Path.Combine(directory, "breast_cancer.csv"), null, "class");
        int features = table.Names.Length;
        float[][] rows = table.Rows;
        new Random(1).Shuffle(rows);
        float mean = rows.Average(row => row[Broken]), deviation = MathF.Sqrt(rows.Average(row => (row[Broken] - mean) * (row[Broken] - mean)));
        Week[] weeks = [.. Enumerable.Range(0, Count).Select(w => new Week { Batch = [.. rows.Skip(w * RowsOfWeek).Take(RowsOfWeek).SelectMany(row => Read(row, w, deviation))] })];
        IDataView reference = OwnTables.View(context, table with { Rows = rows[(Count * RowsOfWeek)..] });

        // The running check: reference in the model, which is saved and loaded, a week a row.
        IDataView batches = context.Data.LoadFromEnumerable(weeks);
        ITransformer watch = SavedModel.SaveAndLoad(context, context.SlicedOT().WatchDrift(reference).Fit(batches), batches.Schema, model);
        IDataView watched = watch.Transform(batches);
        float[] values = [.. watched.GetColumn<float>("PValue")];
        int[] drifted = [.. watched.GetColumn<int>("DriftedFeature")];
        float[] shifts = [.. watched.GetColumn<float>("FeatureShift")];
        Console.WriteLine(TextTable.ToText(["week", "offset of " + table.Names[Broken] + " (standard deviations)", "p", "most drifted sensor", "by (standard deviations)"], Enumerable.Range(0, Count).Select(w => (string[])
        [
            $"{w + 1}", Text(Offset(w), "0.0"), Text(values[w], "0.000"), table.Names[drifted[w]], Text(shifts[w], "0.00"),
        ])));

        DriftReport report = context.SlicedOT().DetectDrift(reference, OwnTables.View(context, table with { Rows = [.. weeks[^1].Batch.Chunk(features)] }), "Features");
        Console.WriteLine("The last week in detail. " + report);
        if (page is not null)
            File.WriteAllText(page, report.ToHtml());
        OutputFile.SaveJson(json, new
        {
            Weeks = Enumerable.Range(0, Count).Select(w => new { Week = w + 1, Offset = Offset(w), PValue = values[w], DriftedFeature = table.Names[drifted[w]], FeatureShift = shifts[w] }),
            LastWeek = OwnTables.Summary(report),
        });
    }

    private static float Offset(int week) => week < FirstDrift ? 0 : StepAWeek * (week - FirstDrift + 1);

    private static IEnumerable<float> Read(float[] row, int week, float deviation) => row.Select((value, k) => k == Broken ? value + (Offset(week) * deviation) : value);

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);

    private sealed class Week
    {
        public float[] Batch { get; set; } = [];
    }
}
