namespace Microsoft.ML.SlicedOT;

/// <summary>The entropic Kantorovich potential between the Gaussians with the two measures' means and covariances.</summary>
/// <remarks>
/// <para>
/// For the cost |x-y|² and regularisation epsilon = 2 sigma² the optimal coupling of two Gaussians is Gaussian (Janati, Muzellec, Peyré
/// and Cuturi 2020, theorem 1), its barycentric map is <c>T(x) = m_b + A (x - m_a)</c> with
/// <c>A = B^(1/2) 2 ((4 N + sigma⁴ I)^(1/2) + sigma² I)^(-1) B^(1/2)</c>, <c>N = B^(1/2) S B^(1/2)</c>, S and B the covariances of source
/// and target, and the potential's gradient is <c>2 (x - T(x))</c>. As epsilon goes to 0 this is the Bures potential. In this form nothing is
/// inverted that can vanish, so a measure of one atom or on a line needs no special case.
/// </para>
/// <para>For other costs epsilon has other units; sigma² is then only the small floor that keeps A finite.</para>
/// </remarks>
internal sealed class GaussianPotentialBlock(bool usesEpsilon) : QuadraticFeatureBlock
{
    private const double RelativeFloor = 1e-9;

    public override FeatureBlockKind Kind => FeatureBlockKind.GaussianPotential;

    public override int Count => 1;

    public override string Name(int feature) => "GaussianPotential";

    protected override void Accumulate(FeatureWorkspace pair, int feature, double coefficient, QuadraticForm form)
    {
        PairMoments moments = pair.Moments;
        int d = moments.Dimension;
        double blur = Math.Max(usesEpsilon ? pair.Epsilon / 2 : 0, RelativeFloor * moments.PooledVariance);
        if (moments.IsDiagonal)
        {
            for (int k = 0; k < d; k++)
            {
                double slope = moments.TargetCovariance[k] * Gain(moments.SourceCovariance[k] * moments.TargetCovariance[k], blur);
                form.Quadratic[k] += coefficient * (1 - slope);
            }
        }
        else
        {
            Span<double> map = pair.Scratch((4 * d * d) + (2 * d))[..(d * d)];
            MapSlope(pair, blur, map);
            for (int i = 0; i < d; i++)
            {
                for (int j = 0; j < d; j++)
                    form.Quadratic[(i * d) + j] += coefficient * ((i == j ? 1 : 0) - map[(i * d) + j]);
            }
        }

        for (int k = 0; k < d; k++)
            form.Linear[k] += coefficient * 2 * (moments.SourceMean[k] - moments.TargetMean[k]);
    }

    private static double Gain(double product, double blur)
    {
        double denominator = Math.Sqrt((4 * Math.Max(product, 0)) + (blur * blur)) + blur;
        return denominator > 0 ? 2 / denominator : 0;
    }

    private static void MapSlope(FeatureWorkspace pair, double blur, Span<double> map)
    {
        PairMoments moments = pair.Moments;
        int d = moments.Dimension, square = d * d;
        Span<double> scratch = pair.Scratch((4 * square) + (2 * d));
        Span<double> root = scratch.Slice(square, square);
        Span<double> work = scratch.Slice(2 * square, square);
        Span<double> vectors = scratch.Slice(3 * square, square);
        Span<double> values = scratch.Slice(4 * square, d);

        moments.TargetCovariance.AsSpan().CopyTo(work);
        SymmetricEigen.Decompose(work, d, values, vectors);
        for (int k = 0; k < d; k++)
            values[k] = Math.Sqrt(Math.Max(values[k], 0));
        SymmetricEigen.Compose(values, vectors, d, root);

        Sandwich(root, moments.SourceCovariance, d, map, work);
        SymmetricEigen.Decompose(work, d, values, vectors);
        for (int k = 0; k < d; k++)
            values[k] = Gain(values[k], blur);
        SymmetricEigen.Compose(values, vectors, d, work);
        Sandwich(root, work, d, vectors, map);
    }

    /// <summary><c>result = root middle root</c> for symmetric matrices; <paramref name="product"/> is overwritten.</summary>
    private static void Sandwich(ReadOnlySpan<double> root, ReadOnlySpan<double> middle, int d, Span<double> product, Span<double> result)
    {
        Multiply(root, middle, d, product);
        Multiply(product, root, d, result);
    }

    private static void Multiply(ReadOnlySpan<double> left, ReadOnlySpan<double> right, int d, Span<double> product)
    {
        for (int i = 0; i < d; i++)
        {
            for (int j = 0; j < d; j++)
            {
                double sum = 0;
                for (int k = 0; k < d; k++)
                    sum += left[(i * d) + k] * right[(k * d) + j];
                product[(i * d) + j] = sum;
            }
        }
    }
}
