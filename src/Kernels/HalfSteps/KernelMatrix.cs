using System.Numerics;
using System.Numerics.Tensors;
using Microsoft.ML.SlicedOT.Simd;

namespace Microsoft.ML.SlicedOT;

/// <summary>The stored matrix <c>exp((f_i + g_j - C_ij) / epsilon)</c> over the packed atoms and its products. Large ones are shared among threads.</summary>
internal sealed unsafe class KernelMatrix<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int RowsAtATime = 64;

    private const int ColumnsAtATime = 1024;

    private const int ColumnsAtLeast = 64;

    /// <summary>What of the matrix a fused sweep reads twice has to stay in a core's own cache.</summary>
    private const int BytesOfTile = 512 << 10;

    private readonly AlignedBuffer<T> _entries = new();
    private readonly AlignedBuffer<T> _scratch = new();
    private readonly AlignedBuffer<double> _rowOffsets = new();
    private readonly AlignedBuffer<double> _columnOffsets = new();
    private readonly KernelProducts _products = typeof(T) == typeof(float) ? KernelProducts.Single : KernelProducts.Double;
    private PackedProblem _problem = null!;
    private int _rowCount;
    private int _padded;

    /// <summary>The bytes held.</summary>
    public long Bytes => _entries.Bytes + _scratch.Bytes + _rowOffsets.Bytes + _columnOffsets.Bytes;

    private bool IsLarge => (long)_rowCount * _padded >= RowsOnThreads.LeastEntries;

    /// <summary>Computes the entries, each good to its own precision however large its exponent.</summary>
    public void Fill(PackedProblem problem, ReadOnlySpan<double> f, ReadOnlySpan<double> g)
    {
        _problem = problem;
        _rowCount = problem.Source.ActiveCount;
        _padded = problem.Target.PaddedCount;
        _scratch.Resize(_padded);
        TensorPrimitives.Multiply(f, problem.Scale, _rowOffsets.Resize(_rowCount));
        Span<double> offsets = _columnOffsets.Resize(_padded);
        TensorPrimitives.Multiply(g, problem.Scale, offsets);
        offsets[g.Length..].Fill(ExponentialKernel.Absent);
        _entries.Resize(checked(_rowCount * _padded));
        if (IsLarge)
            RowsOnThreads.For(_rowCount, RowsAtATime, StoreRows);
        else
            StoreRows(0, _rowCount);
    }

    /// <summary><c>sums_j = sum_i vector_i K_ij</c>, padding included.</summary>
    public void ColumnSums(T* vector, Span<double> sums)
    {
        fixed (double* result = sums)
        {
            if (IsLarge)
                ColumnSumsOnThreads(vector, result);
            else
                _products.ColumnSums(_entries.Pointer, _rowCount, _padded, new ColumnRange(0, _padded), vector, result, _scratch.Pointer);
        }
    }

    /// <summary><c>sums_i = sum_j K_ij vector_j</c>.</summary>
    public void RowSums(T* vector, Span<double> sums)
    {
        sums.Clear();
        fixed (double* result = sums)
        {
            if (IsLarge)
                RowSumsOnThreads(vector, result);
            else
                _products.AddRowSums(_entries.Pointer, 0, _rowCount, _padded, new ColumnRange(0, _padded), vector, result);
        }
    }

    /// <summary>
    /// The column sums of <c>source_i K_ij</c>, <c>target_j = weights_j / columnSums_j</c>, and the row sums of <c>K_ij target_j</c>, tile of
    /// columns after tile, so that the matrix is read from memory once.
    /// </summary>
    public void Sweep(T* source, Span<double> columnSums, double* weights, Span<T> target, Span<double> rowSums)
    {
        int tile = (int)Math.Min(_padded, (long)BytesOfTile / ((long)sizeof(T) * _rowCount) / ColumnsAtLeast * ColumnsAtLeast);
        fixed (T* scaled = target)
        {
            if (IsLarge || tile < ColumnsAtLeast)
            {
                ColumnSums(source, columnSums);
                Scale(columnSums, weights, target, new ColumnRange(0, _padded));
                RowSums(scaled, rowSums);
                return;
            }

            rowSums.Clear();
            fixed (double* rows = rowSums, columns = columnSums)
            {
                for (int first = 0; first < _padded; first += tile)
                {
                    var range = new ColumnRange(first, Math.Min(_padded, first + tile));
                    _products.ColumnSums(_entries.Pointer, _rowCount, _padded, range, source, columns, _scratch.Pointer);
                    Scale(columnSums, weights, target, range);
                    _products.AddRowSums(_entries.Pointer, 0, _rowCount, _padded, range, scaled, rows);
                }
            }
        }
    }

    /// <summary>Copies numbers, rounded to the matrix's precision.</summary>
    public static void Convert(double* values, T* result, int count)
    {
        if (typeof(T) == typeof(float))
            VectorKernel.Instance.Narrow(values, (float*)result, count);
        else
            new ReadOnlySpan<double>(values, count).CopyTo(new Span<double>(result, count));
    }

    private void Scale(Span<double> columnSums, double* weights, Span<T> target, ColumnRange range)
    {
        int length = range.End - range.First;
        double* quotients = _columnOffsets.Pointer;
        fixed (double* sums = columnSums)
        fixed (T* result = target)
        {
            VectorKernel.Instance.Divide(weights + range.First, sums + range.First, quotients, length);
            Convert(quotients, result + range.First, length);
        }

        if (range.End == _padded)
            target[_problem.Target.ActiveCount..].Clear();
    }

    private void ColumnSumsOnThreads(T* vector, double* result) => RowsOnThreads.For(_padded, ColumnsAtATime, (first, end) =>
        _products.ColumnSums(_entries.Pointer, _rowCount, _padded, new ColumnRange(first, end), vector, result, _scratch.Pointer));

    private void RowSumsOnThreads(T* vector, double* result) => RowsOnThreads.For(_rowCount, RowsAtATime, (first, end) =>
        _products.AddRowSums(_entries.Pointer, first, end, _padded, new ColumnRange(0, _padded), vector, result));

    private void StoreRows(int first, int end)
    {
        ExponentialKernel kernel = typeof(T) == typeof(double)
            ? ExponentialKernel.For(_problem.ExactShape, KernelPrecision.Double)
            : ExponentialKernel.For(_problem.Shape, KernelPrecision.Mixed);
        CostRows rows = _problem.SourceRows(all: false);
        for (int i = first; i < end; i++)
        {
            kernel.StoreRow(
                rows, _columnOffsets.Pointer, _problem.Scale, i, _rowOffsets.Pointer[i], _entries.Pointer + ((long)i * _padded), _padded, keepNormal: true);
        }
    }
}
