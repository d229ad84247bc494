using Microsoft.ML.SlicedOT;
using Samples.Shared;

namespace WhenToPredict;

/// <summary>Pairs that resemble each other: to learn from, and unseen ones.</summary>
internal sealed record Family(string Name, (DiscreteMeasure Source, DiscreteMeasure Target)[] Train, (DiscreteMeasure Source, DiscreteMeasure Target)[] Unseen)
{
    private const int FewestPairs = 3;

    /// <summary>Mixtures of three Gaussians, 20 pairs and 5.</summary>
    public static Family Mixtures(int points, int dimension)
    {
        var random = new Random(1);
        (DiscreteMeasure, DiscreteMeasure)[] pairs = [.. Enumerable.Range(0, 25).Select(_ => Clouds.Pair(random, points, dimension))];
        return new Family("Mixtures of three Gaussians, turned and stretched", pairs[..20], pairs[20..]);
    }

    /// <summary>Sets of points from a file, paired in their order; a fifth of the pairs, at least one, is not learned from.</summary>
    /// <exception cref="InputException">It cannot be read, or there are too few sets.</exception>
    public static Family Read(string path)
    {
        var table = CsvTable.Read(path);
        int set = table.Column("set");
        int? weight = table.Find("weight");
        int[] coordinates = [.. Enumerable.Range(0, table.Header.Count).Where(column => column != set && column != weight)];
        if (coordinates.Length == 0)
            throw new InputException($"'{path}' has no columns of coordinates beside set and weight.");

        DiscreteMeasure[] measures = [.. Enumerable.Range(0, table.Count).GroupBy(row => table.Text(row, set)).Select(rows =>
        {
            Support points = new([.. rows.SelectMany(row => coordinates.Select(column => table.Number(row, column)))], coordinates.Length);
            if (weight is not { } masses)
                return new DiscreteMeasure(points);
            double[] weights = [.. rows.Select(row => (double)table.Number(row, masses, 0, float.MaxValue))];
            return weights.Any(mass => mass > 0) ? new DiscreteMeasure(points, weights) : throw new InputException($"'{path}', set '{rows.Key}': all weights are zero.");
        })];
        int pairs = measures.Length / 2, unseen = Math.Max(1, pairs / 5);
        if (pairs < FewestPairs)
            throw new InputException($"'{path}' has {measures.Length} sets; at least {2 * FewestPairs} are needed, {FewestPairs} pairs.");
        (DiscreteMeasure, DiscreteMeasure)[] all = [.. Enumerable.Range(0, pairs).Select(k => (measures[2 * k], measures[(2 * k) + 1]))];
        return new Family($"Sets of '{Path.GetFileName(path)}'", all[..^unseen], all[^unseen..]);
    }
}
