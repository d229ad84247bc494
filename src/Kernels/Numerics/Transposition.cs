using System.Runtime.CompilerServices;

namespace Microsoft.ML.SlicedOT;

/// <summary>The transpose of a matrix, block by block, so that neither side leaves the cache between two numbers that lie side by side.</summary>
internal static unsafe class Transposition
{
    private const int Block = 16;

    /// <summary>Writes <c>destination_ji = matrix_ij</c>.</summary>
    /// <param name="matrix">The matrix, row-major.</param>
    /// <param name="rows">Its rows.</param>
    /// <param name="columns">Its columns.</param>
    /// <param name="stride">From row to row.</param>
    /// <param name="destination">Receives the transpose.</param>
    /// <param name="destinationStride">From row to row of the transpose.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Write<T>(T* matrix, int rows, int columns, nint stride, T* destination, nint destinationStride)
        where T : unmanaged
    {
        for (int firstRow = 0; firstRow < rows; firstRow += Block)
        {
            int height = Math.Min(Block, rows - firstRow);
            T* target = destination + firstRow;
            for (int column = 0; column < columns; column++, target += destinationStride)
            {
                T* source = matrix + (firstRow * stride) + column;
                for (int row = 0; row < height; row++, source += stride)
                    target[row] = *source;
            }
        }
    }
}
