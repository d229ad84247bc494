using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Factorization;

namespace Microsoft.ML.SlicedOT;

/// <summary>Functions of symmetric matrices of any size.</summary>
internal static class SymmetricMatrix
{
    /// <summary>Up to here rotations are quick, and need no library.</summary>
    private const int LargestByRotations = 48;

    /// <summary>Eigenvalues below this share of the largest count as that share: the root of a matrix keeps an inverse.</summary>
    private const double LeastShare = 1e-10;

    /// <summary>The square root and its inverse, n x n row-major.</summary>
    public static (double[] Root, double[] Inverse) Roots(double[] matrix, int n)
    {
        (double[] values, double[] vectors) = Decompose(matrix, n);
        double floor = Math.Max(values.Max() * LeastShare, 1e-300);
        double[] roots = Array.ConvertAll(values, v => Math.Sqrt(Math.Max(v, floor)));
        return (Compose(roots, vectors, n), Compose(Array.ConvertAll(roots, r => 1 / r), vectors, n));
    }

    /// <summary><c>left right</c>, where right is symmetric.</summary>
    public static double[] Multiply(double[] left, double[] right, int n)
    {
        var product = new double[n * n];
        RowProducts.Accumulate(left, n, right, n, n, product);
        return product;
    }

    private static (double[] Values, double[] Vectors) Decompose(double[] matrix, int n)
    {
        if (n <= LargestByRotations)
        {
            var values = new double[n];
            var vectors = new double[n * n];
            SymmetricEigen.Decompose([.. matrix], n, values, vectors);
            return (values, vectors);
        }

        // Column-major is row-major of a symmetric matrix.
        Evd<double> factors = Matrix<double>.Build.Dense(n, n, [.. matrix]).Evd(Symmetricity.Symmetric);
        return ([.. factors.EigenValues.Select(v => v.Real)], factors.EigenVectors.ToRowMajorArray());
    }

    private static double[] Compose(double[] values, double[] vectors, int n)
    {
        var scaled = new double[n * n];
        var result = new double[n * n];
        RowProducts.ScaleColumns(vectors, n, values, scaled);
        RowProducts.Accumulate(scaled, n, vectors, n, n, result);
        return result;
    }
}
