using System.Numerics.Tensors;

namespace Microsoft.ML.SlicedOT.Benchmarks;

/// <summary>What a coupling is asked for, without this library's kernels: costs from a stored matrix, a pass over a row an operation, or plain loops.</summary>
internal sealed class DensePlan
{
    private readonly TransportProblem _problem;
    private readonly float[] _costs;
    private readonly float[] _rowOffsets;
    private readonly float[] _columnOffsets;
    private readonly float[] _row;
    private readonly double[] _wideOffsets;
    private readonly double[] _wideRow;
    private readonly double[] _wideCosts;
    private readonly double[] _columnSums;
    private readonly int _n;
    private readonly int _m;

    public DensePlan(TransportProblem problem, EntropicSolution solution)
    {
        _problem = problem;
        _n = problem.SourceCount;
        _m = problem.TargetCount;
        _costs = StoredCosts.Of(problem);
        _rowOffsets = Offsets(solution.SourcePotential, problem.Source.Weights);
        _columnOffsets = Offsets(solution.TargetPotential, problem.Target.Weights);
        _wideOffsets = Array.ConvertAll(_columnOffsets, value => (double)value);
        _row = new float[_m];
        _wideRow = new double[_m];
        _wideCosts = new double[_m];
        _columnSums = new double[_m];
    }

    private float Scale => (float)(1 / _problem.Epsilon);

    public void WriteByTensorPrimitives(Span<float> plan)
    {
        for (int i = 0; i < _n; i++)
            WriteRowByTensorPrimitives(i, plan.Slice(i * _m, _m));
    }

    public void Write(Span<float> plan)
    {
        for (int i = 0; i < _n; i++)
            WriteRow(i, plan.Slice(i * _m, _m));
    }

    /// <summary>The sparse plan as lists, and the number of its entries.</summary>
    public int CountSparse(float threshold)
    {
        List<float> values = [];
        List<int> columns = [];
        for (int i = 0; i < _n; i++)
        {
            WriteRow(i, _row);
            for (int j = 0; j < _row.Length; j++)
            {
                if (_row[j] > threshold)
                {
                    values.Add(_row[j]);
                    columns.Add(j);
                }
            }
        }

        return values.Count;
    }

    /// <summary>Row sums, column sums and cost in double precision; returns the cost.</summary>
    public double SumByTensorPrimitives()
    {
        Array.Clear(_columnSums);
        double cost = 0, mass = 0;
        for (int i = 0; i < _n; i++)
        {
            TensorPrimitives.ConvertTruncating<float, double>(_costs.AsSpan(i * _m, _m), _wideCosts);
            TensorPrimitives.Multiply(_wideCosts, -1 / _problem.Epsilon, _wideRow);
            TensorPrimitives.Add(_wideRow, _wideOffsets, _wideRow);
            TensorPrimitives.Add(_wideRow, _rowOffsets[i], _wideRow);
            TensorPrimitives.Exp<double>(_wideRow, _wideRow);
            TensorPrimitives.Add(_columnSums, _wideRow, _columnSums);
            mass += TensorPrimitives.Sum<double>(_wideRow);
            cost += TensorPrimitives.Dot<double>(_wideRow, _wideCosts);
        }

        return mass + cost;
    }

    /// <inheritdoc cref="SumByTensorPrimitives"/>
    public double Sum()
    {
        Array.Clear(_columnSums);
        double cost = 0, mass = 0, scale = 1 / _problem.Epsilon;
        for (int i = 0; i < _n; i++)
        {
            ReadOnlySpan<float> costs = _costs.AsSpan(i * _m, _m);
            for (int j = 0; j < costs.Length; j++)
            {
                double entry = Math.Exp(_rowOffsets[i] + _wideOffsets[j] - (scale * costs[j]));
                _columnSums[j] += entry;
                mass += entry;
                cost += entry * costs[j];
            }
        }

        return mass + cost;
    }

    public void AverageByTensorPrimitives(Span<float> projection)
    {
        Support target = _problem.Target.Support;
        for (int i = 0; i < _n; i++)
        {
            WriteRowByTensorPrimitives(i, _row);
            float mass = TensorPrimitives.Sum<float>(_row);
            for (int k = 0; k < target.Dimension; k++)
                projection[(i * target.Dimension) + k] = TensorPrimitives.Dot<float>(_row, target.Axis(k)) / mass;
        }
    }

    public void Average(Span<float> projection)
    {
        Support target = _problem.Target.Support;
        ReadOnlySpan<float> coordinates = target.Coordinates;
        int dimension = target.Dimension;
        for (int i = 0; i < _n; i++)
        {
            WriteRow(i, _row);
            Span<float> point = projection.Slice(i * dimension, dimension);
            point.Clear();
            float mass = 0;
            for (int j = 0; j < _row.Length; j++)
            {
                mass += _row[j];
                for (int k = 0; k < point.Length; k++)
                    point[k] += _row[j] * coordinates[(j * dimension) + k];
            }

            for (int k = 0; k < point.Length; k++)
                point[k] /= mass;
        }
    }

    private void WriteRowByTensorPrimitives(int i, Span<float> row)
    {
        TensorPrimitives.Multiply(_costs.AsSpan(i * _m, _m), -Scale, row);
        TensorPrimitives.Add(row, _columnOffsets, row);
        TensorPrimitives.Add(row, _rowOffsets[i], row);
        TensorPrimitives.Exp<float>(row, row);
    }

    private void WriteRow(int i, Span<float> row)
    {
        ReadOnlySpan<float> costs = _costs.AsSpan(i * _m, _m);
        float scale = Scale, offset = _rowOffsets[i];
        for (int j = 0; j < costs.Length; j++)
            row[j] = MathF.Exp(offset + _columnOffsets[j] - (scale * costs[j]));
    }

    private float[] Offsets(ReadOnlySpan<double> potential, ReadOnlySpan<double> weights)
    {
        var offsets = new float[potential.Length];
        for (int i = 0; i < offsets.Length; i++)
            offsets[i] = (float)((potential[i] / _problem.Epsilon) + Math.Log(weights[i]));
        return offsets;
    }
}
