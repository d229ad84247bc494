using System.Numerics;
using System.Numerics.Tensors;
using Microsoft.ML.SlicedOT.Simd;

namespace Microsoft.ML.SlicedOT;

/// <summary>
/// The stored matrix <c>exp((f_i + g_j - C_ij) / epsilon)</c> over the packed atoms, a row for each target atom, and its products. Large ones are shared among threads.
/// </summary>
/// <remarks>A sweep from the source's side to the target's and back adds up along rows first: a few of them stay in the first-level cache until they are added to each other.</remarks>
internal sealed unsafe class KernelMatrix<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int RowsAtATime = 64;

    private const int ColumnsAtATime = 1024;

    private readonly AlignedBuffer<T> _entries = new();
    private readonly AlignedBuffer<double> _rowOffsets = new();
    private readonly AlignedBuffer<double> _columnOffsets = new();
    private readonly KernelProducts _products = typeof(T) == typeof(float) ? KernelProducts.Single : KernelProducts.Double;
    private PackedProblem _problem = null!;
    private int _rowCount;
    private int _padded;
    private bool _isBackward;

    /// <summary>The bytes held.</summary>
    public long Bytes => _entries.Bytes + _rowOffsets.Bytes + _columnOffsets.Bytes;

    private bool IsLarge => (long)_rowCount * _padded >= RowsOnThreads.LeastEntries;

    /// <summary>Computes the entries, each good to its own precision however large its exponent.</summary>
    public void Fill(PackedProblem problem, ReadOnlySpan<double> f, ReadOnlySpan<double> g)
    {
        _problem = problem;
        _rowCount = problem.Target.ActiveCount;
        _padded = problem.Source.PaddedCount;
        _isBackward = false;
        TensorPrimitives.Multiply(g, problem.Scale, _rowOffsets.Resize(_rowCount));
        Span<double> offsets = _columnOffsets.Resize(_padded);
        TensorPrimitives.Multiply(f, problem.Scale, offsets);
        offsets[f.Length..].Fill(ExponentialKernel.Absent);
        _entries.Resize(checked(_rowCount * _padded));
        CostRows rows = problem.TargetRows(all: false);
        if (IsLarge)
            StoreOnThreads(rows);
        else
            StoreRows(rows, 0, _rowCount);
    }

    /// <summary><c>sums_j = sum_i K_ij vector_i</c> at the target atoms; the vector is padded with zeros.</summary>
    public void TargetSums(T* vector, Span<double> sums)
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

    /// <summary><c>sums_i = sum_j K_ij vector_j</c> at the source atoms, padding included.</summary>
    public void SourceSums(T* vector, Span<double> sums)
    {
        fixed (double* result = sums)
        {
            if (IsLarge)
                ColumnSumsOnThreads(vector, result);
            else
                _products.ColumnSums(_entries.Pointer, _rowCount, _padded, new ColumnRange(0, _padded), vector, result);
        }
    }

    /// <summary>
    /// The target sums of <c>K_ij source_i</c>, <c>target_j = weights_j / targetSums_j</c>, and the source sums of <c>K_ij target_j</c>, padding included: the matrix is
    /// read from memory once.
    /// </summary>
    public void Sweep(T* source, Span<double> targetSums, double* weights, T* target, Span<double> sourceSums)
    {
        if (IsLarge)
        {
            TargetSums(source, targetSums);
            for (int j = 0; j < _rowCount; j++)
                target[j] = T.CreateTruncating(weights[j] / targetSums[j]);
            SourceSums(target, sourceSums);
            return;
        }

        fixed (double* rows = targetSums, columns = sourceSums)
            _products.Sweep(_entries.Pointer, _rowCount, _padded, source, weights, rows, target, columns, _isBackward);
        _isBackward = !_isBackward;
    }

    /// <summary>Copies numbers, rounded to the matrix's precision.</summary>
    public static void Convert(double* values, T* result, int count)
    {
        if (typeof(T) == typeof(float))
            VectorKernel.Instance.Narrow(values, (float*)result, count);
        else
            new ReadOnlySpan<double>(values, count).CopyTo(new Span<double>(result, count));
    }

    private void ColumnSumsOnThreads(T* vector, double* result) => RowsOnThreads.For(_padded, ColumnsAtATime, (first, end) =>
        _products.ColumnSums(_entries.Pointer, _rowCount, _padded, new ColumnRange(first, end), vector, result));

    private void RowSumsOnThreads(T* vector, double* result) => RowsOnThreads.For(_rowCount, RowsAtATime, (first, end) =>
        _products.AddRowSums(_entries.Pointer, first, end, _padded, new ColumnRange(0, _padded), vector, result));

    private void StoreOnThreads(CostRows rows) => RowsOnThreads.For(_rowCount, RowsAtATime, (first, end) => StoreRows(rows, first, end));

    private void StoreRows(in CostRows rows, int first, int end)
    {
        ExponentialKernel kernel = typeof(T) == typeof(double)
            ? ExponentialKernel.For(_problem.ExactShape, KernelPrecision.Double)
            : ExponentialKernel.For(_problem.Shape, KernelPrecision.Mixed);
        for (int i = first; i < end; i++)
        {
            kernel.StoreRow(
                rows, _columnOffsets.Pointer, _problem.Scale, i, _rowOffsets.Pointer[i], _entries.Pointer + ((long)i * _padded), _padded, keepNormal: true);
        }
    }
}
