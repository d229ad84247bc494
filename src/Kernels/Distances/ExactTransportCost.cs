namespace Microsoft.ML.SlicedOT;

/// <summary>W2² itself: the least cost of a coupling under the squared Euclidean cost, without regularisation.</summary>
/// <remarks>
/// The bisection plan is improved to the optimal one by a network simplex over all n m pairs of atoms, whose costs are kept, 8 bytes each. At n = m = 500 this takes
/// some ten times as long as the bounds of <see cref="TransportCostBounds"/>, and the ratio grows with n.
/// </remarks>
public static class ExactTransportCost
{
    /// <summary>The most pairs of atoms, about 8000 x 8000: half a gigabyte of costs.</summary>
    internal const long MostEntries = 1 << 26;

    /// <summary>Computes W2².</summary>
    /// <param name="source">The source.</param>
    /// <param name="target">The target, of the source's dimension.</param>
    /// <param name="workspace">Buffers to reuse, not by two threads at a time; <see langword="null"/> for new ones.</param>
    /// <param name="cancellationToken">Cancels between pivots.</param>
    /// <returns>W2², in squared coordinates, to about 1e-12 of the largest cost; not negative.</returns>
    /// <exception cref="ArgumentException">Dimensions differ, or there are more than 67,108,864 pairs of atoms with mass.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static double Compute(
        DiscreteMeasure source, DiscreteMeasure target, TransportCostBoundsWorkspace? workspace = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(target);
        source.Support.RequireDimensionOf(target.Support);
        workspace ??= new TransportCostBoundsWorkspace();
        workspace.RecordFirst(source, target);
        return workspace.Solve(source.Support, target.Support, cancellationToken);
    }

    /// <summary>Computes a coupling that costs W2², at most n + m - 1 entries; between n and n atoms of equal weight it is a permutation.</summary>
    /// <param name="source">The source.</param>
    /// <param name="target">The target, of the source's dimension.</param>
    /// <param name="cost">Receives W2².</param>
    /// <param name="workspace">Buffers to reuse, not by two threads at a time; <see langword="null"/> for new ones.</param>
    /// <param name="cancellationToken">Cancels between pivots.</param>
    /// <exception cref="ArgumentException">Dimensions differ, or there are more than 67,108,864 pairs of atoms with mass.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static SparseCoupling ComputeCoupling(
        DiscreteMeasure source,
        DiscreteMeasure target,
        out double cost,
        TransportCostBoundsWorkspace? workspace = null,
        CancellationToken cancellationToken = default)
    {
        workspace ??= new TransportCostBoundsWorkspace();
        cost = Compute(source, target, workspace, cancellationToken);
        var entries = new (int Source, int Target, long Mass)[workspace.Source.Count + workspace.Target.Count];
        Span<(int Source, int Target, long Mass)> arcs = entries.AsSpan(0, workspace.Simplex!.WriteEntries(entries));
        foreach (ref (int Source, int Target, long Mass) arc in arcs)
            arc = (workspace.Source.Atoms[arc.Source], workspace.Target.Atoms[arc.Target], arc.Mass);
        arcs.Sort();
        var rowStarts = new int[source.Count + 1];
        foreach ((int i, _, _) in arcs)
            rowStarts[i + 1]++;
        for (int i = 0; i < source.Count; i++)
            rowStarts[i + 1] += rowStarts[i];
        return new SparseCoupling(
            target.Count, rowStarts, Array.ConvertAll(arcs.ToArray(), arc => arc.Target), Array.ConvertAll(arcs.ToArray(), arc => (float)(arc.Mass * LineTransport.Unit)), droppedMass: 0);
    }
}
