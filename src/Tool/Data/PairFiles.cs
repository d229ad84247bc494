using System.Text.RegularExpressions;

namespace SlicedOT.Tool;

/// <summary>One file of rows, read from front to back.</summary>
internal interface IPairFile
{
    string Path { get; }

    long Rows { get; }

    /// <summary>Names of all columns.</summary>
    IReadOnlyList<string> Columns { get; }

    /// <summary>Reads rows [start, end).</summary>
    IEnumerable<PairRow> Read(PairNames names, long start, long end, CancellationToken cancellationToken);
}

/// <summary>A data set: files in order, whose rows are numbered through.</summary>
internal sealed class PairFiles
{
    private readonly IPairFile[] _files;

    private PairFiles(IPairFile[] files)
    {
        _files = files;
        Rows = files.Sum(file => file.Rows);
        Bytes = files.Sum(file => new FileInfo(file.Path).Length);
    }

    public long Rows { get; }

    public long Bytes { get; }

    public IEnumerable<string> Paths => _files.Select(file => file.Path);

    /// <summary>Columns that all files have.</summary>
    public IReadOnlyList<string> Columns => [.. _files[0].Columns.Where(name => _files.All(file => file.Columns.Contains(name)))];

    /// <summary>Opens files and folders; a folder stands for its .parquet and .csv files in the order of their names, numbers in them by value.</summary>
    /// <exception cref="InvalidDataException">A file is missing or cannot be read.</exception>
    public static PairFiles Open(IEnumerable<string> paths, CancellationToken cancellationToken)
    {
        var files = new List<IPairFile>();
        foreach (string path in paths)
        {
            if (!Directory.Exists(path))
            {
                files.Add(OpenFile(path, cancellationToken));
                continue;
            }

            string[] inside = [.. Directory.EnumerateFiles(path).Where(IsData).OrderBy(SortKey, StringComparer.Ordinal)];
            if (inside.Length == 0)
                throw new InvalidDataException($"The folder '{path}' has no .parquet or .csv files.");
            files.AddRange(inside.Select(file => OpenFile(file, cancellationToken)));
        }

        return new PairFiles([.. files]);
    }

    /// <summary>Reads rows [start, end).</summary>
    public IEnumerable<PairRow> Read(PairNames names, long start, long end, CancellationToken cancellationToken)
    {
        long first = 0;
        foreach (IPairFile file in _files)
        {
            long next = first + file.Rows;
            if (start < next && end > first)
            {
                foreach (PairRow row in file.Read(names, Math.Max(0, start - first), Math.Min(end, next) - first, cancellationToken))
                    yield return row;
            }

            first = next;
        }
    }

    /// <summary>Reads rows [start, end), and ends with a message at one that no column can hold.</summary>
    /// <param name="names">The columns.</param>
    /// <param name="start">The first row.</param>
    /// <param name="end">The row after the last one.</param>
    /// <param name="advice">What the message ends with; null where such rows are the caller's, with their <see cref="PairRow.Problem"/>.</param>
    /// <param name="cancellationToken">Cancels between rows.</param>
    /// <exception cref="InvalidDataException">A row cannot be read.</exception>
    public IEnumerable<PairRow> ReadChecked(PairNames names, long start, long end, string? advice, CancellationToken cancellationToken)
    {
        long number = start;
        foreach (PairRow row in Read(names, start, end, cancellationToken))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (row.Problem is not null && advice is not null)
                throw new InvalidDataException($"In {Where(number)}: {row.Problem}{advice}");
            yield return row;
            number++;
        }
    }

    /// <summary>Which file a row is in and where: for messages.</summary>
    public string Where(long row)
    {
        foreach (IPairFile file in _files)
        {
            if (row < file.Rows)
                return $"row {row} (counted from 0) of '{file.Path}'";
            row -= file.Rows;
        }

        return $"row {row}";
    }

    /// <summary>Throws where a column that is named is missing.</summary>
    public void Require(PairNames names)
    {
        foreach (IPairFile file in _files)
        {
            foreach ((_, string name) in names.All)
            {
                if (!file.Columns.Contains(name))
                    throw new InvalidDataException($"'{file.Path}' has no column '{name}'; its columns are {string.Join(", ", file.Columns)}.");
            }
        }
    }

    private static bool IsData(string path) => Extension(path) is ".parquet" or ".csv" && !Path.GetFileName(path).StartsWith('.');

    private static string Extension(string path) => Path.GetExtension(path).ToLowerInvariant();

    private static string SortKey(string path) => Regex.Replace(Path.GetFileName(path), "[0-9]+", number => number.Value.PadLeft(20, '0'));

    private static IPairFile OpenFile(string path, CancellationToken cancellationToken)
    {
        if (!File.Exists(path))
            throw new InvalidDataException($"There is no file '{path}'.");
        return Extension(path) switch
        {
            ".parquet" => ParquetPairFile.Open(path),
            ".csv" => CsvPairFile.Open(path, cancellationToken),
            _ => throw new InvalidDataException($"'{path}' is neither a .parquet nor a .csv file."),
        };
    }
}
