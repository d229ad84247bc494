using System.Numerics;
using System.Runtime.InteropServices;

namespace Microsoft.ML.SlicedOT;

/// <summary>One coordinate's share of a row of squared distances.</summary>
internal static class SquaredDistanceRow
{
    /// <summary><c>row[j] += (x - y[j])^2</c>. Each entry is computed alike whatever its place, so equal pairs have equal bits.</summary>
    internal static void Add(float x, ReadOnlySpan<float> y, Span<float> row)
    {
        int vectors = y.Length - (y.Length % Vector<float>.Count);
        ReadOnlySpan<Vector<float>> ys = MemoryMarshal.Cast<float, Vector<float>>(y[..vectors]);
        Span<Vector<float>> rows = MemoryMarshal.Cast<float, Vector<float>>(row[..vectors]);
        var xs = new Vector<float>(x);
        for (int j = 0; j < ys.Length; j++)
        {
            Vector<float> difference = xs - ys[j];
            rows[j] += difference * difference;
        }

        for (int j = vectors; j < y.Length; j++)
        {
            float difference = x - y[j];
            row[j] += difference * difference;
        }
    }
}
