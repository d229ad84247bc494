using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;

namespace SlicedOT.Tool;

/// <summary>A CSV file with a header; a list is a cell of numbers with spaces or semicolons between them. Rows are counted by reading the file once.</summary>
/// <remarks>Of files without quotes and carriage returns that is a scan for line ends, which also notes where rows are, so that a shard begins at its own.</remarks>
internal sealed class CsvPairFile : IPairFile
{
    private static readonly CsvConfiguration Format = new(CultureInfo.InvariantCulture) { TrimOptions = TrimOptions.Trim, BadDataFound = null, MaxFieldSize = 0 };

    private static readonly System.Buffers.SearchValues<char> Separators = System.Buffers.SearchValues.Create(" \t;");

    /// <summary>Every so many rows the place of one is noted.</summary>
    private const int Stride = 4096;

    private readonly List<long> _places;

    private CsvPairFile(string path, long rows, IReadOnlyList<string> columns, List<long> places)
    {
        _places = places;
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
        if (ScanLines(path, cancellationToken) is { } scanned)
            return new CsvPairFile(path, scanned.Rows, header, scanned.Places);
        long rows = 0;
        while (parser.Read())
        {
            if (rows++ % Stride == 0)
                cancellationToken.ThrowIfCancellationRequested();
        }

        return new CsvPairFile(path, rows, header, []);
    }

    public IEnumerable<PairRow> Read(PairNames names, long start, long end, CancellationToken cancellationToken)
    {
        (PairColumn Column, int Place)[] columns = [.. names.All.Select(named => (named.Column, PlaceOf(named.Name)))];
        using var text = new StreamReader(Path);
        long row = 0;
        if (start / Stride < _places.Count)
        {
            row = start / Stride * Stride;
            text.BaseStream.Position = _places[(int)(start / Stride)];
        }

        using var parser = new CsvParser(text, Format);
        if (_places.Count == 0)
            parser.Read();
        for (; row < end && parser.Read(); row++)
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

    /// <summary>The number of rows and the places of some; null where lines are not all there is to rows.</summary>
    private static (long Rows, List<long> Places)? ScanLines(string path, CancellationToken cancellationToken)
    {
        using FileStream stream = File.OpenRead(path);
        var buffer = new byte[1 << 18];
        var places = new List<long>();
        long lines = 0, lineStart = 0, offset = 0;
        for (int length; (length = stream.Read(buffer)) > 0; offset += length)
        {
            cancellationToken.ThrowIfCancellationRequested();
            ReadOnlySpan<byte> bytes = buffer.AsSpan(0, length);

            // Quotes may hide line ends; carriage returns are line ends of their own; zeros are those of UTF-16.
            if (bytes.ContainsAny((byte)'"', (byte)'\r', (byte)0))
                return null;
            for (int place = 0, found; (found = bytes[place..].IndexOf((byte)'\n')) >= 0; place += found + 1)
                EndLine(offset + place + found);
        }

        EndLine(offset);
        return (Math.Max(0, lines - 1), places);

        void EndLine(long end)
        {
            // Empty lines are no rows, and the first line is the header.
            if (end > lineStart && lines++ > 0 && (lines - 2) % Stride == 0)
                places.Add(lineStart);
            lineStart = end + 1;
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
