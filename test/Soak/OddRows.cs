namespace Microsoft.ML.SlicedOT.Soak;

/// <summary>Rows that are unusual and must still be answered.</summary>
internal static class OddRows
{
    private delegate void Alteration(SoakCase row, Scenario scenario, Random random);

    private static readonly (string Kind, Alteration Apply)[] OfWeights =
    [
        ("some weights zero", (row, _, random) => EachWeight(row, w => random.Next(2) == 0 ? 0 : w)),
        ("weights from 1e-20 to 1e15", (row, _, random) => EachWeight(row, w => w * MathF.Pow(10, (35 * random.NextSingle()) - 20))),
        ("denormal weights", (row, _, random) => EachWeight(row, _ => random.Next(1, 9) * float.Epsilon)),
        ("one positive weight", (row, _, _) => EachWeight(row, _ => 0)),
        ("sparse vectors", (row, _, random) => HandOverSparse(row, random)),
        ("equal weights", (row, _, _) => EachWeight(row, _ => 1)),
    ];

    private static readonly (string Kind, Alteration Apply)[] OfPoints =
    [
        ("one source atom", (row, scenario, _) => KeepOneAtom(ref row.SourcePoints, ref row.SourceWeights, scenario.Dimension)),
        ("one target atom", (row, scenario, _) => KeepOneAtom(ref row.TargetPoints, ref row.TargetWeights, scenario.Dimension)),
        ("duplicate points", (row, scenario, random) => Repeat(row, scenario.Dimension, random, all: false)),
        ("all points equal", (row, scenario, random) => Repeat(row, scenario.Dimension, random, all: true)),
        ("source equals target", (row, scenario, _) => Mirror(row, scenario)),
        ("far away", (row, _, _) => EachCoordinate(row, x => x + 1000)),
        ("coordinates of 1e3", (row, _, _) => EachCoordinate(row, x => x * 1e3f)),
        ("coordinates of 5e4", (row, _, _) => EachCoordinate(row, x => x * 5e4f)),
        ("coordinates of 1e-4", (row, _, _) => EachCoordinate(row, x => x * 1e-4f)),
        ("coordinates of 1e-30", (row, _, _) => EachCoordinate(row, x => x * 1e-30f)),
        ("on a line", (row, scenario, _) => EachSlot(row, (x, k) => k % scenario.Dimension == 0 ? x : 0.5f)),
    ];

    public static void Change(SoakCase row, Scenario scenario, Random random)
    {
        bool points = !scenario.HasFixedSupports && (random.Next(2) == 0 || !scenario.ReadsSourceWeights);
        (row.Kind, Alteration apply) = points ? OfPoints[random.Next(OfPoints.Length)] : OfWeights[random.Next(OfWeights.Length)];
        apply(row, scenario, random);
        LeaveSomeMass(row.SourceWeights);
        LeaveSomeMass(row.TargetWeights);
    }

    private static void LeaveSomeMass(float[] weights)
    {
        if (weights.Length > 0 && weights.All(w => w == 0))
            weights[weights.Length / 2] = 1;
    }

    private static void HandOverSparse(SoakCase row, Random random)
    {
        EachWeight(row, w => random.Next(3) > 0 ? 0 : w);
        row.Sparse = true;
    }

    private static void EachWeight(SoakCase row, Func<float, float> change)
    {
        row.SourceWeights = [.. row.SourceWeights.Select(change)];
        row.TargetWeights = [.. row.TargetWeights.Select(change)];
    }

    private static void EachCoordinate(SoakCase row, Func<float, float> change) => EachSlot(row, (x, _) => change(x));

    private static void EachSlot(SoakCase row, Func<float, int, float> change)
    {
        row.SourcePoints = [.. row.SourcePoints.Select(change)];
        row.TargetPoints = [.. row.TargetPoints.Select(change)];
    }

    private static void KeepOneAtom(ref float[] points, ref float[] weights, int dimension)
    {
        points = points[..dimension];
        weights = weights.Length > 0 ? weights[..1] : weights;
    }

    private static void Repeat(SoakCase row, int dimension, Random random, bool all)
    {
        float[] point = row.SourcePoints[..dimension];
        foreach (float[] points in (float[][])[row.SourcePoints, row.TargetPoints])
        {
            for (int i = 0; i < points.Length; i += dimension)
            {
                if (all || random.Next(2) == 0)
                    point.CopyTo(points, i);
            }
        }
    }

    private static void Mirror(SoakCase row, Scenario scenario)
    {
        row.TargetPoints = [.. row.SourcePoints];
        if (scenario.ReadsTargetWeights)
            row.TargetWeights = [.. row.SourceWeights];
    }
}
