using Microsoft.ML.SlicedOT.Simd;

namespace Microsoft.ML.SlicedOT.Kernels.Tests;

/// <summary>Points, costs and offsets laid out for the kernels, with the same numbers in plain arrays.</summary>
internal sealed unsafe class KernelData
{
    private readonly AlignedBuffer<float> _axes = new();
    private readonly AlignedBuffer<float> _points = new();
    private readonly AlignedBuffer<float> _costs = new();
    private readonly AlignedBuffer<float> _costsEnd = new();
    private readonly AlignedBuffer<double> _unitAxes = new();
    private readonly AlignedBuffer<double> _exactCosts = new();
    private readonly AlignedBuffer<double> _offsets = new();
    private readonly AlignedBuffer<float> _singleOffsets = new();
    private readonly double _scale;
    private readonly CostShape _shape;

    /// <param name="columns">Number of columns.</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="shape">The kind of cost.</param>
    /// <param name="scale">What costs will be multiplied with; offsets are of this magnitude, too. One in eight takes no part.</param>
    public KernelData(int columns, int rows, CostShape shape, double scale)
    {
        var random = new Random((columns * 31) + rows);
        _scale = scale;
        int dimension = shape switch { CostShape.Plane => 2, CostShape.Space or CostShape.SphereArc => 3, CostShape.AnyDimension => 4, _ => 1 };
        int padded = AlignedBuffer<float>.Padded(columns);
        foreach (ref float coordinate in _axes.Resize(padded * dimension))
            coordinate = random.NextSingle();
        foreach (ref float coordinate in _points.Resize(rows * dimension))
            coordinate = random.NextSingle();
        if (shape == CostShape.SphereArc)
            ToUnitVectors(padded, rows);
        foreach (ref float cost in _costs.Resize(rows * columns))
            cost = random.NextSingle();
        foreach (ref double cost in _exactCosts.Resize(rows * padded))
            cost = random.NextDouble();
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
            UnitColumnAxes = shape == CostShape.SphereArc ? _unitAxes.Pointer : null,
            RowPoints = _points.Pointer,
            Costs = shape == CostShape.Stored ? _costs.Pointer : null,
            CostCount = rows * columns,
            CostsEnd = _costsEnd.Pointer,
            ExactCosts = shape == CostShape.Exact ? _exactCosts.Pointer : null,
        };
        _shape = shape;
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
        if (Rows.ExactCosts != null)
            return Rows.ExactCosts[(row * Rows.PaddedColumnCount) + column];
        double cost = 0;
        if (_shape == CostShape.SphereArc)
        {
            float[] x = [.. Enumerable.Range(0, 3).Select(k => Rows.ColumnAxes[(k * Rows.PaddedColumnCount) + column])];
            return GroundCost.SphereArc.Evaluate(x, new ReadOnlySpan<float>(Rows.RowPoints + (3 * row), 3));
        }

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

    /// <summary>Points of the sphere, among them equal and opposite ones.</summary>
    private void ToUnitVectors(int padded, int rows)
    {
        for (int i = 0; i < rows; i++)
        {
            Span<float> point = _points.Span.Slice(3 * i, 3);
            double length = Math.Sqrt((point[0] * point[0]) + (point[1] * point[1]) + (point[2] * point[2]));
            for (int k = 0; k < 3; k++)
                point[k] = (float)(point[k] / length);
        }

        for (int j = 0; j < padded; j++)
        {
            double x = _axes.Span[j] - 0.5;
            double y = _axes.Span[padded + j] - 0.5;
            double z = _axes.Span[(2 * padded) + j] - 0.5;
            double length = Math.Sqrt((x * x) + (y * y) + (z * z));
            for (int k = 0; k < 3; k++)
            {
                float coordinate = (float)((k == 0 ? x : k == 1 ? y : z) / length);
                float row = _points.Span[(3 * (j % rows)) + k];
                _axes.Span[(k * padded) + j] = j % 5 == 0 ? row : j % 5 == 1 ? -row : coordinate;
            }
        }

        _unitAxes.Resize(3 * padded);
        for (int j = 0; j < padded; j++)
        {
            double[] point = [.. Enumerable.Range(0, 3).Select(k => (double)_axes.Span[(k * padded) + j])];
            double length = Math.Sqrt(point.Sum(x => x * x));
            for (int k = 0; k < 3; k++)
                _unitAxes.Span[(k * padded) + j] = point[k] / length;
        }
    }
}
