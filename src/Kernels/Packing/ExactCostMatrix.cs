using Microsoft.ML.SlicedOT.Simd;

namespace Microsoft.ML.SlicedOT;

/// <summary>
/// The cost matrix in double precision, in which the last sweeps of a solve, Newton's steps and the sums that confirm them read what they would compute anew
/// each time, and its transpose, made where that is asked for.
/// </summary>
internal sealed unsafe class ExactCostMatrix
{
    /// <summary>Most entries, as many as a stored kernel may have: larger ones would be read from main memory.</summary>
    private const long LargestCount = 1L << 24;

    private static readonly CostKernel SquaredDistances = CostKernel.For(CostShape.AnyDimension);
    private static readonly CostKernel Arcs = CostKernel.For(CostShape.SphereArc);

    private readonly AlignedBuffer<double> _costs = new();
    private readonly AlignedBuffer<double> _transposed = new();
    private int _rowCount;
    private int _columnCount;
    private bool _isTransposed;

    /// <summary>The bytes held.</summary>
    public long Bytes => _costs.Bytes + _transposed.Bytes;

    /// <summary>The n rows of the matrix, padded.</summary>
    public double* Costs => _costs.Pointer;

    /// <summary>The m rows of the transpose, padded.</summary>
    public double* Transposed
    {
        get
        {
            if (!_isTransposed)
                Transpose();
            return _transposed.Pointer;
        }
    }

    /// <summary>Whether a matrix between two measures is small enough to be kept.</summary>
    public static bool Applies(PackedSide source, PackedSide target) =>
        Math.Max((long)source.ActiveCount * target.PaddedCount, (long)target.ActiveCount * source.PaddedCount) <= LargestCount;

    /// <summary>Computes the matrix.</summary>
    /// <param name="shape">Arcs or squared distances in any dimension: other costs are as cheap to compute as to load.</param>
    /// <param name="rows">The points.</param>
    /// <param name="rowCount">The number of rows.</param>
    public void Fill(CostShape shape, in CostRows rows, int rowCount)
    {
        _rowCount = rowCount;
        _columnCount = rows.ColumnCount;
        _isTransposed = false;
        _costs.Resize(checked(rowCount * rows.PaddedColumnCount));
        CostKernel kernel = shape == CostShape.SphereArc ? Arcs : SquaredDistances;
        kernel.StoreRows(rows, rowCount, _costs.Pointer);
    }

    private void Transpose()
    {
        int stride = AlignedBuffer<float>.Padded(_columnCount);
        int transposedStride = AlignedBuffer<float>.Padded(_rowCount);
        _transposed.Resize(checked(_columnCount * transposedStride)).Clear();
        Transposition.Write(_costs.Pointer, _rowCount, _columnCount, stride, _transposed.Pointer, transposedStride);
        _isTransposed = true;
    }
}
