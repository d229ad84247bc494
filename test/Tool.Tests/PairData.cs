using System.Globalization;
using Parquet;
using Parquet.Schema;

namespace SlicedOT.Tool.Tests;

/// <summary>Random pairs, and the same in both formats.</summary>
internal sealed record PairData(float[][] Sources, float[][] Targets, float[][]? Weights = null)
{
    public static PairData Create(int rows, int seed = 1, bool weighted = false)
    {
        var random = new Random(seed);
        float[] Cloud(double shift) => [.. Enumerable.Range(0, 2 * random.Next(4, 9)).Select(_ => (float)(shift + random.NextDouble()))];
        float[][] sources = [.. Enumerable.Range(0, rows).Select(_ => Cloud(0))], targets = [.. Enumerable.Range(0, rows).Select(_ => Cloud(0.5))];
        return new PairData(sources, targets, weighted ? [.. sources.Select(s => s.Where((_, k) => k % 2 == 0).Select(_ => 0.1f + random.NextSingle()).ToArray())] : null);
    }

    public string WriteCsv(string path, int start = 0, int? end = null)
    {
        using var writer = new StreamWriter(path);
        writer.WriteLine("Name,SourcePoints,TargetPoints" + (Weights is null ? "" : ",SourceWeights"));
        for (int row = start; row < (end ?? Sources.Length); row++)
            writer.WriteLine($"\"pair, {row}\",{Text(Sources[row], " ")},{Text(Targets[row], ";")}{(Weights is null ? "" : "," + Text(Weights[row], " "))}");
        return path;
    }

    public async Task<string> WriteParquet(string path, int start = 0, int? end = null, int rowGroup = 10, bool nullable = false)
    {
        ListField[] lists =
        [
            new("SourcePoints", new DataField("element", typeof(float), nullable)), new("TargetPoints", new DataField("element", typeof(float), nullable)),
            .. Weights is null ? (ListField[])[] : [new("SourceWeights", new DataField("element", typeof(double), nullable))],
        ];
        var name = new DataField<int>("Id");
        await using FileStream stream = File.Create(path);
        await using ParquetWriter writer = await ParquetWriter.CreateAsync(new ParquetSchema([name, .. lists]), stream);
        int last = end ?? Sources.Length;
        for (int first = start; first < last; first += rowGroup)
        {
            Range range = first..Math.Min(last, first + rowGroup);
            using ParquetRowGroupWriter group = writer.CreateRowGroup();
            await group.WriteAsync<int>(name, Enumerable.Range(first, Sources[range].Length).ToArray());
            await Write(group, lists[0], Sources[range]);
            await Write(group, lists[1], Targets[range]);
            if (Weights is not null)
                await Write(group, lists[2], [.. Weights[range].Select(row => row.Select(value => (double)value).ToArray())]);
        }

        return path;
    }

    private static async Task Write<T>(ParquetRowGroupWriter group, ListField list, T[][] rows)
        where T : struct
    {
        var field = (DataField)list.Item;
        await group.WriteAllPartsAsync<T>(
            field,
            rows.SelectMany(row => row).ToArray(),
            rows.SelectMany(row => row.Length == 0 ? [field.MaxDefinitionLevel - (field.IsNullable ? 2 : 1)] : row.Select(_ => field.MaxDefinitionLevel)).ToArray(),
            rows.SelectMany(row => Enumerable.Range(0, Math.Max(1, row.Length)).Select(k => k == 0 ? 0 : 1)).ToArray(),
            CancellationToken.None);
    }

    private static string Text(float[] values, string separator) => string.Join(separator, values.Select(value => value.ToString(CultureInfo.InvariantCulture)));
}
