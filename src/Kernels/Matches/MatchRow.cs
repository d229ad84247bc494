using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using Microsoft.ML.SlicedOT.Simd;

namespace Microsoft.ML.SlicedOT;

/// <summary>One thread's row of a coupling, without the columns that may not be drawn: those of other classes, and those taken. All scratch is O(m).</summary>
internal abstract class MatchRow
{
    private const int Block = 256;

    private readonly AlignedBuffer<float> _masses = new();
    private double[] _sums = [];
    private int _blocks;

    /// <summary>The sum of the row; zero where no column may be drawn.</summary>
    public double Total { get; private set; }

    /// <summary>The masses of the row, for <see cref="Load"/> to write.</summary>
    protected AlignedBuffer<float> Masses => _masses;

    /// <summary>Allows the columns of one class only, taken ones again, too; null for all columns.</summary>
    public abstract void Restrict(int? label);

    /// <summary>Reads a row, to a factor of its own.</summary>
    public abstract void Load(int row);

    /// <summary>The target atom of an entry of the row.</summary>
    public abstract int Column(int entry);

    /// <summary>Never gives the column of an entry of the row again.</summary>
    public abstract void Take(int entry);

    /// <summary>An entry of the row, by its mass.</summary>
    /// <param name="draw">Uniform on [0, 1).</param>
    public int Draw(double draw)
    {
        double rest = draw * Total;
        int block = 0, last = _sums.AsSpan(0, _blocks).LastIndexOfAnyExcept(0.0);
        for (; block < last && rest >= _sums[block]; block++)
            rest -= _sums[block];
        ReadOnlySpan<float> masses = _masses.Span[(block * Block)..Math.Min(_masses.Length, (block + 1) * Block)];
        int found = -1;
        for (int k = 0; k < masses.Length; k++)
        {
            if (masses[k] == 0)
                continue;
            found = k;
            rest -= masses[k];
            if (rest < 0)
                break;
        }

        return (block * Block) + found;
    }

    /// <summary>Adds up what <see cref="Masses"/> hold.</summary>
    protected double Sum()
    {
        ReadOnlySpan<float> masses = _masses.Span;
        _blocks = (masses.Length + Block - 1) / Block;
        if (_sums.Length < _blocks)
            _sums = new double[_blocks];
        Total = 0;
        for (int b = 0; b < _blocks; b++)
            Total += _sums[b] = TensorPrimitives.Sum<float>(masses[(b * Block)..Math.Min(masses.Length, (b + 1) * Block)]);
        return Total;
    }
}

/// <summary>A row computed from potentials.</summary>
/// <param name="problem">The packed problem.</param>
/// <param name="rowOffsets">The exponents of the packed source atoms; what they are off by cancels.</param>
/// <param name="columnOffsets">The exponents of the packed target atoms.</param>
/// <param name="classes">The classes of the packed target atoms, or empty.</param>
internal sealed unsafe class PotentialRow(PackedProblem problem, AlignedBuffer<double> rowOffsets, AlignedBuffer<double> columnOffsets, int[] classes) : MatchRow
{
    /// <summary>A row whose sum is outside of 2^±40 may have lost to underflow what would be drawn.</summary>
    private const double LargestSafeTotal = 1L << 40;

    private readonly AlignedBuffer<double> _allowed = new();
    private readonly ExponentialKernel _kernel = ExponentialKernel.For(Coupling.ShapeOfEntries(problem), KernelPrecision.Mixed);
    private bool _isMasked;

    /// <inheritdoc/>
    public override void Restrict(int? label)
    {
        Span<double> allowed = _allowed.Resize(columnOffsets.Length);
        columnOffsets.Span.CopyTo(allowed);
        for (int j = 0; label is not null && j < problem.Target.ActiveCount; j++)
        {
            if (classes[j] != label)
                allowed[j] = ExponentialKernel.Absent;
        }

        _isMasked = true;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Load(int row)
    {
        double* offsets = _isMasked ? _allowed.Pointer : columnOffsets.Pointer;
        CostRows rows = problem.SourceRows(all: false);
        Store(rows, offsets, row, rowOffsets.Length == 0 ? 0 : rowOffsets.Pointer[row]);
        if (Sum() is > 1 / LargestSafeTotal and < LargestSafeTotal)
            return;

        double logarithm = 0;
        _kernel.LogSums(rows, offsets, problem.Scale, &row, 0, 1, &logarithm, guessed: false);
        if (logarithm < ExponentialKernel.Absent / 2)
            Masses.Span.Clear();
        else
            Store(rows, offsets, row, -logarithm);
        Sum();
    }

    /// <inheritdoc/>
    public override int Column(int entry) => problem.Target.HasAllAtoms ? entry : problem.Target.ActiveIndex[entry];

    /// <inheritdoc/>
    public override void Take(int entry) => _allowed.Span[entry] = ExponentialKernel.Absent;

    private void Store(in CostRows rows, double* offsets, int row, double rowOffset)
    {
        int count = problem.Target.ActiveCount;
        Masses.Resize(count);
        _kernel.StoreRow(rows, offsets, problem.Scale, row, rowOffset, Masses.Pointer, count);
    }
}

/// <summary>A row of a coupling that was stored.</summary>
internal sealed class SparseRow(SparseCoupling coupling, int[] classes) : MatchRow
{
    private readonly bool[] _isBarred = new bool[coupling.TargetCount];
    private int _start;

    /// <inheritdoc/>
    public override void Restrict(int? label)
    {
        for (int j = 0; j < _isBarred.Length; j++)
            _isBarred[j] = label is not null && classes[j] != label;
    }

    /// <inheritdoc/>
    public override void Load(int row)
    {
        _start = coupling.RowStarts[row];
        int count = coupling.RowStarts[row + 1] - _start;
        Span<float> masses = Masses.Resize(count);
        coupling.Values.Slice(_start, count).CopyTo(masses);
        for (int e = 0; e < count; e++)
        {
            if (_isBarred[Column(e)])
                masses[e] = 0;
        }

        Sum();
    }

    /// <inheritdoc/>
    public override int Column(int entry) => coupling.Columns[_start + entry];

    /// <inheritdoc/>
    public override void Take(int entry) => _isBarred[Column(entry)] = true;
}
