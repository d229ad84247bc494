using FsCheck;
using FsCheck.Fluent;

namespace Microsoft.ML.SlicedOT.Kernels.Tests;

/// <summary>
/// Random problems on the line: ties of mass, atoms without mass, equal positions, one atom, positions of very different scale.
/// Positions are multiples of a power of two, so that translating and scaling them is exact.
/// </summary>
internal static class LineProblemGenerator
{
    private const int Cases = 400;

    private static readonly Gen<int> Zero = Gen.Constant(0);

    /// <summary>Weights on a coarse scale (ties and zeros), or on a fine one (no near-ties: distinct cumulative masses differ by 1e-6 or more).</summary>
    private static readonly Gen<Gen<int>> PlainWeights = Gen.Elements(
        Gen.Constant(1), Gen.Choose(0, 1), Gen.Choose(0, 3), Gen.Choose(0, 40), Gen.Frequency((3, Zero), (1, Gen.Choose(1, 5))));

    private static readonly Gen<Gen<float>> Positions = Gen.Elements(
        Gen.Choose(-1024, 1024).Select(k => k / 1024f),
        Gen.Choose(-3, 3).Select(k => (float)k),
        Gen.Choose(-1000, 1000).Select(k => k * 4096f),
        Gen.Choose(-64, 64).Select(k => k / 1048576f),
        Gen.Frequency((4, Gen.Choose(-8, 8).Select(k => k / 1024f)), (1, Gen.Choose(-8, 8).Select(k => (float)k))),
        Gen.Constant(0.25f));

    /// <summary>Problems whose cumulative masses tie exactly or differ clearly.</summary>
    internal static Gen<LineProblem> Plain { get; } = Problems(
        from unit in PlainWeights
        select unit.Select(k => (double)k));

    /// <summary>Problems with weights over many orders of magnitude.</summary>
    internal static Gen<LineProblem> Wild { get; } = Problems(
        Gen.Constant(from mantissa in Gen.Choose(1, 999) from exponent in Gen.Choose(-14, 2) select mantissa * Math.Pow(10, exponent)));

    /// <summary>Checks a fact on many problems, from a fixed seed.</summary>
    internal static void Holds(Gen<LineProblem> problems, Action<LineProblem> fact) =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(Cases).WithEndSize(24).WithReplay(new Replay(new Rnd(20240611, 7), null)),
            Prop.ForAll(Arb.From(problems, Smaller), fact));

    private static Gen<LineProblem> Problems(Gen<Gen<double>> weights) =>
        from position in Positions
        from a in weights
        from b in weights
        from source in Atoms(position, a)
        from target in Atoms(position, b)
        from exponent in Gen.Choose(1, 2)
        select new LineProblem([], [], [], []) { Exponent = exponent }.WithSource(source).WithTarget(target);

    private static Gen<(float Position, double Weight)[]> Atoms(Gen<float> position, Gen<double> weight) =>
        from size in Gen.Sized(size => Gen.Choose(1, 1 + size))
        from positions in position.ArrayOf(size)
        from weights in weight.ArrayOf(size)
        from heavy in Gen.Choose(0, size - 1)
        select positions.Zip(weights.All(w => w == 0) ? [.. weights.Select((_, i) => i == heavy ? 1.0 : 0)] : weights).ToArray();

    private static IEnumerable<LineProblem> Smaller(LineProblem problem) =>
        Without(problem.SourceAtoms).Select(problem.WithSource).Concat(Without(problem.TargetAtoms).Select(problem.WithTarget));

    private static IEnumerable<(float Position, double Weight)[]> Without(IEnumerable<(float Position, double Weight)> atoms)
    {
        (float Position, double Weight)[] all = [.. atoms];
        return Enumerable.Range(0, all.Length)
            .Select(k => all.Where((_, i) => i != k).ToArray())
            .Where(rest => rest.Any(atom => atom.Weight > 0));
    }
}
