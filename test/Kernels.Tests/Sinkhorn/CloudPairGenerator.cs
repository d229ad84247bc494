using CsCheck;

namespace Microsoft.ML.SlicedOT.Kernels.Tests;

/// <summary>
/// Random pairs of clouds: tied and missing masses, duplicate and collinear points, one atom, clouds of very different scale. Positions are
/// multiples of a power of two, so that translating and scaling them is exact.
/// </summary>
internal static class CloudPairGenerator
{
    private const int Cases = 120;

    private const int LargestSize = 20;

    private static readonly Gen<Gen<float>> Coordinates = Gen.OneOfConst(
        Gen.Int[-512, 512].Select(k => k / 512f),
        Gen.Int[-2, 2].Select(k => (float)k),
        Gen.Frequency((5, Gen.Int[-8, 8].Select(k => k / 512f)), (1, Gen.Int[-8, 8].Select(k => (float)k))),
        Gen.Const(0.5f));

    private static readonly Gen<Gen<double>> Weights = Gen.OneOfConst(
        Gen.Const(1.0),
        Gen.Int[0, 2].Select(k => (double)k),
        Gen.Frequency((2, Gen.Const(0.0)), (1, Gen.Int[1, 9].Select(k => (double)k))),
        Gen.Int[-3, 3].Select(k => Math.Pow(10, k)));

    /// <summary>Checks a fact on many pairs, from a fixed seed.</summary>
    public static void Holds(Action<CloudPair> fact) => FixedCases.Check(Pairs, Cases, fact);

    private static Gen<CloudPair> Pairs =>
        from dimension in Gen.Int[1, 4]
        from sourceCoordinate in Coordinates
        from targetCoordinate in Coordinates
        from sourceWeight in Weights
        from targetWeight in Weights
        from isCollinear in Gen.OneOfConst(false, false, true)
        from source in Atoms(dimension, sourceCoordinate, sourceWeight, isCollinear)
        from target in Atoms(dimension, targetCoordinate, targetWeight, isCollinear)
        from epsilon in Gen.OneOfConst(0.02, 0.1, 1)
        select new CloudPair(dimension, source, target, epsilon);

    private static Gen<Atom[]> Atoms(int dimension, Gen<float> coordinate, Gen<double> weight, bool isCollinear) =>
        from limit in Gen.Int[0, LargestSize]
        from size in Gen.Int[1, 1 + limit]
        from coordinates in coordinate.Array[size * dimension]
        from weights in weight.Array[size]
        from heavy in Gen.Int[0, size - 1]
        select Enumerable.Range(0, size)
            .Select(i => new Atom(
                isCollinear ? [.. Enumerable.Repeat(coordinates[i * dimension], dimension)] : coordinates[(i * dimension)..((i + 1) * dimension)],
                i == heavy ? Math.Max(1, weights[i]) : weights[i]))
            .ToArray();
}
