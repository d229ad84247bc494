using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;

namespace Samples.Shared;

/// <summary>A comma-separated file with a header line; fields may be quoted. CsvHelper reads it, the messages say where what is wrong.</summary>
public sealed class CsvTable
{
    private static readonly CsvConfiguration Format = new(CultureInfo.InvariantCulture) { TrimOptions = TrimOptions.Trim, BadDataFound = null };

    private readonly string _path;
    private readonly string[] _header;
    private readonly List<(int Line, string[] Fields)> _rows = [];

    private CsvTable(string path, string[] header)
    {
        _path = path;
        _header = header;
    }

    public int Count => _rows.Count;

    public IReadOnlyList<string> Header => _header;

    /// <exception cref="InputException">The file cannot be read, is empty, or has a line with too many or too few fields.</exception>
    public static CsvTable Read(string path)
    {
        using CsvParser parser = new(new StreamReader(new MemoryStream(DataFile.ReadAllBytes(path))), Format);
        if (!parser.Read())
            throw new InputException($"'{path}' is empty; a header line was expected.");

        CsvTable table = new(path, parser.Record!);
        while (parser.Read())
        {
            string[] fields = parser.Record!;
            if (fields.Length != table._header.Length)
                throw new InputException($"'{path}', line {parser.RawRow}: {fields.Length} fields, but the header has {table._header.Length}.");

            table._rows.Add((parser.RawRow, fields));
        }

        return table;
    }

    public int Column(string name)
    {
        int column = Array.IndexOf(_header, name);
        return column >= 0 ? column : throw new InputException($"'{_path}' has no column '{name}'; its header is '{string.Join(',', _header)}'.");
    }

    /// <summary>A column that need not be there.</summary>
    public int? Find(string name) => Array.IndexOf(_header, name) is >= 0 and int column ? column : null;

    public string Text(int row, int column) => _rows[row].Fields[column];

    public int Integer(int row, int column, int minimum, int maximum)
    {
        (int line, string[] fields) = _rows[row];
        if (!int.TryParse(fields[column], NumberStyles.Integer, CultureInfo.InvariantCulture, out int value) || value < minimum || value > maximum)
            throw new InputException($"'{_path}', line {line}, column '{_header[column]}': '{fields[column]}' is not a whole number from {minimum} to {maximum}.");

        return value;
    }

    public float Number(int row, int column)
    {
        (int line, string[] fields) = _rows[row];
        if (!float.TryParse(fields[column], NumberStyles.Float, CultureInfo.InvariantCulture, out float value) || !float.IsFinite(value))
            throw new InputException($"'{_path}', line {line}, column '{_header[column]}': '{fields[column]}' is not a finite number.");

        return value;
    }

    public float Number(int row, int column, float minimum, float maximum)
    {
        float value = Number(row, column);
        if (value >= minimum && value <= maximum)
            return value;

        string range = maximum == float.MaxValue ? $"of at least {minimum}" : $"from {minimum} to {maximum}";
        throw new InputException($"'{_path}', line {_rows[row].Line}, column '{_header[column]}': '{_rows[row].Fields[column]}' is not a number {range}.");
    }
}
