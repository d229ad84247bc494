using System.Runtime.InteropServices;

namespace Microsoft.ML.SlicedOT;

/// <summary>The classes of the atoms that a coupling is sampled between; or none, and then all atoms are of one.</summary>
internal sealed class MatchClasses
{
    private readonly Dictionary<int, int> _free = [];
    private int[] _chosen = [];

    /// <summary>Whether there are classes.</summary>
    public bool Any { get; private set; }

    /// <summary>The classes of the source atoms, if any.</summary>
    public int[] Sources { get; private set; } = [];

    /// <summary>The classes of the target atoms, if any.</summary>
    public int[] Targets { get; private set; } = [];

    /// <summary>The source atoms, class by class.</summary>
    public int[] Order { get; private set; } = [];

    /// <summary>Throws unless there is a class for each atom, or none at all.</summary>
    /// <exception cref="ArgumentException">A wrong number of classes.</exception>
    public static void Require(ReadOnlySpan<int> sources, ReadOnlySpan<int> targets, int sourceCount, int targetCount)
    {
        if (sources.IsEmpty && targets.IsEmpty)
            return;
        if (sources.Length != sourceCount)
            throw new ArgumentException($"{sources.Length} classes were given for {sourceCount} source atoms; give one an atom on both sides, or none at all.", nameof(sources));
        if (targets.Length != targetCount)
            throw new ArgumentException($"{targets.Length} classes were given for {targetCount} target atoms; give one an atom on both sides, or none at all.", nameof(targets));
    }

    /// <summary>Takes the classes of the atoms of a stored coupling.</summary>
    public void Assign(ReadOnlySpan<int> sources, ReadOnlySpan<int> targets, int sourceCount)
    {
        Any = !sources.IsEmpty;
        Sources = sources.ToArray();
        Targets = targets.ToArray();
        _free.Clear();
        foreach (int label in Targets)
            CollectionsMarshal.GetValueRefOrAddDefault(_free, label, out _)++;
        Sort(sourceCount);
    }

    /// <summary>Takes the classes of packed atoms, and sets the weights of source atoms to zero whose class no target atom with mass has.</summary>
    /// <returns>How many matches there can be without replacement.</returns>
    /// <exception cref="PairException">No two atoms with mass have one class.</exception>
    public int Assign(ReadOnlySpan<int> sources, ReadOnlySpan<int> targets, PackedProblem packed, Span<double> weights)
    {
        ReadOnlySpan<double> targetWeights = packed.Target.ActiveWeights;
        Any = !sources.IsEmpty;
        if (!Any)
        {
            Sort(weights.Length);
            return Math.Min(weights.Length - weights.Count(0.0), targetWeights.Length - targetWeights.Count(0.0));
        }

        Sources = Gather(sources, packed.Source);
        Targets = Gather(targets, packed.Target);
        _free.Clear();
        for (int j = 0; j < Targets.Length; j++)
        {
            if (targetWeights[j] > 0)
                CollectionsMarshal.GetValueRefOrAddDefault(_free, Targets[j], out _)++;
        }

        var sourceAtoms = new Dictionary<int, int>();
        for (int i = 0; i < weights.Length; i++)
        {
            if (!_free.ContainsKey(Sources[i]))
                weights[i] = 0;
            else if (weights[i] > 0)
                CollectionsMarshal.GetValueRefOrAddDefault(sourceAtoms, Sources[i], out _)++;
        }

        int possible = sourceAtoms.Sum(atoms => Math.Min(atoms.Value, _free[atoms.Key]));
        if (possible == 0)
            throw new PairException("No source atom with mass has the class of a target atom with mass; there is nothing to draw. Check that both sides name classes alike.");
        Sort(weights.Length);
        return possible;
    }

    /// <summary>Of atoms in the order of their draws the first that can all have a target of their class, class by class.</summary>
    /// <param name="order">The atoms.</param>
    /// <param name="count">How many.</param>
    public ReadOnlySpan<int> Choose(ReadOnlySpan<int> order, int count)
    {
        if (!Any)
            return order;
        if (_chosen.Length < order.Length)
            _chosen = new int[order.Length];
        int chosen = 0;
        foreach (int i in order)
        {
            ref int free = ref CollectionsMarshal.GetValueRefOrAddDefault(_free, Sources[i], out _);
            if (free == 0 || chosen == count)
                continue;
            free--;
            _chosen[chosen++] = i;
        }

        Span<int> atoms = _chosen.AsSpan(0, chosen);
        int[] ofAtoms = Array.ConvertAll(atoms.ToArray(), i => Sources[i]);
        MemoryExtensions.Sort(ofAtoms.AsSpan(), atoms);
        return atoms;
    }

    private static int[] Gather(ReadOnlySpan<int> labels, PackedSide side)
    {
        var packed = new int[side.ActiveCount];
        side.Gather(labels, packed);
        return packed;
    }

    private void Sort(int count)
    {
        if (Order.Length != count)
            Order = new int[count];
        for (int i = 0; i < count; i++)
            Order[i] = i;
        if (Any)
            Array.Sort((int[])Sources.Clone(), Order);
    }
}
