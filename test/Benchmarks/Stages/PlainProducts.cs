using System.Numerics;
using System.Numerics.Tensors;

namespace Microsoft.ML.SlicedOT.Benchmarks;

/// <summary>Products of a matrix with a vector without this library's kernels.</summary>
internal static class PlainProducts
{
    public static void Rows<T>(ReadOnlySpan<T> matrix, int rows, int stride, ReadOnlySpan<T> vector, Span<T> result)
        where T : INumber<T>
    {
        for (int i = 0; i < rows; i++)
        {
            ReadOnlySpan<T> row = matrix.Slice(i * stride, stride);
            T sum = T.Zero;
            for (int j = 0; j < row.Length; j++)
                sum += row[j] * vector[j];
            result[i] = sum;
        }
    }

    public static void RowsByTensorPrimitives<T>(ReadOnlySpan<T> matrix, int rows, int stride, ReadOnlySpan<T> vector, Span<T> result)
        where T : INumber<T>
    {
        for (int i = 0; i < rows; i++)
            result[i] = TensorPrimitives.Dot(matrix.Slice(i * stride, stride), vector);
    }

    public static void Columns<T>(ReadOnlySpan<T> matrix, int rows, int stride, ReadOnlySpan<T> vector, Span<T> result)
        where T : INumber<T>
    {
        result.Clear();
        for (int i = 0; i < rows; i++)
        {
            ReadOnlySpan<T> row = matrix.Slice(i * stride, stride);
            for (int j = 0; j < row.Length; j++)
                result[j] += vector[i] * row[j];
        }
    }

    public static void ColumnsByTensorPrimitives<T>(ReadOnlySpan<T> matrix, int rows, int stride, ReadOnlySpan<T> vector, Span<T> result)
        where T : INumber<T>
    {
        result.Clear();
        for (int i = 0; i < rows; i++)
            TensorPrimitives.MultiplyAdd(matrix.Slice(i * stride, stride), vector[i], result, result);
    }
}
