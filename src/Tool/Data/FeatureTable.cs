using System.Globalization;
using CsvHelper;
using Microsoft.ML.Data;
using Parquet;
using Parquet.Data;
using Parquet.Schema;

namespace SlicedOT.Tool;

/// <summary>A table of features, a number a column: CSV or Parquet, read row by row.</summary>
internal sealed class FeatureTable
{
    private readonly string _path;
    private readonly string[] _columns;

    private FeatureTable(string path, string[] columns)
    {
        _path = path;
        _columns = columns;
    }

    private static bool IsParquet(string path) => path.EndsWith(".parquet", StringComparison.OrdinalIgnoreCase);

    /// <summary>The table with the columns named.</summary>
    /// <exception cref="InvalidDataException">The file is missing, or has no such column.</exception>
    public static FeatureTable Open(string path, IReadOnlyList<string> columns)
    {
        string[] all = Columns(path);
        foreach (string column in columns)
        {
            if (!all.Contains(column))
                throw new InvalidDataException($"'{path}' has no column of numbers '{column}'; those it has are {string.Join(", ", all)}.");
        }

        return new FeatureTable(path, [.. columns]);
    }

    /// <summary>The columns of a file; of Parquet those that are numbers.</summary>
    public static string[] Columns(string path)
    {
        if (!File.Exists(path))
            throw new InvalidDataException($"There is no file '{path}'.");
        if (!IsParquet(path))
        {
            using var parser = new CsvParser(new StreamReader(path), CultureInfo.InvariantCulture);
            return parser.Read() ? parser.Record! : throw new InvalidDataException($"'{path}' is empty; a header line was expected.");
        }

        using FileStream stream = File.OpenRead(path);
        return [.. ParquetFile.Open(path, stream).Schema.Fields.OfType<DataField>().Where(IsNumber).Select(field => field.Name)];
    }

    /// <summary>The rows as a view with one vector column.</summary>
    /// <param name="context">Where views come from.</param>
    /// <param name="name">The column's name.</param>
    /// <param name="cancellationToken">Cancels between rows.</param>
    /// <param name="report">Called at every row.</param>
    public IDataView ToView(MLContext context, string name, CancellationToken cancellationToken, Action report)
    {
        var schema = SchemaDefinition.Create(typeof(FeatureRow));
        schema[nameof(FeatureRow.Features)].ColumnName = name;
        schema[nameof(FeatureRow.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, _columns.Length);
        return context.Data.LoadFromEnumerable(Reported(), schema);

        IEnumerable<FeatureRow> Reported()
        {
            foreach (FeatureRow row in IsParquet(_path) ? ReadParquet(cancellationToken) : ReadCsv(cancellationToken))
            {
                report();
                yield return row;
            }
        }
    }

    private static bool IsNumber(DataField field) =>
        field.ClrType == typeof(float) || field.ClrType == typeof(double) || field.ClrType == typeof(int) || field.ClrType == typeof(long);

    private IEnumerable<FeatureRow> ReadCsv(CancellationToken cancellationToken)
    {
        using var parser = new CsvParser(new StreamReader(_path), CultureInfo.InvariantCulture);
        parser.Read();
        int[] places = [.. _columns.Select(column => Array.IndexOf(parser.Record!, column))];
        while (parser.Read())
        {
            cancellationToken.ThrowIfCancellationRequested();
            var features = new float[places.Length];
            for (int k = 0; k < places.Length; k++)
            {
                string cell = places[k] < parser.Count ? parser[places[k]] : "";
                if (!float.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out features[k]))
                    throw new InvalidDataException($"'{_path}', line {parser.RawRow}, column '{_columns[k]}': '{cell}' is no number. Name the columns to compare by --columns.");
            }

            yield return new FeatureRow { Features = features };
        }
    }

    private IEnumerable<FeatureRow> ReadParquet(CancellationToken cancellationToken)
    {
        using FileStream stream = File.OpenRead(_path);
        ParquetReader reader = ParquetFile.Open(_path, stream);
        DataField[] fields = [.. _columns.Select(column => reader.Schema.Fields.OfType<DataField>().First(field => field.Name == column))];
        for (int group = 0; group < reader.RowGroupCount; group++)
        {
            using ParquetRowGroupReader rowGroup = reader.OpenRowGroupReader(group);
            float[][] columns = [.. fields.Select(field => Numbers(rowGroup, field))];
            for (int row = 0; row < rowGroup.RowCount; row++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return new FeatureRow { Features = [.. columns.Select(column => column[row])] };
            }
        }
    }

    /// <summary>The numbers of a column, NaN where one is missing.</summary>
    private static float[] Numbers(ParquetRowGroupReader group, DataField field)
    {
        using RawColumnData raw = group.ReadRawColumnDataBaseAsync(field).AsTask().GetAwaiter().GetResult();
        var numbers = new float[checked((int)group.RowCount)];
        for (int row = 0, place = 0; row < numbers.Length; row++)
        {
            bool isThere = field.MaxDefinitionLevel == 0 || raw.DefinitionLevels[row] == field.MaxDefinitionLevel;
            numbers[row] = !isThere ? float.NaN : raw switch
            {
                RawColumnData<float> values => values.Values[place++],
                RawColumnData<double> values => (float)values.Values[place++],
                RawColumnData<int> values => values.Values[place++],
                _ => ((RawColumnData<long>)raw).Values[place++],
            };
        }

        return numbers;
    }

    private sealed class FeatureRow
    {
        public float[] Features { get; set; } = [];
    }
}
