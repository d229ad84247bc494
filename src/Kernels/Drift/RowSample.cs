namespace Microsoft.ML.SlicedOT;

/// <summary>Fewer rows that stand for many.</summary>
internal static class RowSample
{
    /// <summary>Draws rows without replacement, keeping their weights: which ones does not depend on what they hold.</summary>
    /// <param name="measure">The rows.</param>
    /// <param name="most">How many to keep.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="labels">A class a row, each then keeping its share of rows; null: none.</param>
    /// <returns>The rows in their order, and which they are.</returns>
    public static (DiscreteMeasure Measure, int[] Rows) Draw(DiscreteMeasure measure, int most, ulong seed, int[]? labels = null)
    {
        if (measure.Count <= most)
            return (measure, [.. Enumerable.Range(0, measure.Count)]);
        int[] order = [.. Enumerable.Range(0, measure.Count)];
        var generator = new SeededGenerator(seed);
        Permutations.Shuffle(order, ref generator);
        if (labels is not null)
            order = Interleave(order, labels);
        int[] rows = order[..most];
        Array.Sort(rows);
        return (Take(measure, rows), rows);
    }

    /// <summary>The measure of some of a measure's rows.</summary>
    public static DiscreteMeasure Take(DiscreteMeasure measure, ReadOnlySpan<int> rows)
    {
        int d = measure.Dimension;
        var coordinates = new float[checked(rows.Length * d)];
        var weights = new double[rows.Length];
        for (int k = 0; k < rows.Length; k++)
        {
            measure.Support[rows[k]].CopyTo(coordinates.AsSpan(k * d, d));
            weights[k] = measure.Weights[rows[k]];
        }

        var support = new Support(coordinates, d);
        return measure.IsUniform || weights.All(w => w == 0) ? new DiscreteMeasure(support) : new DiscreteMeasure(support, weights);
    }

    /// <summary>Rows by their rank within their class, as a share of it: every beginning of the list has the classes' proportions.</summary>
    private static int[] Interleave(int[] order, int[] labels)
    {
        var sizes = new Dictionary<int, int>();
        foreach (int label in labels)
            sizes[label] = sizes.GetValueOrDefault(label) + 1;
        var seen = new Dictionary<int, int>();
        var ranks = new double[order.Length];
        for (int k = 0; k < order.Length; k++)
        {
            int label = labels[order[k]];
            int rank = seen.GetValueOrDefault(label);
            seen[label] = rank + 1;
            ranks[k] = (rank + 0.5) / sizes[label];
        }

        Array.Sort(ranks, order);
        return order;
    }
}
