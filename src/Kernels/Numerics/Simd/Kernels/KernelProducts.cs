using System.Runtime.Intrinsics;

namespace Microsoft.ML.SlicedOT.Simd;

/// <summary>
/// Products of a stored matrix with a vector from either side. Sums are taken in the matrix's precision over short stretches and in double
/// from there. Rows are padded to whole vectors; the padding of matrices may hold any finite number, that of vectors zeros.
/// </summary>
internal abstract unsafe class KernelProducts
{
    /// <summary>Products of matrices of single precision.</summary>
    public static KernelProducts Single { get; } =
        Vector512.IsHardwareAccelerated ? new KernelProducts<Single512, float>()
        : Vector256.IsHardwareAccelerated ? new KernelProducts<Single256, float>()
        : Vector128.IsHardwareAccelerated ? new KernelProducts<Single128, float>()
        : new KernelProducts<SingleScalar, float>();

    /// <summary>Products of matrices of double precision.</summary>
    public static KernelProducts Double { get; } =
        Vector512.IsHardwareAccelerated ? new KernelProducts<Double512, double>()
        : Vector256.IsHardwareAccelerated ? new KernelProducts<Double256, double>()
        : Vector128.IsHardwareAccelerated ? new KernelProducts<Double128, double>()
        : new KernelProducts<DoubleScalar, double>();

    /// <summary>
    /// Adds <c>sum_j matrix_ij vector_j</c> over the columns of <paramref name="columns"/>, whose bounds are multiples of the padding, to
    /// <c>result_i</c>, for the rows from <paramref name="first"/> to before <paramref name="end"/>.
    /// </summary>
    public abstract void AddRowSums(void* matrix, int first, int end, int paddedColumnCount, ColumnRange columns, void* vector, double* result);

    /// <summary>
    /// <c>result_j = sum_i vector_i matrix_ij</c> for the columns of <paramref name="columns"/>, whose bounds are multiples of the padding.
    /// <paramref name="scratch"/> is as long as a row and of the matrix's type.
    /// </summary>
    public abstract void ColumnSums(void* matrix, int rowCount, int paddedColumnCount, ColumnRange columns, void* vector, double* result, void* scratch);
}
