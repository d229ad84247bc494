using System.Numerics.Tensors;

namespace Microsoft.ML.SlicedOT;

/// <summary><c>y = A (x - m) + b</c>: the optimal map between Gaussians, or its diagonal kind, a mean and a spread for each feature.</summary>
internal sealed class AffineMap : DomainMap
{
    /// <summary>A feature that varies less than this share of the other domain's spread does not vary.</summary>
    private const double LeastSpread = 1e-6;

    private readonly DomainMapKind _kind;
    private readonly double[] _source;
    private readonly double[] _target;

    /// <summary>d factors, or d x d with the factors of one input feature in a row.</summary>
    private readonly double[] _factors;

    [ThreadStatic]
    private static double[]? _buffer;

    private AffineMap(DomainMapKind kind, double[] source, double[] target, double[] factors)
        : base(source.Length)
    {
        _kind = kind;
        _source = source;
        _target = target;
        _factors = factors;
    }

    public override DomainMapKind Kind => _kind;

    /// <summary>The factors, for tests: entry (i, k) moves output i by input k.</summary>
    public double Factor(int i, int k) => _kind == DomainMapKind.Linear ? _factors[(k * Dimension) + i] : i == k ? _factors[k] : 0;

    /// <summary>Means and standard deviations become the target's. What does not vary in the source is moved only; what does not vary in the target becomes constant.</summary>
    public static AffineMap PerFeature(DiscreteMeasure source, DiscreteMeasure target)
    {
        DomainMoments from = new(source), to = new(target);
        var factors = new double[source.Dimension];
        for (int k = 0; k < factors.Length; k++)
            factors[k] = Gain(from.Variances[k], to.Variances[k]);
        return new AffineMap(DomainMapKind.PerFeature, from.Means, to.Means, factors);
    }

    /// <summary>The factor that turns one spread into another.</summary>
    public static double Gain(double fromVariance, double toVariance) =>
        fromVariance <= LeastSpread * LeastSpread * toVariance || fromVariance == 0 ? 1 : Math.Sqrt(toVariance / fromVariance);

    /// <summary>
    /// <c>A = Sa^-1/2 (Sa^1/2 Sb Sa^1/2)^1/2 Sa^-1/2</c> in scaled features (Dowson and Landau 1982), with shrunk covariances.
    /// </summary>
    public static AffineMap Linear(DiscreteMeasure source, DiscreteMeasure target, FeatureScaling scaling)
    {
        int d = source.Dimension;
        DomainMoments from = new(source), to = new(target);
        double[] scales = DomainScale.Of(from, to, scaling);
        double[] sourceCovariance = new double[checked(d * d)], targetCovariance = new double[d * d];
        ShrunkCovariance.Compute(source, from.Means, scales, sourceCovariance);
        ShrunkCovariance.Compute(target, to.Means, scales, targetCovariance);
        (double[] root, double[] inverse) = SymmetricMatrix.Roots(sourceCovariance, d);
        double[] middle = SymmetricMatrix.Multiply(SymmetricMatrix.Multiply(root, targetCovariance, d), root, d);
        Symmetrize(middle, d);
        double[] factors = SymmetricMatrix.Multiply(SymmetricMatrix.Multiply(inverse, SymmetricMatrix.Roots(middle, d).Root, d), inverse, d);
        Symmetrize(factors, d);

        // Symmetric in scaled features; rows are inputs.
        for (int k = 0; k < d; k++)
        {
            for (int i = 0; i < d; i++)
                factors[(k * d) + i] *= scales[i] / scales[k];
        }

        return new AffineMap(DomainMapKind.Linear, from.Means, to.Means, factors);
    }

    public static AffineMap Read(BinaryReader reader, DomainMapKind kind, int d) => new(
        kind,
        DomainMapFormat.ReadDoubles(reader, d),
        DomainMapFormat.ReadDoubles(reader, d),
        DomainMapFormat.ReadDoubles(reader, kind == DomainMapKind.Linear ? (long)d * d : d));

    internal override void WriteParameters(BinaryWriter writer)
    {
        DomainMapFormat.Write(writer, _source);
        DomainMapFormat.Write(writer, _target);
        DomainMapFormat.Write(writer, _factors);
    }

    private protected override void ApplyCore(ReadOnlySpan<float> row, Span<float> result, int @class)
    {
        int d = Dimension;
        if (_buffer is null || _buffer.Length < 2 * d)
            _buffer = new double[2 * d];
        Span<double> differences = _buffer.AsSpan(0, d), sum = _buffer.AsSpan(d, d);
        TensorPrimitives.ConvertTruncating(row, differences);
        TensorPrimitives.Subtract(differences, _source, differences);
        if (_kind == DomainMapKind.PerFeature)
        {
            TensorPrimitives.Multiply(differences, _factors, sum);
            TensorPrimitives.Add(sum, _target, sum);
        }
        else
        {
            _target.CopyTo(sum);
            RowProducts.AddWeightedRows(_factors, differences, d, sum);
        }

        TensorPrimitives.ConvertTruncating<double, float>(sum, result);
    }

    private static void Symmetrize(Span<double> matrix, int n)
    {
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < i; j++)
                matrix[(i * n) + j] = matrix[(j * n) + i] = (matrix[(i * n) + j] + matrix[(j * n) + i]) / 2;
        }
    }
}
