using FsCheck;
using FsCheck.Fluent;

namespace Microsoft.ML.SlicedOT.Kernels.Tests;

/// <summary>
/// Random pairs of clouds: tied and missing masses, duplicate and collinear points, one atom, clouds of very different scale. Positions are
/// multiples of a power of two, so that translating and scaling them is exact.
/// </summary>
internal static class CloudPairGenerator
{
    private const int Cases = 120;

    private static readonly Gen<Gen<float>> Coordinates = Gen.Elements(
        Gen.Choose(-512, 512).Select(k => k / 512f),
        Gen.Choose(-2, 2).Select(k => (float)k),
        Gen.Frequency((5, Gen.Choose(-8, 8).Select(k => k / 512f)), (1, Gen.Choose(-8, 8).Select(k => (float)k))),
        Gen.Constant(0.5f));

    private static readonly Gen<Gen<double>> Weights = Gen.Elements(
        Gen.Constant(1.0),
        Gen.Choose(0, 2).Select(k => (double)k),
        Gen.Frequency((2, Gen.Constant(0.0)), (1, Gen.Choose(1, 9).Select(k => (double)k))),
        Gen.Choose(-3, 3).Select(k => Math.Pow(10, k)));

    /// <summary>Checks a fact on many pairs, from a fixed seed.</summary>
    public static void Holds(Action<CloudPair> fact) => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(Cases).WithEndSize(20).WithReplay(new Replay(new Rnd(7081, 3), null)),
        Prop.ForAll(Arb.From(Pairs, Smaller), fact));

    private static Gen<CloudPair> Pairs =>
        from dimension in Gen.Choose(1, 4)
        from sourceCoordinate in Coordinates
        from targetCoordinate in Coordinates
        from sourceWeight in Weights
        from targetWeight in Weights
        from isCollinear in Gen.Elements(false, false, true)
        from source in Atoms(dimension, sourceCoordinate, sourceWeight, isCollinear)
        from target in Atoms(dimension, targetCoordinate, targetWeight, isCollinear)
        from epsilon in Gen.Elements(0.02, 0.1, 1)
        select new CloudPair(dimension, source, target, epsilon);

    private static Gen<Atom[]> Atoms(int dimension, Gen<float> coordinate, Gen<double> weight, bool isCollinear) =>
        from size in Gen.Sized(size => Gen.Choose(1, 1 + size))
        from coordinates in coordinate.ArrayOf(size * dimension)
        from weights in weight.ArrayOf(size)
        from heavy in Gen.Choose(0, size - 1)
        select Enumerable.Range(0, size)
            .Select(i => new Atom(
                isCollinear ? [.. Enumerable.Repeat(coordinates[i * dimension], dimension)] : coordinates[(i * dimension)..((i + 1) * dimension)],
                i == heavy ? Math.Max(1, weights[i]) : weights[i]))
            .ToArray();

    private static IEnumerable<CloudPair> Smaller(CloudPair pair) =>
        Without(pair.Source).Select(atoms => pair with { Source = atoms }).Concat(Without(pair.Target).Select(atoms => pair with { Target = atoms }));

    private static IEnumerable<Atom[]> Without(Atom[] atoms) => Enumerable.Range(0, atoms.Length)
        .Select(k => atoms.Where((_, i) => i != k).ToArray())
        .Where(static rest => rest.Any(static atom => atom.Weight > 0));
}
