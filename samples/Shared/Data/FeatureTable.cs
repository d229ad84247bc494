using System.Globalization;

namespace Samples.Shared;

/// <summary>Rows of numbers from a table whose columns may also be texts.</summary>
/// <param name="Names">The columns taken.</param>
/// <param name="Rows">A number for each of them.</param>
public sealed record FeatureTable(string[] Names, float[][] Rows)
{
    /// <summary>Reads a file of features.</summary>
    /// <param name="path">The file.</param>
    /// <param name="names">The columns to take; null: all that are numbers in the first row.</param>
    /// <param name="except">Columns that are no features.</param>
    /// <exception cref="InputException">It cannot be read, a column is missing, or a cell is no number.</exception>
    public static FeatureTable Read(string path, string[]? names = null, params string?[] except)
    {
        var table = CsvTable.Read(path);
        if (table.Count == 0)
            throw new InputException($"'{path}' has a header and no rows.");

        string[] chosen = names ?? [.. table.Header.Where(name => !except.Contains(name) && float.TryParse(table.Text(0, table.Column(name)), NumberStyles.Float, CultureInfo.InvariantCulture, out _))];
        if (chosen.Length == 0)
            throw new InputException($"'{path}' has no column of numbers.");
        int[] columns = [.. chosen.Select(table.Column)];
        return new FeatureTable(chosen, [.. Enumerable.Range(0, table.Count).Select(row => columns.Select(column => table.Number(row, column)).ToArray())]);
    }
}
