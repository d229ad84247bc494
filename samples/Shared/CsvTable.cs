using System.Globalization;
using System.Text;

namespace Samples.Shared;

/// <summary>A comma-separated file with a header line; fields may be quoted.</summary>
public sealed class CsvTable
{
    private readonly string _path;
    private readonly string[] _header;
    private readonly List<(int Line, string[] Fields)> _rows = [];

    private CsvTable(string path, string[] header)
    {
        _path = path;
        _header = header;
    }

    public int Count => _rows.Count;

    public static CsvTable Read(string path)
    {
        string[] lines = DataFile.ReadAllLines(path);
        if (lines.Length == 0)
            throw new InputException($"'{path}' is empty; a header line was expected.");

        CsvTable table = new(path, Split(lines[0]));
        for (int line = 1; line < lines.Length; line++)
        {
            if (string.IsNullOrWhiteSpace(lines[line]))
                continue;
            string[] fields = Split(lines[line]);
            if (fields.Length != table._header.Length)
                throw new InputException($"'{path}', line {line + 1}: {fields.Length} fields, but the header has {table._header.Length}.");
            table._rows.Add((line + 1, fields));
        }
        return table;
    }

    public int Column(string name)
    {
        int column = Array.IndexOf(_header, name);
        return column >= 0 ? column : throw new InputException($"'{_path}' has no column '{name}'; its header is '{string.Join(',', _header)}'.");
    }

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

    private static string[] Split(string line)
    {
        List<string> fields = [];
        StringBuilder field = new();
        bool quoted = false;
        for (int i = 0; i < line.Length; i++)
        {
            char c = line[i];
            if (quoted && c == '"' && i + 1 < line.Length && line[i + 1] == '"')
                field.Append(line[i++]);
            else if (c == '"')
                quoted = !quoted;
            else if (c == ',' && !quoted)
            {
                fields.Add(field.ToString().Trim());
                field.Clear();
            }
            else
                field.Append(c);
        }
        fields.Add(field.ToString().Trim());
        return [.. fields];
    }
}
