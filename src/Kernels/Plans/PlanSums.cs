using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using Microsoft.ML.SlicedOT.Simd;

namespace Microsoft.ML.SlicedOT;

/// <summary>
/// Sums over the plan <c>P_ij = a_i b_j exp((f_i + g_j - C_ij) / epsilon)</c> of the packed atoms, row after row in double precision:
/// O(n + m) memory. Large plans are shared among threads; the order of summation does not depend on how many.
/// </summary>
internal sealed unsafe class PlanSums
{
    /// <summary>A large plan is cut into this many blocks of rows.</summary>
    private const int Blocks = 16;

    private readonly AlignedBuffer<double> _entries = new();
    private readonly AlignedBuffer<double> _rowOffsets = new();
    private readonly AlignedBuffer<double> _columnOffsets = new();
    private readonly AlignedBuffer<double> _rowSums = new();
    private readonly AlignedBuffer<double> _columnSums = new();
    private readonly AlignedBuffer<double> _columnScales = new();
    private readonly AlignedBuffer<double> _missing = new();
    private readonly AlignedBuffer<double> _blockSums = new();
    private readonly AlignedBuffer<double> _blockCuts = new();
    private readonly AlignedBuffer<double> _cutColumnSums = new();
    private readonly AlignedBuffer<double> _remainders = new();
    private readonly RoundedDivergence _divergence = new();
    private readonly double[] _firstPartialSums = new double[Blocks];
    private readonly double[] _secondPartialSums = new double[Blocks];
    private PackedProblem _problem = null!;
    private PlanKernel _kernel = null!;
    private PlanRows _plan;
    private int _blockCount;

    /// <summary>The row sums P1.</summary>
    public Span<double> RowSums => _rowSums.Span;

    /// <summary>The column sums P'1.</summary>
    public Span<double> ColumnSums => _columnSums.Span[.._problem.Target.ActiveCount];

    /// <summary>The sum of the plan.</summary>
    public double Mass { get; private set; }

    /// <summary><c>&lt;P, C&gt;</c>.</summary>
    public double TransportCost { get; private set; }

    /// <summary><c>||P1 - a||_1 + ||P'1 - b||_1</c>.</summary>
    public double MarginalViolation { get; private set; }

    /// <summary>The factors of the rounded plan's columns, after <see cref="Round"/>.</summary>
    public ReadOnlySpan<double> ColumnScales => _columnScales.Span[.._problem.Target.ActiveCount];

    /// <summary>The columns' shares in what the rounded plan adds, after <see cref="Round"/>.</summary>
    public ReadOnlySpan<double> MissingShares => _missing.Span[.._problem.Target.ActiveCount];

    /// <summary>What the rounded plan adds to each row, after <see cref="Round"/>.</summary>
    public ReadOnlySpan<double> Remainders => _remainders.Span;

    /// <summary>The bytes held.</summary>
    public long Bytes => _entries.Bytes + _rowOffsets.Bytes + _columnOffsets.Bytes + _rowSums.Bytes + _columnSums.Bytes
        + _columnScales.Bytes + _missing.Bytes + _blockSums.Bytes + _blockCuts.Bytes + _cutColumnSums.Bytes + _remainders.Bytes + _divergence.Bytes;

    private int RowCount => _problem.Source.ActiveCount;

    /// <summary>Adds up the plan of the packed atoms' potentials.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="f">The source potential.</param>
    /// <param name="g">The target potential.</param>
    /// <param name="keepsRows">Whether <see cref="Divergence"/> will be asked for.</param>
    public void Compute(PackedProblem problem, ReadOnlySpan<double> f, ReadOnlySpan<double> g, bool keepsRows = false)
    {
        _problem = problem;
        _kernel = PlanKernel.For(problem.ExactShape);
        PlanOffsets.Write(f, problem.Source, problem.Scale, _rowOffsets);
        PlanOffsets.Write(g, problem.Target, problem.Scale, _columnOffsets);
        _plan = new PlanRows { Costs = problem.SourceRows(all: false), Offsets = _columnOffsets.Pointer, Scale = problem.Scale };
        int padded = problem.Target.PaddedCount;
        _blockCount = (long)RowCount * padded < RowsOnThreads.LeastEntries ? 1 : Math.Min(Blocks, RowCount);
        if (keepsRows)
            _divergence.Begin(problem, _blockCount);
        _rowSums.Resize(RowCount);
        _entries.Resize(checked(_blockCount * padded));
        _blockSums.Resize(_blockCount * padded).Clear();
        _blockCuts.Resize(_blockCount * padded).Clear();
        ForEachBlock(keepsRows ? BlockWork.AddAndKeep : BlockWork.Add);
        SumBlocks(_blockSums.Span, _columnSums.Resize(padded));
        SumBlocks(_blockCuts.Span, _cutColumnSums.Resize(padded));
        VectorKernel.Instance.MultiplyAdd(_columnSums.Pointer, 1, _cutColumnSums.Pointer, _cutColumnSums.Pointer, padded);
        Mass = Total(_firstPartialSums);
        TransportCost = Total(_secondPartialSums);
        MarginalViolation = Distance(RowSums, problem.Source.ActiveWeights) + Distance(ColumnSums, problem.Target.ActiveWeights);
    }

    /// <summary>
    /// Rounds the plan onto its marginals (Altschuler, Weed and Rigollet 2017, algorithm 2): rows, then columns, of more than their weight are scaled
    /// down to it, and what is missing is added as a product. <see cref="Compute"/> comes first.
    /// </summary>
    public void Round()
    {
        RoundColumns();
        ForEachBlock(BlockWork.Round);
    }

    /// <summary><c>KL(R | P)</c> of the rounded plan R. <see cref="Compute"/> comes first, and keeps the rows.</summary>
    public double Divergence()
    {
        RoundColumns();
        _divergence.Prepare(_columnScales.Pointer, _missing.Pointer);
        ForEachBlock(BlockWork.Diverge);
        return Total(_firstPartialSums);
    }

    /// <summary><c>&lt;R, C&gt; + epsilon KL(R | a b^T)</c> of the rounded plan R. <see cref="Compute"/> comes first.</summary>
    public double RoundedPrimalValue()
    {
        RoundColumns();
        ForEachBlock(BlockWork.RoundWithPrimal);
        return Total(_firstPartialSums);
    }

    private void RoundColumns()
    {
        PackedSide target = _problem.Target;
        _columnScales.Resize(target.PaddedCount).Fill(1);
        _missing.Resize(target.PaddedCount).Clear();
        _remainders.Resize(RowCount);
        PlanRounding.Columns(target.ActiveWeights, _cutColumnSums.Span, _columnScales.Span, _missing.Span);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Distance(ReadOnlySpan<double> sums, ReadOnlySpan<double> weights)
    {
        double distance = 0;
        for (int k = 0; k < sums.Length; k++)
            distance += Math.Abs(sums[k] - weights[k]);
        return distance;
    }

    private double Total(double[] partialSums)
    {
        double total = 0;
        for (int block = 0; block < _blockCount; block++)
            total += partialSums[block];
        return total;
    }

    private void SumBlocks(ReadOnlySpan<double> blocks, Span<double> sums)
    {
        blocks[..sums.Length].CopyTo(sums);
        for (int block = 1; block < _blockCount; block++)
            TensorPrimitives.Add(sums, blocks.Slice(block * sums.Length, sums.Length), sums);
    }

    private void ForEachBlock(BlockWork work)
    {
        if (_blockCount == 1)
            Run(work, 0);
        else
            RunOnThreads(work);
    }

    private void RunOnThreads(BlockWork work) => Parallel.For(0, _blockCount, block => Run(work, block));

    private void Run(BlockWork work, int block)
    {
        int first = (int)((long)RowCount * block / _blockCount);
        int end = (int)((long)RowCount * (block + 1) / _blockCount);
        if (work is BlockWork.Add or BlockWork.AddAndKeep)
            AddRows(block, first, end, keepsRows: work == BlockWork.AddAndKeep && _divergence.KeepsRows);
        else if (work == BlockWork.Diverge)
            MeasureRows(block, first, end);
        else
            RoundRows(block, first, end, withPrimal: work == BlockWork.RoundWithPrimal);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddRows(int block, int first, int end, bool keepsRows)
    {
        PackedSide source = _problem.Source;
        int padded = _problem.Target.PaddedCount;
        double* entries = _entries.Pointer + ((long)block * padded);
        double* cut = _blockCuts.Pointer + ((long)block * padded);
        double mass = 0;
        double cost = 0;
        for (int i = first; i < end; i++)
        {
            double weight = source.Weights[i];
            double sum = 0;
            if (weight > 0)
            {
                sum = AddRow(block, i, keepsRows, out double costOfRow);
                cost += costOfRow;
                double scale = PlanRounding.RowScale(weight, sum);
                if (scale < 1)
                    VectorKernel.Instance.MultiplyAdd(entries, scale - 1, cut, cut, padded);
            }

            _rowSums.Pointer[i] = sum;
            mass += sum;
        }

        _firstPartialSums[block] = mass;
        _secondPartialSums[block] = cost;
    }

    private double AddRow(int block, int i, bool keepsRow, out double cost)
    {
        long start = (long)block * _problem.Target.PaddedCount;
        return _kernel.AddRow(
            _plan, i, _rowOffsets.Pointer[i], _blockSums.Pointer + start, _entries.Pointer + start,
            keepsRow ? _divergence.Row(block, i) : null, keepsRow ? _divergence.Unit(i) : 1, out cost);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void MeasureRows(int block, int first, int end)
    {
        PackedSide source = _problem.Source;
        double divergence = 0;
        for (int i = first; i < end; i++)
        {
            if (source.Weights[i] == 0)
                continue;
            if (!_divergence.KeepsRows)
                AddRow(block, i, keepsRow: true, out _); // the block's sums are not needed any more
            divergence += _divergence.OfRow(block, i, PlanRounding.RowScale(source.Weights[i], _rowSums.Pointer[i]), _rowSums.Pointer[i]);
        }

        _firstPartialSums[block] = divergence;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void RoundRows(int block, int first, int end, bool withPrimal)
    {
        PackedSide source = _problem.Source;
        double* entries = _entries.Pointer + ((long)block * _problem.Target.PaddedCount);
        var columns = new RoundedColumns { Scales = _columnScales.Pointer, Missing = _missing.Pointer, LogWeights = _problem.Target.LogWeights };
        double primal = 0;
        for (int i = first; i < end; i++)
        {
            double weight = source.Weights[i];
            _remainders.Pointer[i] = 0;
            if (weight == 0)
                continue;
            double rowScale = PlanRounding.RowScale(weight, _rowSums.Pointer[i]);
            double kept = rowScale * _kernel.StoreRow(_plan, i, _rowOffsets.Pointer[i], columns.Scales, entries);
            double remainder = Math.Max(0, weight - kept);
            _remainders.Pointer[i] = remainder;
            if (withPrimal)
                primal += _kernel.RoundedPrimal(_plan, i, entries, columns, new RoundedRow(rowScale, remainder, source.LogWeights[i]));
        }

        _firstPartialSums[block] = primal;
    }

    private enum BlockWork
    {
        Add,
        AddAndKeep,
        Diverge,
        Round,
        RoundWithPrimal,
    }
}
