namespace Microsoft.ML.SlicedOT;

/// <summary>
/// The coupling of the recursive mass bisection, whose cost is an upper bound of W2²: sparse, at most n + m - 1 entries, its marginals
/// the measures' weights to rounding.
/// </summary>
public sealed class BisectionCoupling
{
    private readonly int[] _rowStarts;
    private readonly int[] _columns;
    private readonly double[] _masses;

    private BisectionCoupling(int targetCount, int[] rowStarts, int[] columns, double[] masses, double cost, double lowerBound)
    {
        TargetCount = targetCount;
        Cost = cost;
        LowerBound = Math.Min(lowerBound, cost);
        _rowStarts = rowStarts;
        _columns = columns;
        _masses = masses;
    }

    /// <summary>The number n of rows.</summary>
    public int SourceCount => _rowStarts.Length - 1;

    /// <summary>The number m of columns.</summary>
    public int TargetCount { get; }

    /// <summary>The number of entries.</summary>
    public int Count => _masses.Length;

    /// <summary>The transport cost <c>sum P_ij |x_i - y_j|²</c>, in squared coordinates.</summary>
    public double Cost { get; }

    /// <summary>At most W2², and so at most the cost of every coupling.</summary>
    public double LowerBound { get; }

    /// <summary>By how much the coupling can be dearer than the cheapest one at most, relative to its cost: 0 to 1, and 0 where it costs nothing.</summary>
    public double RelativeGap => Cost > 0 ? (Cost - LowerBound) / Cost : 0;

    /// <summary>The mass of every entry, row after row; all positive, sum 1.</summary>
    public ReadOnlySpan<double> Masses => _masses;

    /// <summary>The column (target atom) of every entry; ascending within a row.</summary>
    public ReadOnlySpan<int> Columns => _columns;

    /// <summary>Where each row's entries start, and after the last row the number of all entries: n + 1 values. Rows without mass are empty.</summary>
    public ReadOnlySpan<int> RowStarts => _rowStarts;

    /// <summary>The same coupling in single precision, for a <see cref="CouplingSampler"/>.</summary>
    public SparseCoupling ToSparse() => new(TargetCount, [.. _rowStarts], [.. _columns], Array.ConvertAll(_masses, mass => (float)mass), droppedMass: 0);

    /// <summary>Computes the coupling in the frame of least cost.</summary>
    /// <param name="source">The source.</param>
    /// <param name="target">The target, of the source's dimension.</param>
    /// <param name="options">The frames to try; <see langword="null"/> for the defaults. Epsilon and the rounds of improvement do not matter here.</param>
    /// <param name="workspace">Buffers to reuse, not by two threads at a time; <see langword="null"/> for new ones.</param>
    /// <exception cref="ArgumentException">Dimensions differ.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public static BisectionCoupling Compute(
        DiscreteMeasure source,
        DiscreteMeasure target,
        TransportCostBoundsOptions? options = null,
        TransportCostBoundsWorkspace? workspace = null)
    {
        workspace ??= new TransportCostBoundsWorkspace();
        options = (options ?? new TransportCostBoundsOptions()) with { ImprovementRounds = 0 };
        var bounds = TransportCostBounds.Compute(source, target, options, workspace);
        workspace.RecordBest();
        Span<(int Source, int Target, long Mass)> entries = workspace.Bisection.Entries.AsSpan(0, workspace.Bisection.EntryCount);
        entries.Sort();
        var rowStarts = new int[source.Count + 1];
        var columns = new int[entries.Length];
        var masses = new double[entries.Length];
        double cost = 0;
        for (int e = 0; e < entries.Length; e++)
        {
            int i = workspace.Source.Atoms[entries[e].Source];
            columns[e] = workspace.Target.Atoms[entries[e].Target];
            masses[e] = entries[e].Mass * LineTransport.Unit;
            rowStarts[i + 1]++;
            ReadOnlySpan<float> x = source.Support[i], y = target.Support[columns[e]];
            for (int k = 0; k < x.Length; k++)
                cost += masses[e] * ((double)x[k] - y[k]) * ((double)x[k] - y[k]);
        }

        for (int i = 0; i < source.Count; i++)
            rowStarts[i + 1] += rowStarts[i];
        return new BisectionCoupling(target.Count, rowStarts, columns, masses, cost, bounds.Lower);
    }
}
