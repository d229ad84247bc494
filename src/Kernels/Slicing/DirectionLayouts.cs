namespace Microsoft.ML.SlicedOT;

/// <summary>Ways of placing directions on the unit sphere; each fills a row-major L x d array.</summary>
internal static class DirectionLayouts
{
    /// <summary>Angles <c>k pi / L</c> in the plane.</summary>
    public static void EqualAngles(Span<double> vectors)
    {
        int count = vectors.Length / 2;
        for (int l = 0; l < count; l++)
            (vectors[(2 * l) + 1], vectors[2 * l]) = Math.SinCos(Math.PI * l / count);
    }

    /// <summary>Spherical Fibonacci lattice on the upper half-sphere, heights equally spaced, azimuths by the golden angle; then moved slightly into a tight frame.</summary>
    public static void HalfSphereFibonacci(Span<double> vectors)
    {
        double goldenAngle = Math.PI * (3 - Math.Sqrt(5));
        int count = vectors.Length / 3;
        for (int l = 0; l < count; l++)
        {
            double height = (l + 0.5) / count;
            double radius = Math.Sqrt(1 - (height * height));
            (double sine, double cosine) = Math.SinCos(goldenAngle * l);
            vectors[3 * l] = radius * cosine;
            vectors[(3 * l) + 1] = radius * sine;
            vectors[(3 * l) + 2] = height;
        }

        if (count >= 3)
            Tighten(vectors, 3);
    }

    /// <summary>
    /// Moves unit vectors, as little as it takes, until <c>(d/L) sum theta theta^T</c> is the identity: alternately multiplies them by a
    /// first-order inverse square root of that matrix and restores their lengths.
    /// </summary>
    private static void Tighten(Span<double> vectors, int dimension)
    {
        const int MostRounds = 100;
        const double Tight = 1e-10;
        var frame = new double[dimension * dimension];
        var moved = new double[dimension];
        for (int round = 0; round < MostRounds && FrameDeviation(vectors, dimension, frame) > Tight; round++)
        {
            for (int start = 0; start < vectors.Length; start += dimension)
            {
                Span<double> vector = vectors.Slice(start, dimension);
                for (int p = 0; p < dimension; p++)
                    moved[p] = vector[p] - (0.5 * Dot(frame.AsSpan(p * dimension, dimension), vector));
                moved.CopyTo(vector);
                TryNormalize(vector);
            }
        }
    }

    /// <summary>Writes <c>(d/L) sum theta theta^T - I</c> and returns its Frobenius norm.</summary>
    private static double FrameDeviation(ReadOnlySpan<double> vectors, int dimension, Span<double> frame)
    {
        double scale = (double)dimension * dimension / vectors.Length;
        frame.Clear();
        for (int start = 0; start < vectors.Length; start += dimension)
            for (int p = 0; p < dimension; p++)
                for (int q = 0; q < dimension; q++)
                    frame[(p * dimension) + q] += scale * vectors[start + p] * vectors[start + q];
        for (int p = 0; p < dimension; p++)
            frame[(p * dimension) + p] -= 1;
        return Math.Sqrt(Dot(frame, frame));
    }

    /// <summary>Independent, uniform on the sphere.</summary>
    public static void Random(Span<double> vectors, int dimension, ref SeededGenerator generator)
    {
        for (int start = 0; start < vectors.Length; start += dimension)
        {
            Span<double> vector = vectors.Slice(start, dimension);
            do
            {
                foreach (ref double x in vector)
                    x = generator.NextNormal();
            }
            while (!TryNormalize(vector));
        }
    }

    /// <summary>Blocks of up to d orthonormal directions, each block uniform over rotations (Gram–Schmidt on Gaussian vectors).</summary>
    public static void OrthogonalBlocks(Span<double> vectors, int dimension, ref SeededGenerator generator, CancellationToken cancellationToken)
    {
        long wholeBlock = (long)dimension * dimension;
        for (long start = 0; start < vectors.Length; start += wholeBlock)
        {
            Span<double> block = vectors.Slice((int)start, (int)Math.Min(wholeBlock, vectors.Length - start));
            for (int row = 0; row < block.Length; row += dimension)
            {
                cancellationToken.ThrowIfCancellationRequested();
                Span<double> vector = block.Slice(row, dimension);
                do
                {
                    foreach (ref double x in vector)
                        x = generator.NextNormal();
                    // Twice is enough (Giraud, Langou, Rozloznik 2005): once loses orthogonality where little is left.
                    Orthogonalize(vector, block[..row]);
                    Orthogonalize(vector, block[..row]);
                }
                while (!TryNormalize(vector));
            }
        }
    }

    private static void Orthogonalize(Span<double> vector, ReadOnlySpan<double> orthonormal)
    {
        for (int row = 0; row < orthonormal.Length; row += vector.Length)
        {
            ReadOnlySpan<double> other = orthonormal.Slice(row, vector.Length);
            double product = Dot(vector, other);
            for (int k = 0; k < vector.Length; k++)
                vector[k] -= product * other[k];
        }
    }

    private static bool TryNormalize(Span<double> vector)
    {
        double length = Math.Sqrt(Dot(vector, vector));
        if (length < 1e-9)
            return false;
        foreach (ref double x in vector)
            x /= length;
        return true;
    }

    /// <summary>In one fixed order of summation, so that directions have the same bits whatever the vector width.</summary>
    private static double Dot(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        double even = 0;
        double odd = 0;
        int k = 0;
        for (; k + 1 < x.Length; k += 2)
        {
            even += x[k] * y[k];
            odd += x[k + 1] * y[k + 1];
        }

        return k < x.Length ? even + odd + (x[k] * y[k]) : even + odd;
    }
}
