namespace Microsoft.ML.SlicedOT;

/// <summary>The angle between two vectors of R^3, in radians.</summary>
internal sealed class SphereArcCost : GroundCost
{
    private const int SphereDimension = 3;

    public override GroundCostKind Kind => GroundCostKind.SphereArc;

    internal override int UnivariateExponent => 1;

    /// <summary><c>2 atan2(|u - v|, |u + v|)</c> of the unit vectors u, v: accurate at every angle, where acos loses half the digits near 0 and pi.</summary>
    public override double Evaluate(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        CheckDimension(x.Length);
        CheckDimension(y.Length);
        double lengthOfX = Length(x);
        double lengthOfY = Length(y);
        if (lengthOfX == 0 || lengthOfY == 0)
            throw new ArgumentException("A point is the zero vector, which has no direction; the sphere-arc cost needs non-zero vectors.");

        double difference = 0;
        double sum = 0;
        for (int k = 0; k < SphereDimension; k++)
        {
            double u = x[k] / lengthOfX;
            double v = y[k] / lengthOfY;
            difference += (u - v) * (u - v);
            sum += (u + v) * (u + v);
        }

        return 2 * Math.Atan2(Math.Sqrt(difference), Math.Sqrt(sum));
    }

    /// <summary>The points scaled to length 1; the same instance where they already are, to float32 precision.</summary>
    internal override Support Prepare(Support support, PairSide side)
    {
        CheckDimension(support.Dimension);
        bool isUnit = true;
        for (int i = 0; i < support.Count; i++)
        {
            double length = Length(support[i]);
            if (length == 0)
            {
                throw new PairException(
                    $"Point {i} of the {(side == PairSide.Source ? "source" : "target")} is the zero vector, which has no place on the sphere; remove it or give its direction.",
                    i * SphereDimension, side);
            }

            isUnit &= Math.Abs(length - 1) <= 2e-7;
        }

        if (isUnit)
            return support;
        var unit = new float[support.Coordinates.Length];
        for (int i = 0; i < support.Count; i++)
        {
            ReadOnlySpan<float> point = support[i];
            double length = Length(point);
            for (int k = 0; k < SphereDimension; k++)
                unit[(i * SphereDimension) + k] = (float)(point[k] / length);
        }

        return new Support(unit, SphereDimension);
    }

    internal override double Bound(Support source, Support target) => Math.PI;

    internal override void WriteRow(Support source, int i, Support target, Span<float> row) => SphereArcRow.Write(source[i], target, row);

    private static double Length(ReadOnlySpan<float> x) =>
        Math.Sqrt(((double)x[0] * x[0]) + ((double)x[1] * x[1]) + ((double)x[2] * x[2]));

    private static void CheckDimension(int dimension)
    {
        if (dimension != SphereDimension)
            throw new PairException($"The sphere-arc cost needs points in R^3 and got dimension {dimension}; give unit vectors (x, y, z).");
    }
}
