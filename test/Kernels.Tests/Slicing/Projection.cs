namespace Microsoft.ML.SlicedOT.Kernels.Tests;

/// <summary>Positions of a support's points along a direction, one after another: the reference of <see cref="SliceKernel"/>.</summary>
internal static class Projection
{
    /// <summary>Writes <c>positions[i] = x_i . direction</c>, summed in float32. Equal points get equal positions.</summary>
    public static void Project(Support support, ReadOnlySpan<float> direction, Span<float> positions)
    {
        for (int i = 0; i < positions.Length; i++)
        {
            ReadOnlySpan<float> point = support[i];
            float sum = 0;
            for (int k = 0; k < direction.Length; k++)
                sum += direction[k] * point[k];
            positions[i] = sum;
        }
    }
}
