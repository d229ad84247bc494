using System.Numerics.Tensors;

namespace Microsoft.ML.SlicedOT;

/// <summary>The orthonormal eigenframe of the optimal map between the Gaussians with the two measures' covariances, and the Bures distance.</summary>
/// <remarks>
/// In the eigenframe of <c>T = A^(-1/2) (A^(1/2) B A^(1/2))^(1/2) A^(-1/2)</c> the one-dimensional Gaussian distances add up to
/// <c>tr A + tr B - 2 tr (A^(1/2) B A^(1/2))^(1/2)</c>. Directions in which A has no variance come first, by themselves: there every
/// basis gives the same sum, and mixed with others they would lose that property.
/// </remarks>
internal sealed class GaussianFrame
{
    private const double RelativeFloor = 1e-10;

    private double[] _basis = [];
    private double[] _first = [];
    private double[] _second = [];
    private double[] _vectors = [];
    private double[] _spread = [];
    private double[] _values = [];
    private double[] _roots = [];
    private double _unit;

    /// <summary>The frame: row k is the unit vector k.</summary>
    public double[] Vectors { get; private set; } = [];

    /// <summary>Computes the frame.</summary>
    /// <returns>The squared Bures distance, not negative.</returns>
    public double Compute(ReadOnlySpan<double> source, ReadOnlySpan<double> target, int d)
    {
        Reserve(d);
        double traces = 0;
        for (int k = 0; k < d; k++)
            traces += source[(k * d) + k] + target[(k * d) + k];
        if (traces == 0)
        {
            Vectors.AsSpan(0, d * d).Clear();
            for (int k = 0; k < d; k++)
                Vectors[(k * d) + k] = 1;
            _roots.AsSpan(0, d).Clear();
            _unit = 0;
            return 0;
        }

        // A unit of its own: squares of covariances leave the range of double otherwise.
        double unit = _unit = traces / d;
        for (int k = 0; k < d * d; k++)
            _first[k] = source[k] / unit;
        SymmetricEigen.Decompose(_first.AsSpan(0, d * d), d, _spread, _basis);
        double largest = 0;
        for (int k = 0; k < d; k++)
            largest = Math.Max(largest, _spread[k]);
        for (int k = 0; k < d; k++)
            _spread[k] = Math.Sqrt(Math.Max(0, _spread[k]));

        // A^(1/2) B A^(1/2) in the basis of A's eigenvectors.
        Product(target, transposeLeft: false, _basis, _second, d);
        Product(_basis, transposeLeft: true, _second, _first, d);
        for (int i = 0; i < d; i++)
            for (int j = 0; j < d; j++)
                _first[(i * d) + j] *= _spread[i] * _spread[j] / unit;
        Symmetrize(_first, d);
        SymmetricEigen.Decompose(_first.AsSpan(0, d * d), d, _values, _vectors);
        double bures = traces;
        for (int k = 0; k < d; k++)
        {
            _roots[k] = _values[k] = Math.Sqrt(Math.Max(0, _values[k]));
            bures -= 2 * unit * _values[k];
        }

        SymmetricEigen.Compose(_values, _vectors, d, _first);
        double floor = Math.Sqrt(RelativeFloor * largest);
        MapSlope(floor, d);
        SymmetricEigen.Decompose(_first.AsSpan(0, d * d), d, _values, _vectors);
        Order(d);
        return Math.Max(0, bures);
    }

    /// <summary>
    /// By how much the entropic plan between the Gaussians of the pair last computed costs more than the optimal one:
    /// <c>sum_i 2 r_i - sqrt(4 r_i² + s²) + s</c> with s = epsilon / 2 and r_i the eigenvalues of <c>(A^(1/2) B A^(1/2))^(1/2)</c>.
    /// </summary>
    public double EntropicExcess(double epsilon, int d)
    {
        double s = epsilon / 2, excess = 0;
        for (int k = 0; k < d; k++)
        {
            // The difference as a quotient: s is often tiny beside r.
            double twice = 2 * _unit * _roots[k];
            excess += s - (s * s / (twice + Math.Sqrt((twice * twice) + (s * s))));
        }

        return excess;
    }

    /// <summary>
    /// The debiased Sinkhorn divergence of the two centred Gaussians of the pair last computed: with <c>h(r) = sqrt(4 r² + s²) - s log(s + sqrt(4 r² + s²))</c> and
    /// s = epsilon / 2, half the sums of h over the eigenvalues of either covariance, less that over the r_i (Janati, Muzellec, Peyré and Cuturi 2020).
    /// </summary>
    public double Divergence(double epsilon, ReadOnlySpan<double> target, int d)
    {
        if (_unit == 0)
            return 0;
        double s = epsilon / (2 * _unit), sum = 0;
        for (int k = 0; k < d * d; k++)
            _first[k] = target[k] / _unit;
        SymmetricEigen.Decompose(_first.AsSpan(0, d * d), d, _values, _vectors);
        for (int k = 0; k < d; k++)
            sum += ((Potential(_spread[k] * _spread[k]) + Potential(_values[k])) / 2) - Potential(_roots[k]);
        return Math.Max(0, _unit * sum);

        double Potential(double r)
        {
            // Less its value at 0, of which there are as many on both sides: s is often large beside r.
            double above = 4 * r * r / (s + Math.Sqrt((4 * r * r) + (s * s)));
            double t = above / (2 * s), one = 1 + t;
            return above - (s * (one == 1 ? t : Math.Log(one) * t / (one - 1)));
        }
    }

    /// <summary>T in the basis of A's eigenvectors, from the root in <see cref="_first"/>.</summary>
    private void MapSlope(double floor, int d)
    {
        double trace = 0;
        for (int i = 0; i < d; i++)
        {
            for (int j = 0; j < d; j++)
            {
                bool spreads = _spread[i] > floor && _spread[j] > floor;
                _first[(i * d) + j] = spreads ? _first[(i * d) + j] / (_spread[i] * _spread[j]) : 0;
            }

            trace += _first[(i * d) + i];
        }

        for (int i = 0; i < d; i++)
        {
            if (!(_spread[i] > floor))
                _first[(i * d) + i] = 1 + (2 * trace);
        }
    }

    /// <summary>Rows of the frame by descending eigenvalue: the order then depends on the pair alone.</summary>
    private void Order(int d)
    {
        Product(_basis, transposeLeft: false, _vectors, _second, d);
        for (int row = 0; row < d; row++)
        {
            int next = 0;
            for (int k = 1; k < d; k++)
            {
                if (_values[k] > _values[next])
                    next = k;
            }

            for (int l = 0; l < d; l++)
                Vectors[(row * d) + l] = _second[(l * d) + next];
            _values[next] = double.NegativeInfinity;
        }
    }

    private static void Product(ReadOnlySpan<double> left, bool transposeLeft, ReadOnlySpan<double> right, Span<double> product, int d)
    {
        for (int i = 0; i < d; i++)
        {
            Span<double> row = product.Slice(i * d, d);
            row.Clear();
            for (int k = 0; k < d; k++)
            {
                double factor = transposeLeft ? left[(k * d) + i] : left[(i * d) + k];
                TensorPrimitives.MultiplyAdd(right.Slice(k * d, d), factor, row, row);
            }
        }
    }

    private static void Symmetrize(Span<double> matrix, int d)
    {
        for (int i = 0; i < d; i++)
            for (int j = 0; j < i; j++)
                matrix[(i * d) + j] = matrix[(j * d) + i] = (matrix[(i * d) + j] + matrix[(j * d) + i]) / 2;
    }

    private void Reserve(int d)
    {
        if (_values.Length >= d)
            return;
        _basis = new double[d * d];
        _first = new double[d * d];
        _second = new double[d * d];
        _vectors = new double[d * d];
        Vectors = new double[d * d];
        _spread = new double[d];
        _values = new double[d];
        _roots = new double[d];
    }
}
