using System.Numerics;

namespace Microsoft.ML.SlicedOT;

/// <summary>
/// The coupling that halves both measures along one axis, joins the lower halves and the upper halves, and goes on within each.
/// </summary>
/// <remarks>
/// The source is cut between two atoms, the target wherever the same mass ends; the atom it ends in goes to both sides. Masses are
/// integers, so both sides of every node have the same mass exactly. The cut is across the axis of largest
/// <c>sqrt(var_a var_b)</c>; a node with one atom on a side has one coupling only. Every cut adds at most one piece of an atom:
/// n + m - 1 entries at most.
/// </remarks>
internal sealed class MassBisection
{
    private CenteredAtoms _source = null!;
    private CenteredAtoms _target = null!;
    private AtomPiece[] _sourcePieces = [];
    private AtomPiece[] _targetPieces = [];
    private double[] _sums = [];
    private double _epsilon;
    private int _dimension;
    private bool _records;

    /// <summary>The coupling's entries, where they were asked for: places in the lists of atoms with mass, and the mass.</summary>
    public (int Source, int Target, long Mass)[] Entries { get; private set; } = [];

    public int EntryCount { get; private set; }

    /// <summary>Computes the coupling of both sides' <see cref="CenteredAtoms.Rows"/>.</summary>
    public BisectionCost Compute(CenteredAtoms source, CenteredAtoms target, double epsilon, bool records)
    {
        (_source, _target, _epsilon, _records) = (source, target, epsilon, records);
        _dimension = source.Dimension;
        Load(source, ref _sourcePieces);
        Load(target, ref _targetPieces);
        if (_sums.Length < 4 * _dimension)
            _sums = new double[4 * _dimension];
        if (records && Entries.Length < source.Count + target.Count)
            Entries = new (int, int, long)[source.Count + target.Count];
        EntryCount = 0;
        return Node(0, source.Count, 0, target.Count);
    }

    private static void Load(CenteredAtoms atoms, ref AtomPiece[] pieces)
    {
        if (pieces.Length < atoms.Count)
            pieces = new AtomPiece[atoms.Count];
        for (int i = 0; i < atoms.Count; i++)
            pieces[i] = new AtomPiece(0, atoms.Masses[i], i);
    }

    private BisectionCost Node(int sourceStart, int sourceEnd, int targetStart, int targetEnd)
    {
        Span<AtomPiece> source = _sourcePieces.AsSpan(sourceStart..sourceEnd);
        Span<AtomPiece> target = _targetPieces.AsSpan(targetStart..targetEnd);
        if (source.Length == 1 || target.Length == 1)
            return Leaf(source, target);
        int axis = Summarize(source, target, out long mass, out BisectionCost block);
        WriteKeys(source, _source.Rows, axis);
        WriteKeys(target, _target.Rows, axis);
        int sourceCut = CutBetween(source, mass, out long lower);
        int targetCut = MassSelection.Find(target, lower, out long passed);
        long rest = lower - passed;

        // The lower half is done with before the upper one begins, so the straddling atom's place serves both.
        AtomPiece straddling = target[targetCut];
        if (rest > 0)
            target[targetCut].Mass = rest;
        BisectionCost below = Node(sourceStart, sourceStart + sourceCut, targetStart, targetStart + targetCut + (rest > 0 ? 1 : 0));
        target[targetCut] = straddling with { Mass = straddling.Mass - rest };
        BisectionCost above = Node(sourceStart + sourceCut, sourceEnd, targetStart + targetCut, targetEnd);
        return BisectionCost.Cheaper(below + above, block, _epsilon);
    }

    private BisectionCost Leaf(ReadOnlySpan<AtomPiece> source, ReadOnlySpan<AtomPiece> target)
    {
        double cost = 0, divergence = 0;
        foreach (AtomPiece left in source)
            foreach (AtomPiece right in target)
            {
                (int i, int j) = (left.Atom, right.Atom);
                long moved = Math.Min(left.Mass, right.Mass);
                double weight = moved * LineTransport.Unit;
                cost += weight * SquaredDistance(Row(_source, i), Row(_target, j));
                if (_epsilon > 0)
                    divergence += weight * Math.Log(moved / ((double)_source.Masses[i] * _target.Masses[j] * LineTransport.Unit));
                if (_records)
                    Entries[EntryCount++] = (i, j, moved);
            }

        return new BisectionCost(cost, cost, divergence);
    }

    /// <summary>Sums over a node: the axis to cut across, its mass, and what its product coupling costs.</summary>
    private int Summarize(ReadOnlySpan<AtomPiece> source, ReadOnlySpan<AtomPiece> target, out long mass, out BisectionCost block)
    {
        Span<double> sums = _sums.AsSpan(0, 4 * _dimension);
        sums.Clear();
        mass = Accumulate(source, _source, sums[..(2 * _dimension)], out double splitSource);
        Accumulate(target, _target, sums[(2 * _dimension)..], out double splitTarget);
        double weight = mass * LineTransport.Unit, cost = 0, largest = -1;
        int axis = 0;
        for (int k = 0; k < _dimension; k++)
        {
            double s = sums[k], t = sums[(2 * _dimension) + k];
            double sourceSpread = Math.Max(0, sums[_dimension + k] - (s * s / weight));
            double targetSpread = Math.Max(0, sums[(3 * _dimension) + k] - (t * t / weight));
            cost += sourceSpread + targetSpread + ((s - t) * (s - t) / weight);
            if (sourceSpread * targetSpread > largest)
                (largest, axis) = (sourceSpread * targetSpread, k);
        }

        block = new BisectionCost(cost, cost, _epsilon > 0 ? (-weight * Math.Log(weight)) + splitSource + splitTarget : 0);
        return axis;
    }

    /// <summary>Adds weighted coordinates and weighted squares; <paramref name="split"/> receives <c>sum w log(w / whole)</c> over pieces of atoms.</summary>
    private long Accumulate(ReadOnlySpan<AtomPiece> pieces, CenteredAtoms atoms, Span<double> sums, out double split)
    {
        Span<double> first = sums[.._dimension], second = sums[_dimension..];
        long total = 0;
        split = 0;
        foreach (AtomPiece piece in pieces)
        {
            (int atom, long mass) = (piece.Atom, piece.Mass);
            total += mass;
            double weight = mass * LineTransport.Unit;
            if (_epsilon > 0 && mass != atoms.Masses[atom])
                split += weight * Math.Log((double)mass / atoms.Masses[atom]);
            ReadOnlySpan<double> row = Row(atoms, atom);
            int k = 0;
            for (; k <= row.Length - Vector<double>.Count; k += Vector<double>.Count)
            {
                var x = new Vector<double>(row[k..]);
                Vector<double> weighted = x * weight;
                (new Vector<double>(first[k..]) + weighted).CopyTo(first[k..]);
                (new Vector<double>(second[k..]) + (weighted * x)).CopyTo(second[k..]);
            }

            for (; k < row.Length; k++)
            {
                first[k] += weight * row[k];
                second[k] += weight * row[k] * row[k];
            }
        }

        return total;
    }

    private void WriteKeys(Span<AtomPiece> pieces, double[] rows, int axis)
    {
        foreach (ref AtomPiece piece in pieces)
            piece.Key = rows[(piece.Atom * _dimension) + axis];
    }

    /// <summary>The border between two atoms nearest to half of the mass: the number of atoms below it, and their mass.</summary>
    private static int CutBetween(Span<AtomPiece> pieces, long mass, out long lower)
    {
        int cut = MassSelection.Find(pieces, mass / 2, out lower);
        long after = lower + pieces[cut].Mass;
        bool isAfterNearer = Math.Abs(mass - (2 * after)) <= Math.Abs(mass - (2 * lower));
        if (cut > 0 && (cut == pieces.Length - 1 || !isAfterNearer))
            return cut;
        lower = after;
        return cut + 1;
    }

    private ReadOnlySpan<double> Row(CenteredAtoms atoms, int i) => atoms.Rows.AsSpan(i * _dimension, _dimension);

    private static double SquaredDistance(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        double sum = 0;
        for (int k = 0; k < x.Length; k++)
            sum += (x[k] - y[k]) * (x[k] - y[k]);
        return sum;
    }
}
