using System.Numerics.Tensors;

namespace Microsoft.ML.SlicedOT.Benchmarks;

/// <summary>Half-steps from potentials of zero between uniform measures, on a stored matrix of costs, without this library's kernels.</summary>
internal sealed class PlainHalfSteps(TransportProblem problem)
{
    private readonly float[] _costs = StoredCosts.Of(problem);
    private readonly float[] _row = new float[problem.TargetCount];
    private readonly float[] _largest = new float[problem.TargetCount];
    private readonly float[] _sums = new float[problem.TargetCount];
    private readonly float[] _zeros = new float[problem.TargetCount];
    private readonly float _scale = (float)(1 / problem.Epsilon);

    public void ToSourceByTensorPrimitives(Span<double> f)
    {
        for (int i = 0; i < f.Length; i++)
        {
            Exponents(i);
            float largest = TensorPrimitives.Max<float>(_row);
            TensorPrimitives.Subtract(_row, largest, _row);
            TensorPrimitives.Exp<float>(_row, _row);
            f[i] = -problem.Epsilon * (largest + MathF.Log(TensorPrimitives.Sum<float>(_row) / _row.Length));
        }
    }

    public void ToTargetByTensorPrimitives(Span<double> g)
    {
        Array.Fill(_largest, float.NegativeInfinity);
        for (int i = 0; i < problem.SourceCount; i++)
        {
            Exponents(i);
            TensorPrimitives.Max<float>(_largest, _row, _largest);
        }

        Array.Clear(_sums);
        for (int i = 0; i < problem.SourceCount; i++)
        {
            Exponents(i);
            TensorPrimitives.Subtract<float>(_row, _largest, _row);
            TensorPrimitives.Exp<float>(_row, _row);
            TensorPrimitives.Add<float>(_sums, _row, _sums);
        }

        for (int j = 0; j < g.Length; j++)
            g[j] = -problem.Epsilon * (_largest[j] + MathF.Log(_sums[j] / problem.SourceCount));
    }

    public void ToSource(Span<double> f)
    {
        for (int i = 0; i < f.Length; i++)
        {
            ReadOnlySpan<float> costs = _costs.AsSpan(i * _row.Length, _row.Length);
            float largest = float.NegativeInfinity;
            for (int j = 0; j < costs.Length; j++)
                largest = MathF.Max(largest, (_zeros[j] - costs[j]) * _scale);
            double sum = 0;
            for (int j = 0; j < costs.Length; j++)
                sum += MathF.Exp(((_zeros[j] - costs[j]) * _scale) - largest);
            f[i] = -problem.Epsilon * (largest + Math.Log(sum / costs.Length));
        }
    }

    public void ToTarget(Span<double> g)
    {
        Array.Fill(_largest, float.NegativeInfinity);
        Array.Clear(_sums);
        for (int i = 0; i < problem.SourceCount; i++)
        {
            for (int j = 0; j < _largest.Length; j++)
                _largest[j] = MathF.Max(_largest[j], (_zeros[j] - _costs[(i * _largest.Length) + j]) * _scale);
        }

        for (int i = 0; i < problem.SourceCount; i++)
        {
            for (int j = 0; j < _largest.Length; j++)
                _sums[j] += MathF.Exp(((_zeros[j] - _costs[(i * _largest.Length) + j]) * _scale) - _largest[j]);
        }

        for (int j = 0; j < g.Length; j++)
            g[j] = -problem.Epsilon * (_largest[j] + Math.Log(_sums[j] / problem.SourceCount));
    }

    private void Exponents(int i)
    {
        TensorPrimitives.Subtract(_zeros, _costs.AsSpan(i * _row.Length, _row.Length), _row);
        TensorPrimitives.Multiply(_row, _scale, _row);
    }
}
