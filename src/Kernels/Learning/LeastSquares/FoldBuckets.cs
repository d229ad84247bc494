namespace Microsoft.ML.SlicedOT;

/// <summary>
/// Streamed sums kept apart by groups of measures, so that folds which share no measure can be formed afterwards from a bounded number of sums.
/// </summary>
/// <remarks>
/// A measure's group is its content hash modulo <see cref="Groups"/>; a pair's sums go to the bucket of its two groups. Holding out a set H of
/// groups, the training part is the buckets with neither group in H and the validation part those with both in H: no measure is in both.
/// </remarks>
internal sealed class FoldBuckets(int count)
{
    public const int Groups = 8;

    private readonly NormalEquations?[] _buckets = new NormalEquations?[Groups * Groups];

    public int Count => count;

    /// <summary>Number of pairs in all buckets.</summary>
    public long Pairs
    {
        get
        {
            long pairs = 0;
            foreach (NormalEquations? bucket in _buckets)
                pairs += bucket?.Pairs ?? 0;
            return pairs;
        }
    }

    /// <summary>The buckets that have been added to, with their places.</summary>
    public IEnumerable<(int Place, NormalEquations Sums)> Filled
    {
        get
        {
            for (int place = 0; place < _buckets.Length; place++)
            {
                if (_buckets[place] is { } sums)
                    yield return (place, sums);
            }
        }
    }

    /// <summary>The bucket at a place, made where it is not there yet.</summary>
    public NormalEquations At(int place) => _buckets[place] ??= new NormalEquations(count);

    public static int GroupOf(ulong contentHash)
    {
        // The low bits of a multiplicative hash are its weakest: mix before reducing.
        ulong h = contentHash;
        h ^= h >> 33;
        h *= 0xFF51AFD7ED558CCDUL;
        h ^= h >> 33;
        return (int)(h % Groups);
    }

    public void Add(ulong sourceHash, ulong targetHash, NormalEquations sums)
    {
        int first = GroupOf(sourceHash), second = GroupOf(targetHash);
        int bucket = (Math.Min(first, second) * Groups) + Math.Max(first, second);
        At(bucket).Add(sums);
    }

    public void Add(FoldBuckets other)
    {
        for (int k = 0; k < _buckets.Length; k++)
        {
            if (other._buckets[k] is { } sums)
                At(k).Add(sums);
        }
    }

    public NormalEquations Total()
    {
        var total = new NormalEquations(count);
        Sum(static (_, _) => true, total);
        return total;
    }

    /// <summary>Empties the buckets, which stay for the next sums.</summary>
    public void Clear()
    {
        foreach (NormalEquations? bucket in _buckets)
            bucket?.Clear();
    }

    /// <summary>
    /// The pair of sums for every set of two groups that leaves pairs on both sides. The training part is overwritten by the next fold's.
    /// </summary>
    public IEnumerable<(NormalEquations Train, NormalEquations HeldOut)> Folds()
    {
        var train = new NormalEquations(count);
        NormalEquations? heldOut = null;
        for (int p = 0; p < Groups; p++)
        {
            for (int q = p + 1; q < Groups; q++)
            {
                int first = p, second = q;
                bool Held(int group) => group == first || group == second;
                Sum((s, t) => Held(s) && Held(t), heldOut ??= new NormalEquations(count));
                if (heldOut.Pairs == 0)
                    continue;
                Sum((s, t) => !Held(s) && !Held(t), train);
                if (train.Pairs == 0)
                    continue;
                yield return (train, heldOut);
                heldOut = null;
            }
        }
    }

    /// <summary>These sums with only the features listed.</summary>
    public FoldBuckets Select(int[] features)
    {
        var selected = new FoldBuckets(features.Length);
        for (int k = 0; k < _buckets.Length; k++)
            selected._buckets[k] = _buckets[k]?.Select(features);
        return selected;
    }

    private void Sum(Func<int, int, bool> include, NormalEquations sum)
    {
        sum.Clear();
        sum.AddRange([.. _buckets.Where((bucket, k) => bucket is not null && include(k / Groups, k % Groups)).OfType<NormalEquations>()]);
    }
}
