using System.Numerics;
using System.Runtime.InteropServices;

namespace Microsoft.ML.SlicedOT;

/// <summary>A row of squared distances in any dimension, in float32.</summary>
internal static class SquaredDistanceRow
{
    private const int Together = 4;

    /// <summary>
    /// Writes the squared distances between <paramref name="x"/> and all <paramref name="points"/>. Each is computed alike whatever its place and
    /// the same from y to x as from x to y, so equal pairs have equal bits.
    /// </summary>
    public static void Write(ReadOnlySpan<float> x, Support points, Span<float> row)
    {
        row.Clear();
        int k = 0;
        for (; k <= x.Length - Together; k += Together)
            Add(x.Slice(k, Together), points.Axis(k), points.Axis(k + 1), points.Axis(k + 2), points.Axis(k + 3), row);
        for (; k < x.Length; k++)
            Add(x[k], points.Axis(k), row);
    }

    private static void Add(float x, ReadOnlySpan<float> y, Span<float> row)
    {
        ReadOnlySpan<Vector<float>> ys = MemoryMarshal.Cast<float, Vector<float>>(y);
        Span<Vector<float>> rows = MemoryMarshal.Cast<float, Vector<float>>(row);
        var xs = new Vector<float>(x);
        for (int j = 0; j < ys.Length; j++)
            rows[j] += Square(xs - ys[j]);
        for (int j = ys.Length * Vector<float>.Count; j < y.Length; j++)
            row[j] += Square(x - y[j]);
    }

    /// <summary>Four coordinates at once: the row is loaded and stored a quarter as often.</summary>
    private static void Add(ReadOnlySpan<float> x, ReadOnlySpan<float> y0, ReadOnlySpan<float> y1, ReadOnlySpan<float> y2, ReadOnlySpan<float> y3, Span<float> row)
    {
        ReadOnlySpan<Vector<float>> v0 = MemoryMarshal.Cast<float, Vector<float>>(y0);
        ReadOnlySpan<Vector<float>> v1 = MemoryMarshal.Cast<float, Vector<float>>(y1)[..v0.Length];
        ReadOnlySpan<Vector<float>> v2 = MemoryMarshal.Cast<float, Vector<float>>(y2)[..v0.Length];
        ReadOnlySpan<Vector<float>> v3 = MemoryMarshal.Cast<float, Vector<float>>(y3)[..v0.Length];
        Span<Vector<float>> rows = MemoryMarshal.Cast<float, Vector<float>>(row)[..v0.Length];
        var x0 = new Vector<float>(x[0]);
        var x1 = new Vector<float>(x[1]);
        var x2 = new Vector<float>(x[2]);
        var x3 = new Vector<float>(x[3]);
        for (int j = 0; j < v0.Length; j++)
            rows[j] += Square(x0 - v0[j]) + Square(x1 - v1[j]) + (Square(x2 - v2[j]) + Square(x3 - v3[j]));
        for (int j = v0.Length * Vector<float>.Count; j < y0.Length; j++)
            row[j] += Square(x[0] - y0[j]) + Square(x[1] - y1[j]) + (Square(x[2] - y2[j]) + Square(x[3] - y3[j]));
    }

    private static Vector<float> Square(Vector<float> x) => x * x;

    private static float Square(float x) => x * x;
}
