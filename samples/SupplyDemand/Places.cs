using System.Globalization;
using Microsoft.ML.SlicedOT;
using Samples.Shared;

namespace SupplyDemand;

/// <summary>Places on the globe and how much each of them counts.</summary>
internal sealed class Places
{
    private static readonly string Data = Path.Combine(AppContext.BaseDirectory, "data");

    private Places((double Longitude, double Latitude)[] degrees, double[] weights)
    {
        Degrees = degrees;
        Weights = weights;
        var coordinates = new float[3 * degrees.Length];
        for (int k = 0; k < degrees.Length; k++)
        {
            (double x, double y, double z) = Globe.Point(degrees[k].Longitude, degrees[k].Latitude);
            (coordinates[3 * k], coordinates[(3 * k) + 1], coordinates[(3 * k) + 2]) = ((float)x, (float)y, (float)z);
        }

        Support = new Support(coordinates, 3);
    }

    public (double Longitude, double Latitude)[] Degrees { get; }

    public double[] Weights { get; }

    /// <summary>The same as points of the unit sphere.</summary>
    public Support Support { get; }

    public int Count => Weights.Length;

    /// <summary>Reads a table with the columns lon, lat and, if places do not count alike, weight.</summary>
    /// <exception cref="InputException">It cannot be read, or a place is not on the globe.</exception>
    public static Places Read(string path)
    {
        var table = CsvTable.Read(path);
        int longitude = table.Column("lon"), latitude = table.Column("lat");
        int? weight = table.Find("weight") ?? table.Find("population");
        if (table.Count == 0)
            throw new InputException($"'{path}' has a header and no places.");

        Places places = new(
            [.. Enumerable.Range(0, table.Count).Select(row => ((double)table.Number(row, longitude, -180, 360), (double)table.Number(row, latitude, -90, 90)))],
            [.. Enumerable.Range(0, table.Count).Select(row => weight is { } column ? table.Number(row, column, 0, float.MaxValue) : 1.0)]);
        return places.Weights.Any(value => value > 0) ? places : throw new InputException($"'{path}': all weights are zero; there is nothing to move.");
    }

    /// <summary>The ten thousand largest cities, weighted by those who live there.</summary>
    public static Places Cities() => Read(Path.Combine(Data, "cities_top10000.csv"));

    /// <summary>A hundred of them, alike.</summary>
    public static Places Depots(Places cities)
    {
        int[] rows = [.. DataFile.ReadAllLines(Path.Combine(Data, "supply_indices.csv")).Select(line => int.Parse(line, CultureInfo.InvariantCulture))];
        return new Places([.. rows.Select(row => cities.Degrees[row])], [.. rows.Select(_ => 1.0)]);
    }
}
