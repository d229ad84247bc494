using CsCheck;

namespace Microsoft.ML.SlicedOT.Kernels.Tests;

/// <summary>
/// Random problems on the line: ties of mass, atoms without mass, equal positions, one atom, positions of very different scale.
/// Positions are multiples of a power of two, so that translating and scaling them is exact.
/// </summary>
internal static class LineProblemGenerator
{
    private const int Cases = 400;

    private const int LargestSize = 24;

    private static readonly Gen<int> Zero = Gen.Const(0);

    /// <summary>Weights on a coarse scale (ties and zeros), or on a fine one (no near-ties: distinct cumulative masses differ by 1e-6 or more).</summary>
    private static readonly Gen<Gen<int>> PlainWeights = Gen.OneOfConst(
        Gen.Const(1), Gen.Int[0, 1], Gen.Int[0, 3], Gen.Int[0, 40], Gen.Frequency((3, Zero), (1, Gen.Int[1, 5])));

    private static readonly Gen<Gen<float>> Positions = Gen.OneOfConst(
        Gen.Int[-1024, 1024].Select(k => k / 1024f),
        Gen.Int[-3, 3].Select(k => (float)k),
        Gen.Int[-1000, 1000].Select(k => k * 4096f),
        Gen.Int[-64, 64].Select(k => k / 1048576f),
        Gen.Frequency((4, Gen.Int[-8, 8].Select(k => k / 1024f)), (1, Gen.Int[-8, 8].Select(k => (float)k))),
        Gen.Const(0.25f));

    /// <summary>Problems whose cumulative masses tie exactly or differ clearly.</summary>
    internal static Gen<LineProblem> Plain { get; } = Problems(
        from unit in PlainWeights
        select unit.Select(k => (double)k));

    /// <summary>Problems with weights over many orders of magnitude.</summary>
    internal static Gen<LineProblem> Wild { get; } = Problems(
        Gen.Const(from mantissa in Gen.Int[1, 999] from exponent in Gen.Int[-14, 2] select mantissa * Math.Pow(10, exponent)));

    /// <summary>Checks a fact on many problems, from a fixed seed.</summary>
    internal static void Holds(Gen<LineProblem> problems, Action<LineProblem> fact) => FixedCases.Check(problems, Cases, fact);

    private static Gen<LineProblem> Problems(Gen<Gen<double>> weights) =>
        from position in Positions
        from a in weights
        from b in weights
        from source in Atoms(position, a)
        from target in Atoms(position, b)
        from exponent in Gen.Int[1, 2]
        select new LineProblem([], [], [], []) { Exponent = exponent }.WithSource(source).WithTarget(target);

    private static Gen<(float Position, double Weight)[]> Atoms(Gen<float> position, Gen<double> weight) =>
        from limit in Gen.Int[0, LargestSize]
        from size in Gen.Int[1, 1 + limit]
        from positions in position.Array[size]
        from weights in weight.Array[size]
        from heavy in Gen.Int[0, size - 1]
        select positions.Zip(weights.All(w => w == 0) ? [.. weights.Select((_, i) => i == heavy ? 1.0 : 0)] : weights).ToArray();
}
