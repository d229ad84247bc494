using System.Runtime.CompilerServices;
using Microsoft.ML.SlicedOT.Simd;

namespace Microsoft.ML.SlicedOT;

/// <summary>Means of the target points under the rows of a plan.</summary>
internal sealed unsafe class ConditionalAverages
{
    /// <summary>A large plan is cut into this many blocks of rows.</summary>
    private const int Blocks = 16;

    private readonly AlignedBuffer<float> _coordinates = new();
    private readonly AlignedBuffer<float> _rows = new();
    private readonly AlignedBuffer<double> _columnOffsets = new();
    private readonly AlignedBuffer<double> _sums = new();
    private PackedProblem _problem = null!;
    private double* _sourcePotential;
    private float* _result;
    private int _quantities;
    private int _rowsOfBlock;

    /// <summary>The bytes held.</summary>
    public long Bytes => _coordinates.Bytes + _rows.Bytes + _columnOffsets.Bytes + _sums.Bytes;

    /// <summary>Writes n x d means.</summary>
    /// <param name="problem">The packed problem.</param>
    /// <param name="g">The target potential of the packed atoms.</param>
    /// <param name="f">Its soft c-transform at all source atoms.</param>
    /// <param name="result">Receives the means.</param>
    public void Compute(PackedProblem problem, ReadOnlySpan<double> g, Span<double> f, float* result)
    {
        _problem = problem;
        _result = result;
        int rowCount = problem.Source.Count;
        int padded = problem.Target.PaddedCount;
        PackCoordinates(problem.Problem.Geometry.Target, problem.Target);
        PlanOffsets.Write(g, problem.Target, problem.Scale, _columnOffsets);
        bool isLarge = (long)rowCount * padded >= RowsOnThreads.LeastEntries;
        _rowsOfBlock = isLarge ? (rowCount + Blocks - 1) / Blocks : rowCount;
        int blocks = isLarge ? Blocks : 1;
        _rows.Resize(checked(blocks * padded));
        _sums.Resize(checked(blocks * _quantities));
        fixed (double* sourcePotential = f)
        {
            _sourcePotential = sourcePotential;
            if (isLarge)
                RowsOnThreads.For(rowCount, _rowsOfBlock, Average);
            else
                Average(0, rowCount);
        }
    }

    /// <summary>One row of coordinates an axis and a row of ones, all padded with zeros.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void PackCoordinates(Support points, PackedSide side)
    {
        _quantities = points.Dimension + 1;
        int padded = side.PaddedCount;
        Span<float> coordinates = _coordinates.Resize(checked(_quantities * padded));
        coordinates.Clear();
        int* index = side.ActiveIndex;
        for (int axis = 0; axis < points.Dimension; axis++)
        {
            ReadOnlySpan<float> values = points.Axis(axis);
            Span<float> row = coordinates.Slice(axis * padded, padded);
            for (int j = 0; j < side.ActiveCount; j++)
                row[j] = values[index == null ? j : index[j]];
        }

        coordinates.Slice(points.Dimension * padded, side.ActiveCount).Fill(1);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Average(int first, int end)
    {
        var kernel = ExponentialKernel.For(_problem.Shape, KernelPrecision.Mixed);
        CostRows rows = _problem.SourceRows(all: true);
        int padded = _problem.Target.PaddedCount;
        int block = first / _rowsOfBlock;
        float* row = _rows.Pointer + ((long)block * padded);
        double* sums = _sums.Pointer + (block * _quantities);
        int dimension = _quantities - 1;
        for (int i = first; i < end; i++)
        {
            kernel.StoreRow(rows, _columnOffsets.Pointer, _problem.Scale, i, _sourcePotential[i] * _problem.Scale, row, padded, keepNormal: true);
            new Span<double>(sums, _quantities).Clear();
            KernelProducts.Single.AddRowSums(_coordinates.Pointer, 0, _quantities, padded, new ColumnRange(0, padded), row, sums);
            for (int k = 0; k < dimension; k++)
                _result[(i * (long)dimension) + k] = (float)(sums[k] / sums[dimension]);
        }
    }
}
