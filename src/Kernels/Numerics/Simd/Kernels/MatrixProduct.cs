using System.Runtime.Intrinsics;

namespace Microsoft.ML.SlicedOT.Simd;

/// <summary>Products of small matrices of double precision.</summary>
internal abstract unsafe class MatrixProduct
{
    /// <summary>The product for the widest vectors the machine computes with.</summary>
    public static MatrixProduct Instance { get; } =
        Vector512.IsHardwareAccelerated ? new MatrixProduct<Double512>()
        : Vector256.IsHardwareAccelerated ? new MatrixProduct<Double256>()
        : Vector128.IsHardwareAccelerated ? new MatrixProduct<Double128>()
        : new MatrixProduct<DoubleScalar>();

    /// <summary><c>result = left right</c>, row-major.</summary>
    /// <param name="left">Rows x inner.</param>
    /// <param name="leftStride">Elements between rows of <paramref name="left"/>.</param>
    /// <param name="right">Inner x columns, without gaps.</param>
    /// <param name="result">Rows x columns, without gaps.</param>
    /// <param name="rows">Rows of the result.</param>
    /// <param name="inner">Length of the sums.</param>
    /// <param name="columns">Columns of the result, a multiple of the padding.</param>
    public abstract void Multiply(double* left, int leftStride, double* right, double* result, int rows, int inner, int columns);
}
