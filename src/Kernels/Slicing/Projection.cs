using System.Numerics;
using System.Runtime.InteropServices;

namespace Microsoft.ML.SlicedOT;

/// <summary>Positions of a support's points along a direction.</summary>
internal static class Projection
{
    /// <summary>Writes <c>positions[i] = x_i . direction</c>, in float32. Equal points get equal positions.</summary>
    internal static void Project(Support support, ReadOnlySpan<float> direction, Span<float> positions)
    {
        positions.Clear();
        for (int k = 0; k < direction.Length; k++)
            AddScaled(direction[k], support.Axis(k), positions);
    }

    private static void AddScaled(float factor, ReadOnlySpan<float> axis, Span<float> positions)
    {
        int vectors = axis.Length - (axis.Length % Vector<float>.Count);
        ReadOnlySpan<Vector<float>> source = MemoryMarshal.Cast<float, Vector<float>>(axis[..vectors]);
        Span<Vector<float>> destination = MemoryMarshal.Cast<float, Vector<float>>(positions[..vectors]);
        var factors = new Vector<float>(factor);
        for (int i = 0; i < source.Length; i++)
            destination[i] += factors * source[i];
        for (int i = vectors; i < axis.Length; i++)
            positions[i] += factor * axis[i];
    }
}
