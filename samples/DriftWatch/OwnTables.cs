using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.SlicedOT;
using Samples.Shared;

namespace DriftWatch;

/// <summary>Two tables of the user's: has anything moved, and what?</summary>
internal static class OwnTables
{
    private const int FewestRows = 10;

    public static void Run(string reference, string current, string? page, string? json)
    {
        var before = FeatureTable.Read(reference);
        var now = FeatureTable.Read(current, before.Names);
        foreach ((string file, FeatureTable table) in ((string, FeatureTable)[])[(reference, before), (current, now)])
        {
            if (table.Rows.Length < FewestRows)
                throw new InputException($"'{file}' has {table.Rows.Length} rows; a comparison needs at least {FewestRows}.");
        }

        var context = new MLContext(1);
        DriftReport report = context.SlicedOT().DetectDrift(View(context, before), View(context, now), "Features");
        Console.WriteLine(report);
        if (page is not null)
            File.WriteAllText(page, report.ToHtml());
        OutputFile.SaveJson(json, Summary(report));
    }

    /// <summary>What of a report goes into a file.</summary>
    public static object Summary(DriftReport report) => new
    {
        report.PValue,
        HasDrifted = report.HasDrifted(),
        report.ReferenceRows,
        report.CurrentRows,
        Features = report.Result.Features.Select(feature => new
        {
            Name = report.FeatureNames[feature.Feature],
            feature.Score,
            feature.PValue,
            feature.EffectSize,
            feature.StandardizedWasserstein,
            feature.ReferenceMean,
            feature.CurrentMean,
            feature.ReferenceDeviation,
            feature.CurrentDeviation,
        }),
    };

    /// <summary>A view whose vector has the names of the columns in its slots.</summary>
    public static IDataView View(MLContext context, FeatureTable table)
    {
        var schema = SchemaDefinition.Create(typeof(Reading));
        schema[nameof(Reading.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, table.Names.Length);
        schema[nameof(Reading.Features)].AddAnnotation(
            "SlotNames", new VBuffer<ReadOnlyMemory<char>>(table.Names.Length, [.. table.Names.Select(name => name.AsMemory())]), new VectorDataViewType(TextDataViewType.Instance, table.Names.Length));
        return context.Data.LoadFromEnumerable(table.Rows.Select(row => new Reading { Features = row }).ToArray(), schema);
    }

    private sealed class Reading
    {
        public float[] Features { get; set; } = [];
    }
}
