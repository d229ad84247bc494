using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;

namespace SlicedOT.Tool;

/// <summary>A CSV file with a header; a list is a cell of numbers with spaces or semicolons between them. Rows are counted by reading the file once.</summary>
internal sealed class CsvPairFile : IPairFile
{
    private static readonly CsvConfiguration Format = new(CultureInfo.InvariantCulture) { TrimOptions = TrimOptions.Trim, BadDataFound = null, MaxFieldSize = 0 };

    private static readonly System.Buffers.SearchValues<char> Separators = System.Buffers.SearchValues.Create(" \t;");

    private CsvPairFile(string path, long rows, IReadOnlyList<string> columns)
    {
        Path = path;
        Rows = rows;
        Columns = columns;
    }

    public string Path { get; }

    public long Rows { get; }

    public IReadOnlyList<string> Columns { get; }

    public static CsvPairFile Open(string path, CancellationToken cancellationToken)
    {
        using var parser = new CsvParser(new StreamReader(path), Format);
        if (!parser.Read())
            throw new InvalidDataException($"'{path}' is empty; a header line was expected.");
        string[] header = parser.Record!;
        long rows = 0;
        while (parser.Read())
        {
            if (rows++ % 4096 == 0)
                cancellationToken.ThrowIfCancellationRequested();
        }

        return new CsvPairFile(path, rows, header);
    }

    public IEnumerable<PairRow> Read(PairNames names, long start, long end, CancellationToken cancellationToken)
    {
        (PairColumn Column, int Place)[] columns = [.. names.All.Select(named => (named.Column, PlaceOf(named.Name)))];
        using var parser = new CsvParser(new StreamReader(Path), Format);
        parser.Read();
        for (long row = 0; row < end && parser.Read(); row++)
        {
            if (row % 1024 == 0)
                cancellationToken.ThrowIfCancellationRequested();
            if (row < start)
                continue;
            var pair = new PairRow();
            if (parser.Count != Columns.Count)
                pair.Problem = $"The line has {parser.Count} cells, and the header {Columns.Count}.";
            foreach ((PairColumn column, int place) in columns)
            {
                if (pair.Problem is null)
                    pair[column] = Numbers(parser[place], Columns[place], out pair.Problem);
            }

            yield return pair;
        }
    }

    private int PlaceOf(string name)
    {
        for (int place = 0; place < Columns.Count; place++)
        {
            if (Columns[place] == name)
                return place;
        }

        throw new InvalidDataException($"'{Path}' has no column '{name}'; its columns are {string.Join(", ", Columns)}.");
    }

    private static float[] Numbers(ReadOnlySpan<char> cell, string column, out string? problem)
    {
        var numbers = new List<float>();
        problem = null;
        foreach (Range part in cell.SplitAny(Separators))
        {
            ReadOnlySpan<char> text = cell[part];
            if (text.IsEmpty)
                continue;
            if (!float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out float number))
            {
                problem = $"Column '{column}', slot {numbers.Count}: '{text}' is no number.";
                return [];
            }

            numbers.Add(number);
        }

        return [.. numbers];
    }
}
