using Microsoft.ML.SlicedOT.Simd;

namespace Microsoft.ML.SlicedOT.Kernels.Tests.Simd;

/// <summary>Points, costs and offsets laid out for the kernels, with the same numbers in plain arrays.</summary>
internal sealed unsafe class KernelData
{
    private readonly AlignedBuffer<float> _axes = new();
    private readonly AlignedBuffer<float> _points = new();
    private readonly AlignedBuffer<float> _costs = new();
    private readonly AlignedBuffer<float> _costsEnd = new();
    private readonly AlignedBuffer<double> _offsets = new();
    private readonly AlignedBuffer<float> _singleOffsets = new();
    private readonly double _scale;

    /// <param name="columns">Number of columns.</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="shape">The kind of cost.</param>
    /// <param name="scale">What costs will be multiplied with; offsets are of this magnitude, too. One in eight takes no part.</param>
    public KernelData(int columns, int rows, CostShape shape, double scale)
    {
        var random = new Random((columns * 31) + rows);
        _scale = scale;
        int dimension = shape switch { CostShape.Plane => 2, CostShape.Space => 3, CostShape.AnyDimension => 4, _ => 1 };
        int padded = AlignedBuffer<float>.Padded(columns);
        foreach (ref float coordinate in _axes.Resize(padded * dimension))
            coordinate = random.NextSingle();
        foreach (ref float coordinate in _points.Resize(rows * dimension))
            coordinate = random.NextSingle();
        foreach (ref float cost in _costs.Resize(rows * columns))
            cost = random.NextSingle();
        _costsEnd.Resize(2 * padded).Clear();
        int atEnd = Math.Min(padded, rows * columns);
        _costs.Span[^atEnd..].CopyTo(_costsEnd.Span[(padded - atEnd)..]);
        _offsets.Resize(padded).Fill(ExponentialKernel.Absent);
        _singleOffsets.Resize(padded).Fill(ExponentialKernel.Absent);
        for (int j = 0; j < columns; j++)
        {
            // whole and half numbers are exact in single precision, so that all precisions are given the same problem
            double offset = j % 8 == 7 ? ExponentialKernel.Absent : Math.Round(scale * random.NextDouble() * 2) / 2;
            _offsets.Span[j] = offset;
            _singleOffsets.Span[j] = (float)offset;
        }

        Rows = new CostRows
        {
            ColumnCount = columns,
            PaddedColumnCount = padded,
            Dimension = dimension,
            ColumnAxes = _axes.Pointer,
            RowPoints = _points.Pointer,
            Costs = shape == CostShape.Stored ? _costs.Pointer : null,
            CostCount = rows * columns,
            CostsEnd = _costsEnd.Pointer,
        };
    }

    public CostRows Rows { get; }

    public void* Offsets(KernelPrecision precision) => precision == KernelPrecision.Single ? _singleOffsets.Pointer : _offsets.Pointer;

    public void RemoveAll()
    {
        _offsets.Span.Fill(ExponentialKernel.Absent);
        _singleOffsets.Span.Fill(ExponentialKernel.Absent);
    }

    public double Cost(int row, int column)
    {
        if (Rows.Costs != null)
            return Rows.Costs[(row * Rows.ColumnCount) + column];
        double cost = 0;
        for (int k = 0; k < Rows.Dimension; k++)
        {
            double difference = (double)Rows.RowPoints[(row * Rows.Dimension) + k] - Rows.ColumnAxes[(k * Rows.PaddedColumnCount) + column];
            cost += difference * difference;
        }

        return cost;
    }

    public double Exponent(int row, int column) => _offsets.Span[column] - (_scale * Cost(row, column));

    public double LogSum(int row)
    {
        double largest = double.NegativeInfinity;
        for (int j = 0; j < Rows.ColumnCount; j++)
            largest = Math.Max(largest, Exponent(row, j));
        double sum = 0;
        for (int j = 0; j < Rows.ColumnCount; j++)
            sum += Math.Pow(2, Exponent(row, j) - largest);
        return largest + Math.Log2(sum);
    }
}
