using System.Numerics.Tensors;
using Microsoft.ML.SlicedOT.Simd;

namespace Microsoft.ML.SlicedOT;

/// <summary>
/// Sums over the plan <c>P_ij = a_i b_j exp((f_i + g_j - C_ij) / epsilon)</c> of the packed atoms, row after row in double precision:
/// O(n + m) memory.
/// </summary>
internal sealed unsafe class PlanSums
{
    private readonly AlignedBuffer<double> _row = new();
    private readonly AlignedBuffer<double> _costs = new();
    private readonly AlignedBuffer<double> _rowOffsets = new();
    private readonly AlignedBuffer<double> _columnOffsets = new();
    private readonly AlignedBuffer<double> _rowSums = new();
    private readonly AlignedBuffer<double> _columnSums = new();
    private readonly AlignedBuffer<double> _cutColumnSums = new();
    private readonly AlignedBuffer<double> _columnScales = new();
    private readonly AlignedBuffer<double> _missing = new();

    /// <summary>The row sums P1.</summary>
    public Span<double> RowSums => _rowSums.Span;

    /// <summary>The column sums P'1.</summary>
    public Span<double> ColumnSums => _columnSums.Span;

    /// <summary>The column sums after every row of more than its weight was scaled down to it.</summary>
    public Span<double> CutColumnSums => _cutColumnSums.Span;

    /// <summary>The sum of the plan.</summary>
    public double Mass { get; private set; }

    /// <summary><c>&lt;P, C&gt;</c>, where it was asked for.</summary>
    public double TransportCost { get; private set; }

    /// <summary><c>||P1 - a||_1 + ||P'1 - b||_1</c>.</summary>
    public double MarginalViolation { get; private set; }

    /// <summary><c>KL(R | P)</c> for the rounded plan R, after <see cref="Round"/>.</summary>
    public double RoundedDivergence { get; private set; }

    /// <summary><c>&lt;R, C&gt; + epsilon KL(R | a b^T)</c> for the rounded plan R, after <see cref="Round"/>.</summary>
    public double RoundedPrimalValue { get; private set; }

    /// <summary>Exponents (base 2) of the rows: potential over epsilon plus the logarithm of the weight.</summary>
    public ReadOnlySpan<double> RowOffsets => _rowOffsets.Span;

    /// <summary>Exponents (base 2) of the columns, padded.</summary>
    public double* ColumnOffsets => _columnOffsets.Pointer;

    /// <summary>The bytes held.</summary>
    public long Bytes =>
        _row.Bytes + _costs.Bytes + _rowOffsets.Bytes + _columnOffsets.Bytes + _rowSums.Bytes + _columnSums.Bytes + _cutColumnSums.Bytes
        + _columnScales.Bytes + _missing.Bytes;

    /// <summary>Adds up the plan of the packed atoms' potentials.</summary>
    public void Compute(PackedProblem problem, ReadOnlySpan<double> f, ReadOnlySpan<double> g, bool withCost)
    {
        PackedSide source = problem.Source;
        PackedSide target = problem.Target;
        PlanOffsets.Write(f, source, problem.Scale, _rowOffsets);
        PlanOffsets.Write(g, target, problem.Scale, _columnOffsets);
        Span<double> rowSums = _rowSums.Resize(source.ActiveCount);
        Span<double> columnSums = _columnSums.Resize(target.ActiveCount);
        Span<double> cut = _cutColumnSums.Resize(target.ActiveCount);
        Span<double> row = _row.Resize(target.PaddedCount)[..target.ActiveCount];
        columnSums.Clear();
        cut.Clear();
        ExponentialKernel kernel = ExponentialKernel.For(problem.Shape, KernelPrecision.Double);
        CostRows rows = problem.SourceRows(all: false);
        double mass = 0;
        double cost = 0;
        for (int i = 0; i < rowSums.Length; i++)
        {
            double weight = source.Weights[i];
            rowSums[i] = 0;
            if (weight == 0)
                continue;
            kernel.StoreRow(rows, _columnOffsets.Pointer, problem.Scale, i, _rowOffsets.Pointer[i], _row.Pointer, target.PaddedCount);
            double sum = TensorPrimitives.Sum<double>(row);
            rowSums[i] = sum;
            mass += sum;
            TensorPrimitives.Add(columnSums, row, columnSums);
            if (sum > weight)
                TensorPrimitives.MultiplyAdd(row, (weight / sum) - 1, cut, cut);
            if (withCost)
            {
                Span<double> costs = _costs.Resize(target.PaddedCount)[..target.ActiveCount];
                kernel.StoreCosts(rows, i, _costs.Pointer);
                cost += TensorPrimitives.Dot<double>(row, costs);
            }
        }

        TensorPrimitives.Add(cut, columnSums, cut);
        Mass = mass;
        TransportCost = withCost ? cost : double.NaN;
        MarginalViolation = Distance(rowSums, source.ActiveWeights) + Distance(columnSums, target.ActiveWeights);
    }

    /// <summary>
    /// Computes <c>KL(R | P)</c> and the primal value of the plan R that rounding makes of P (Altschuler, Weed and Rigollet 2017, algorithm 2): rows, then columns, of more
    /// than their weight are scaled down to it, and what is missing is added as a product. Each entry's contribution is computed so that it
    /// cannot be negative. <see cref="Compute"/> comes first.
    /// </summary>
    public void Round(PackedProblem problem)
    {
        PackedSide source = problem.Source;
        PackedSide target = problem.Target;
        int padded = target.PaddedCount;
        double* columnScales = Pointer(_columnScales, padded);
        double* missing = Pointer(_missing, padded);
        PlanRounding.Columns(target.ActiveWeights, CutColumnSums, _columnScales.Span, _missing.Span);
        ExponentialKernel kernel = ExponentialKernel.For(problem.Shape, KernelPrecision.Double);
        RoundedDivergenceKernel divergence = RoundedDivergenceKernel.Instance;
        CostRows rows = problem.SourceRows(all: false);
        double* row = _row.Pointer;
        double* costs = Pointer(_costs, padded);
        double total = 0;
        double primal = 0;
        for (int i = 0; i < source.ActiveCount; i++)
        {
            double weight = source.Weights[i];
            if (weight == 0)
                continue;
            kernel.StoreRow(rows, _columnOffsets.Pointer, problem.Scale, i, _rowOffsets.Pointer[i], row, padded);
            kernel.StoreCosts(rows, i, costs);
            double rowScale = PlanRounding.RowScale(weight, _rowSums.Pointer[i]);
            double kept = rowScale * TensorPrimitives.Dot<double>(_row.Span, _columnScales.Span);
            var rounded = new RoundedRow(rowScale, Math.Max(0, weight - kept), _rowOffsets.Pointer[i], source.LogWeights[i], problem.Scale);
            total += divergence.Row(
                row, costs, _columnOffsets.Pointer, target.LogWeights, columnScales, missing, padded, rounded, out double primalOfRow);
            primal += primalOfRow;
        }

        RoundedPrimalValue = primal;
        RoundedDivergence = total;
    }

    /// <summary>How much each row falls short of its weight once rows and columns were scaled down. <see cref="Compute"/> comes first.</summary>
    public void Remainders(PackedProblem problem, ReadOnlySpan<double> columnScales, Span<double> remainders)
    {
        PackedSide source = problem.Source;
        ExponentialKernel kernel = ExponentialKernel.For(problem.Shape, KernelPrecision.Double);
        CostRows rows = problem.SourceRows(all: false);
        for (int i = 0; i < source.ActiveCount; i++)
        {
            double weight = source.Weights[i];
            remainders[i] = 0;
            if (weight == 0)
                continue;
            kernel.StoreRow(rows, _columnOffsets.Pointer, problem.Scale, i, _rowOffsets.Pointer[i], _row.Pointer, problem.Target.PaddedCount);
            double kept = TensorPrimitives.Dot(_row.Span[..columnScales.Length], columnScales);
            remainders[i] = Math.Max(0, weight - (kept * PlanRounding.RowScale(weight, _rowSums.Pointer[i])));
        }
    }

    private static double* Pointer(AlignedBuffer<double> buffer, int length)
    {
        buffer.Resize(length).Clear();
        return buffer.Pointer;
    }

    private static double Distance(ReadOnlySpan<double> sums, ReadOnlySpan<double> weights)
    {
        double distance = 0;
        for (int k = 0; k < sums.Length; k++)
            distance += Math.Abs(sums[k] - weights[k]);
        return distance;
    }
}
