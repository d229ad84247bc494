using System.Numerics.Tensors;

namespace Microsoft.ML.SlicedOT;

/// <summary>Features that are quadratic polynomials of the source point with coefficients made from the pair's moments.</summary>
internal abstract class QuadraticFeatureBlock : IFeatureBlock
{
    public abstract FeatureBlockKind Kind { get; }

    public abstract int Count { get; }

    public abstract string Name(int feature);

    public void Compute(FeatureWorkspace pair, Span<double> columns)
    {
        int n = pair.SourceCount;
        for (int k = 0; k < Count; k++)
        {
            pair.Form.Clear(pair.Moments);
            Accumulate(pair, k, 1.0, pair.Form);
            Span<double> column = columns.Slice(k * n, n);
            column.Clear();
            pair.Form.AddTo(pair.CentredSource, column);
        }
    }

    public void AddTo(FeatureWorkspace pair, ReadOnlySpan<double> coefficients, Span<double> f)
    {
        pair.Form.Clear(pair.Moments);
        for (int k = 0; k < Count; k++)
        {
            if (coefficients[k] != 0)
                Accumulate(pair, k, coefficients[k], pair.Form);
        }

        pair.Form.AddTo(pair.CentredSource, f);
    }

    /// <summary>Adds <paramref name="coefficient"/> times feature <paramref name="feature"/> to <paramref name="form"/>.</summary>
    protected abstract void Accumulate(FeatureWorkspace pair, int feature, double coefficient, QuadraticForm form);
}

/// <summary>A function <c>z^T A z + b·z</c> of the source point's offset z from the source mean; A diagonal in high dimension.</summary>
internal sealed class QuadraticForm
{
    private double[] _quadratic = [];
    private double[] _linear = [];
    private double[] _row = [];
    private int _dimension;
    private bool _isDiagonal;

    /// <summary>Row-major d x d, or the diagonal.</summary>
    public Span<double> Quadratic => _quadratic;

    public Span<double> Linear => _linear;

    public void Clear(PairMoments moments)
    {
        if (_dimension != moments.Dimension)
        {
            _dimension = moments.Dimension;
            _isDiagonal = moments.IsDiagonal;
            _quadratic = new double[_isDiagonal ? _dimension : _dimension * _dimension];
            _linear = new double[_dimension];
            return;
        }

        Array.Clear(_quadratic);
        Array.Clear(_linear);
    }

    /// <summary>Adds the form's values at the points of <paramref name="source"/>.</summary>
    public void AddTo(MeasureMoments source, Span<double> values)
    {
        int n = values.Length;
        if (_row.Length < n)
            _row = new double[n];
        Span<double> row = _row.AsSpan(0, n);
        for (int i = 0; i < _dimension; i++)
        {
            row.Fill(_linear[i]);
            bool any = _linear[i] != 0;
            for (int j = _isDiagonal ? i : 0; j <= i; j++)
            {
                double entry = _isDiagonal ? _quadratic[i] : (i == j ? _quadratic[(i * _dimension) + i] : _quadratic[(i * _dimension) + j] + _quadratic[(j * _dimension) + i]);
                if (entry == 0)
                    continue;
                any = true;
                TensorPrimitives.MultiplyAdd(source.Axis(j), entry, row, row);
            }

            if (any)
                TensorPrimitives.MultiplyAdd(source.Axis(i), row, values, values);
        }
    }
}
