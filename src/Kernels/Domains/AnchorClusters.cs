using System.Numerics.Tensors;

namespace Microsoft.ML.SlicedOT;

/// <summary>Anchors for a domain of more rows than an entropic map keeps: centres of clusters that carry their clusters' weights.</summary>
/// <remarks>
/// Seeded by squared distances (k-means++, Arthur and Vassilvitskii 2007) and moved to their clusters' means a few times (Lloyd). Thirty of them gave as good an
/// accuracy as 120 rows drawn at random, sixty a better one (nine settings of samples/DomainAdaptation, 450 rows, nearest neighbours).
/// </remarks>
internal static class AnchorClusters
{
    /// <summary>Rounds of means.</summary>
    private const int Rounds = 5;

    /// <summary>So many rows a cluster are looked at, of larger domains as many are drawn.</summary>
    private const int RowsOfCluster = 16;

    /// <summary>At most so many centres; the measure itself where it has no more rows.</summary>
    /// <param name="measure">The rows, in scaled features.</param>
    /// <param name="most">How many centres.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="classes">A class a row; each then has its share of the centres, at least one, class after class, and this receives theirs. Null: none.</param>
    /// <param name="cancellationToken">Cancels between rounds.</param>
    public static DiscreteMeasure Reduce(DiscreteMeasure measure, int most, ulong seed, ref int[]? classes, CancellationToken cancellationToken)
    {
        if (measure.Count <= most)
            return measure;
        (DiscreteMeasure drawn, int[] rows) = RowSample.Draw(measure, checked(RowsOfCluster * most), seed, classes);
        if (classes is null)
            return Clusters(drawn, most, seed, cancellationToken);

        int[] labels = classes;
        var coordinates = new List<float>();
        var weights = new List<double>();
        var kept = new List<int>();
        foreach (IGrouping<int, int> members in Enumerable.Range(0, rows.Length).GroupBy(k => labels[rows[k]]).OrderBy(group => group.Key))
        {
            int[] own = [.. members];
            double share = own.Sum(k => drawn.Weights[k]);
            if (share == 0)
                continue;
            int count = Math.Clamp((int)((long)most * own.Length / rows.Length), 1, own.Length);
            DiscreteMeasure centres = Clusters(RowSample.Take(drawn, own), count, StableHash.Combine(seed, (ulong)members.Key), cancellationToken);
            coordinates.AddRange(centres.Support.Coordinates.ToArray());
            foreach (double weight in centres.Weights)
                weights.Add(share * weight);
            kept.AddRange(Enumerable.Repeat(members.Key, centres.Count));
        }

        classes = [.. kept];
        return new DiscreteMeasure(new Support([.. coordinates], measure.Dimension), [.. weights]);
    }

    private static DiscreteMeasure Clusters(DiscreteMeasure measure, int most, ulong seed, CancellationToken cancellationToken)
    {
        int n = measure.Count, d = measure.Dimension;
        Support centres = Seeds(measure, most, seed, cancellationToken);
        var nearest = new int[n];
        for (int round = 0; ; round++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            RowsOnThreads.For(n, 64, (first, end) =>
            {
                var distances = new float[centres.Count];
                for (int i = first; i < end; i++)
                {
                    GroundCost.SquaredEuclidean.WriteRow(measure.Support, i, centres, distances);
                    nearest[i] = TensorPrimitives.IndexOfMin<float>(distances);
                }
            });
            double[] masses = new double[centres.Count], sums = new double[centres.Count * d];
            for (int i = 0; i < n; i++)
            {
                double weight = measure.Weights[i];
                masses[nearest[i]] += weight;
                for (int k = 0; k < d; k++)
                    sums[(nearest[i] * d) + k] += weight * measure.Support[i][k];
            }

            // A centre that lost all its rows is none.
            int[] used = [.. Enumerable.Range(0, masses.Length).Where(c => masses[c] > 0)];
            bool isLast = round == Rounds;
            Support before = centres;
            centres = new Support([.. used.SelectMany(c => Enumerable.Range(0, d).Select(k => isLast ? before[c][k] : (float)(sums[(c * d) + k] / masses[c])))], d);
            if (isLast)
                return new DiscreteMeasure(centres, [.. used.Select(c => masses[c])]);
        }
    }

    /// <summary>Rows, each drawn in proportion to its weight and its squared distance from those drawn before.</summary>
    private static Support Seeds(DiscreteMeasure measure, int most, ulong seed, CancellationToken cancellationToken)
    {
        int n = measure.Count, d = measure.Dimension;
        var generator = new SeededGenerator(seed);
        float[] weights = [.. measure.Weights.ToArray().Select(w => (float)(w * n))], distances = new float[n], least = [.. Enumerable.Repeat(1f, n)], shares = new float[n];
        var chosen = new List<float>(most * d);
        for (int count = 0; count < most; count++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            TensorPrimitives.Multiply<float>(weights, least, shares);
            double total = 0;
            foreach (float share in shares)
                total += share;
            if (!(total > 0))
                break;
            double left = generator.NextDouble() * total;
            int row = 0;
            while (row < n - 1 && (left -= shares[row]) >= 0)
                row++;
            while (shares[row] == 0)
                row--;
            chosen.AddRange(measure.Support[row]);
            GroundCost.SquaredEuclidean.WriteRow(measure.Support, row, measure.Support, distances);
            if (count == 0)
                distances.CopyTo(least, 0);
            else
                TensorPrimitives.Min<float>(least, distances, least);
            least[row] = 0;
        }

        return new Support([.. chosen], d);
    }
}
