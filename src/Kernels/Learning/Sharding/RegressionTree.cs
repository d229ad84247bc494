using System.Numerics;

namespace Microsoft.ML.SlicedOT;

/// <summary>
/// The sums of consecutive <see cref="RowParts">parts</see>, added up in one fixed binary tree over all 64: a floating-point sum depends on its order,
/// and this order is the same whoever summed which parts and whenever they were done. Shards give the same bits as one process.
/// </summary>
/// <remarks>
/// Only the tree's nodes that cover the parts so far and are as large as possible are held: at most 10, and one where the parts are a power of
/// two from a multiple of it. Not safe for several threads.
/// </remarks>
/// <param name="setup">A regression of the setup, such as an empty one.</param>
/// <param name="firstPart">The first part that will be added.</param>
internal sealed class RegressionTree(PotentialRegression setup, int firstPart = 0)
{
    private readonly PotentialRegression _setup = setup ?? throw new ArgumentNullException(nameof(setup));
    private readonly List<Node> _nodes = [];

    /// <summary>The first part that is in the sums, or will be.</summary>
    public int FirstPart { get; } = firstPart is >= 0 and <= RowParts.Count
        ? firstPart
        : throw new ArgumentOutOfRangeException(nameof(firstPart), firstPart, "Parts are numbered from 0 to 63.");

    /// <summary>The part after the last one in the sums: the one to add next.</summary>
    public int EndPart => _nodes.Count == 0 ? FirstPart : _nodes[^1].End;

    /// <summary>Pairs in the sums.</summary>
    public long PairsUsed => _nodes.Sum(node => node.Sums.PairsUsed);

    /// <summary>Adds the next part.</summary>
    /// <param name="part">The sums of part <see cref="EndPart"/>; the tree's from now on.</param>
    /// <exception cref="ArgumentException">The part is of another setup; the message says in what.</exception>
    /// <exception cref="InvalidOperationException">All parts are there.</exception>
    public void Add(PotentialRegression part)
    {
        ArgumentNullException.ThrowIfNull(part);
        if (EndPart == RowParts.Count)
            throw new InvalidOperationException($"All {RowParts.Count} parts are in the sums.");
        _setup.RequireSameSetup(part, nameof(part));
        Append(new Node(EndPart, 1, part));
    }

    /// <summary>Adds the parts that follow.</summary>
    /// <param name="next">The sums of parts from <see cref="EndPart"/> on; this tree's from now on.</param>
    /// <exception cref="ArgumentException">The parts do not follow on these, or are of another setup.</exception>
    public void Add(RegressionTree next)
    {
        ArgumentNullException.ThrowIfNull(next);
        if (next.FirstPart != EndPart || ReferenceEquals(next, this))
            throw new ArgumentException($"Part {EndPart} is to be added next, and these begin at part {next.FirstPart}.", nameof(next));
        foreach (Node node in next._nodes)
            _setup.RequireSameSetup(node.Sums, nameof(next));
        foreach (Node node in next._nodes)
            Append(node);
    }

    /// <summary>The sums of all parts.</summary>
    /// <exception cref="InvalidOperationException">Parts are missing.</exception>
    public PotentialRegression Total() => _nodes is [{ Length: RowParts.Count } all]
        ? all.Sums
        : throw new InvalidOperationException($"Only parts {FirstPart} to {EndPart - 1} of 0 to {RowParts.Count - 1} are in the sums.");

    /// <summary>Writes the sums to the last bit.</summary>
    /// <param name="writer">Where to.</param>
    public void WriteTo(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(FirstPart);
        writer.Write(_nodes.Count);
        foreach (Node node in _nodes)
        {
            writer.Write(node.Length);
            node.Sums.WriteSums(writer);
        }
    }

    /// <summary>Reads what <see cref="WriteTo"/> wrote.</summary>
    /// <param name="reader">Where from.</param>
    /// <param name="setup">A regression of the setup the sums were made with: the sums themselves do not say.</param>
    /// <exception cref="InvalidDataException">The numbers are damaged or of another number of features.</exception>
    public static RegressionTree ReadFrom(BinaryReader reader, PotentialRegression setup)
    {
        ArgumentNullException.ThrowIfNull(reader);
        ArgumentNullException.ThrowIfNull(setup);
        try
        {
            int first = reader.ReadInt32(), count = reader.ReadInt32();
            if (first is < 0 or > RowParts.Count || count is < 0 or > RowParts.Count)
                throw new InvalidDataException("The sums of parts cannot be read: they begin at no part.");
            var tree = new RegressionTree(setup, first);
            for (int k = 0; k < count; k++)
            {
                int length = reader.ReadInt32();
                if (length < 1 || !BitOperations.IsPow2(length) || tree.EndPart % length != 0 || tree.EndPart + length > RowParts.Count)
                    throw new InvalidDataException("The sums of parts cannot be read: their parts do not fit together.");
                PotentialRegression sums = setup.CreatePart();
                sums.AddSums(reader);
                tree.Append(new Node(tree.EndPart, length, sums));
            }

            return tree;
        }
        catch (EndOfStreamException error)
        {
            throw new InvalidDataException("The sums of parts end too early.", error);
        }
    }

    private void Append(Node node)
    {
        _nodes.Add(node);
        while (_nodes is [.., var left, var right] && left.Length == right.Length && left.First % (2 * left.Length) == 0)
        {
            left.Sums.Merge(right.Sums);
            _nodes.RemoveRange(_nodes.Count - 2, 2);
            _nodes.Add(left with { Length = 2 * left.Length });
        }
    }

    /// <summary>The sums of <paramref name="Length"/> parts, a power of two, from a multiple of it on.</summary>
    private sealed record Node(int First, int Length, PotentialRegression Sums)
    {
        public int End => First + Length;
    }
}
