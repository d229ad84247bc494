namespace Microsoft.ML.SlicedOT.Kernels.Tests;

public unsafe class TranspositionTests
{
    [Fact]
    public void EveryNumberIsWhereItsRowAndColumnChangedPlaces()
    {
        foreach ((int rows, int columns) in new[] { (1, 1), (1, 40), (40, 1), (15, 17), (16, 16), (33, 50) })
        {
            int stride = columns + 3, destinationStride = rows + 2;
            double[] matrix = [.. Enumerable.Range(0, rows * stride).Select(k => (double)k)];
            var transposed = new double[columns * destinationStride];
            Array.Fill(transposed, -1);
            fixed (double* source = matrix, destination = transposed)
                Transposition.Write(source, rows, columns, stride, destination, destinationStride);
            for (int j = 0; j < columns; j++)
                for (int i = 0; i < destinationStride; i++)
                    Assert.Equal(i < rows ? matrix[(i * stride) + j] : -1, transposed[(j * destinationStride) + i]);
        }
    }
}
