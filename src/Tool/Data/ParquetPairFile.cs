using Parquet;
using Parquet.Data;
using Parquet.Schema;

namespace SlicedOT.Tool;

/// <summary>
/// A Parquet file with lists of numbers as Arrow and Spark write them (three levels). One row group at a time is in memory, and row groups outside the
/// rows asked for are not read.
/// </summary>
internal sealed class ParquetPairFile : IPairFile
{
    private readonly Dictionary<string, DataField> _lists;

    private ParquetPairFile(string path, long rows, IReadOnlyList<string> columns, Dictionary<string, DataField> lists)
    {
        Path = path;
        Rows = rows;
        Columns = columns;
        _lists = lists;
    }

    public string Path { get; }

    public long Rows { get; }

    public IReadOnlyList<string> Columns { get; }

    public static ParquetPairFile Open(string path)
    {
        using FileStream stream = File.OpenRead(path);
        ParquetReader reader = ParquetFile.Open(path, stream);
        try
        {
            var lists = new Dictionary<string, DataField>();
            foreach (Field field in reader.Schema.Fields)
            {
                if (field is ListField { Item: DataField item })
                    lists[field.Name] = item;
            }

            long rows = 0;
            for (int group = 0; group < reader.RowGroupCount; group++)
            {
                using ParquetRowGroupReader rowGroup = reader.OpenRowGroupReader(group);
                rows += rowGroup.RowCount;
            }

            return new ParquetPairFile(path, rows, [.. reader.Schema.Fields.Select(field => field.Name)], lists);
        }
        finally
        {
            reader.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
    }

    public IEnumerable<PairRow> Read(PairNames names, long start, long end, CancellationToken cancellationToken)
    {
        (PairColumn Column, DataField Field)[] fields = [.. names.All.Select(named => (named.Column, FieldOf(named.Name)))];
        using FileStream stream = File.OpenRead(Path);
        ParquetReader reader = ParquetFile.Open(Path, stream);
        try
        {
            long first = 0;
            for (int group = 0; group < reader.RowGroupCount && first < end; group++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                using ParquetRowGroupReader rowGroup = reader.OpenRowGroupReader(group);
                long next = first + rowGroup.RowCount;
                if (next > start)
                {
                    ListColumn[] columns = [.. fields.Select(field => ReadColumn(rowGroup, field.Field, checked((int)rowGroup.RowCount)))];
                    for (long row = Math.Max(start, first); row < Math.Min(end, next); row++)
                    {
                        var pair = new PairRow();
                        for (int k = 0; k < columns.Length; k++)
                        {
                            pair[fields[k].Column] = columns[k].Row((int)(row - first), out string? problem);
                            pair.Problem ??= problem;
                        }

                        yield return pair;
                    }
                }

                first = next;
            }
        }
        finally
        {
            reader.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
    }

    private DataField FieldOf(string name)
    {
        if (!_lists.TryGetValue(name, out DataField? field))
            throw new InvalidDataException($"Column '{name}' of '{Path}' is no list of numbers.");
        if (field.ClrType != typeof(float) && field.ClrType != typeof(double))
            throw new InvalidDataException($"Column '{name}' of '{Path}' is a list of {field.ClrType.Name}; write it as a list of float or double.");
        return field;
    }

    private ListColumn ReadColumn(ParquetRowGroupReader group, DataField field, int rows)
    {
        try
        {
            using RawColumnData raw = group.ReadRawColumnDataBaseAsync(field).AsTask().GetAwaiter().GetResult();
            return ListColumn.Of(raw, field, rows);
        }
        catch (Exception error) when (error is not (OutOfMemoryException or InvalidDataException))
        {
            throw new InvalidDataException($"Column '{field.Path.FirstPart}' of '{Path}' cannot be read; the file is damaged: {error.Message}", error);
        }
    }

    /// <summary>The lists of one column in one row group.</summary>
    private sealed class ListColumn(string name, float[] values, int[] starts, Dictionary<int, int> nulls)
    {
        public static ListColumn Of(RawColumnData raw, DataField field, int rows)
        {
            ReadOnlySpan<int> repetitions = raw.RepetitionLevels, definitions = raw.DefinitionLevels;
            var starts = new int[rows + 1];
            var nulls = new Dictionary<int, int>();
            int row = -1, count = 0;
            for (int k = 0; k < repetitions.Length; k++)
            {
                if (repetitions[k] == 0)
                {
                    if (++row >= rows)
                        throw new InvalidDataException($"column '{field.Path.FirstPart}' has more lists than the file has rows.");
                    starts[row] = count;
                }

                if (definitions[k] == field.MaxDefinitionLevel)
                    count++;
                else if (field.IsNullable && definitions[k] == field.MaxDefinitionLevel - 1)
                    nulls.TryAdd(row, count - starts[row]);
            }

            if (row != rows - 1)
                throw new InvalidDataException($"column '{field.Path.FirstPart}' has {row + 1} lists, and the file {rows} rows.");
            starts[rows] = count;
            var values = new float[count];
            if (raw is RawColumnData<float> singles)
                singles.Values[..count].CopyTo(values);
            else
                Narrow(((RawColumnData<double>)raw).Values[..count], values);
            return new ListColumn(field.Path.FirstPart ?? "", values, starts, nulls);
        }

        public float[] Row(int row, out string? problem)
        {
            problem = nulls.TryGetValue(row, out int slot) ? $"Column '{name}', slot {slot}: the number is missing (null)." : null;
            return values[starts[row]..starts[row + 1]];
        }

        private static void Narrow(ReadOnlySpan<double> values, Span<float> destination)
        {
            for (int k = 0; k < values.Length; k++)
                destination[k] = (float)values[k];
        }
    }
}
