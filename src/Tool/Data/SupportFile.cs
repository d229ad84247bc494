using System.Globalization;
using CsvHelper;

namespace SlicedOT.Tool;

/// <summary>Fixed points from a CSV file with a header and one point a line.</summary>
internal static class SupportFile
{
    /// <exception cref="InvalidDataException">The file is missing, empty, or a cell is no finite number.</exception>
    public static (float[] Coordinates, int Dimension) Read(string path)
    {
        if (!File.Exists(path))
            throw new InvalidDataException($"There is no file '{path}'.");
        using var parser = new CsvParser(new StreamReader(path), CultureInfo.InvariantCulture);
        if (!parser.Read())
            throw new InvalidDataException($"'{path}' is empty; a header line was expected.");
        int dimension = parser.Count;
        var coordinates = new List<float>();
        while (parser.Read())
        {
            if (parser.Count != dimension)
                throw new InvalidDataException($"'{path}', line {parser.RawRow}: {parser.Count} cells, and the header has {dimension}.");
            for (int k = 0; k < dimension; k++)
            {
                if (!float.TryParse(parser[k], NumberStyles.Float, CultureInfo.InvariantCulture, out float value) || !float.IsFinite(value))
                    throw new InvalidDataException($"'{path}', line {parser.RawRow}: '{parser[k]}' is no finite number.");
                coordinates.Add(value);
            }
        }

        return coordinates.Count > 0 ? ([.. coordinates], dimension) : throw new InvalidDataException($"'{path}' has no points.");
    }
}
