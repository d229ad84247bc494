using System.Numerics;

namespace Microsoft.ML.SlicedOT;

/// <summary>A row of angles between unit vectors, in float32: <c>2 atan(|u - v| / |u + v|)</c>, within 4e-7 of the exact angle.</summary>
internal static class SphereArcRow
{
    /// <summary>Writes the angles between <paramref name="u"/> and all <paramref name="points"/>. Each is computed alike whatever its place, so equal pairs have equal bits.</summary>
    public static void Write(ReadOnlySpan<float> u, Support points, Span<float> row)
    {
        ReadOnlySpan<float> x = points.Axis(0);
        ReadOnlySpan<float> y = points.Axis(1);
        ReadOnlySpan<float> z = points.Axis(2);
        int j = 0;
        for (; j <= row.Length - Vector<float>.Count; j += Vector<float>.Count)
            Angles(u, new(x[j..]), new(y[j..]), new(z[j..])).CopyTo(row[j..]);
        if (j == row.Length)
            return;

        Span<float> rest = stackalloc float[4 * Vector<float>.Count];
        rest.Clear();
        int width = Vector<float>.Count;
        x[j..].CopyTo(rest);
        y[j..].CopyTo(rest[width..]);
        z[j..].CopyTo(rest[(2 * width)..]);
        Angles(u, new(rest), new(rest[width..]), new(rest[(2 * width)..])).CopyTo(rest[(3 * width)..]);
        rest.Slice(3 * width, row.Length - j).CopyTo(row[j..]);
    }

    private static Vector<float> Angles(ReadOnlySpan<float> u, Vector<float> x, Vector<float> y, Vector<float> z)
    {
        var ux = new Vector<float>(u[0]);
        var uy = new Vector<float>(u[1]);
        var uz = new Vector<float>(u[2]);
        Vector<float> difference = Square(ux - x) + Square(uy - y) + Square(uz - z);
        Vector<float> sum = Square(ux + x) + Square(uy + y) + Square(uz + z);
        Vector<float> square = Vector.Min(difference, sum) / Vector.Max(difference, sum);
        Vector<float> twice = new Vector<float>(2) * Vector.SquareRoot(square) * ArctangentOverArgument(square);
        return Vector.ConditionalSelect(Vector.GreaterThan(difference, sum), new Vector<float>(MathF.PI) - twice, twice);
    }

    /// <summary><c>atan(q) / q</c> as a polynomial in <c>q^2</c>, 0 &lt;= q &lt;= 1, within 2e-8 (Abramowitz and Stegun 1964, 4.4.49).</summary>
    private static Vector<float> ArctangentOverArgument(Vector<float> square)
    {
        ReadOnlySpan<float> coefficients =
        [
            0.0028662257f, -0.0161657367f, 0.0429096138f, -0.0752896400f, 0.1065626393f, -0.1420889944f, 0.1999355085f, -0.3333314528f, 1f,
        ];
        var value = new Vector<float>(coefficients[0]);
        foreach (float coefficient in coefficients[1..])
            value = (value * square) + new Vector<float>(coefficient);
        return value;
    }

    private static Vector<float> Square(Vector<float> x) => x * x;
}
