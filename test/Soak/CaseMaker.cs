namespace Microsoft.ML.SlicedOT.Soak;

/// <summary>Makes the row of a number: the same row for the same seed, number and scenario, whoever asks and when.</summary>
internal sealed class CaseMaker(Scenario scenario, int seed)
{
    private const int LargestCount = 10;
    private const int BadPercent = 5;
    private const int OddPercent = 20;

    /// <summary>A row that must be answered, of an ordinary or an odd kind, or one that must be refused.</summary>
    public SoakCase Make(long number)
    {
        var random = new Random(HashCode(seed, number));
        int dice = random.Next(100);
        SoakCase row = Ordinary(random);
        if (dice is >= BadPercent and < BadPercent + OddPercent)
            OddRows.Change(row, scenario, random);
        Normalize(row);
        if (dice < BadPercent)
            BadRows.Spoil(row, scenario, random);
        return row;
    }

    /// <summary>A row to learn from.</summary>
    public SoakCase MakeOrdinary(long number)
    {
        SoakCase row = Ordinary(new Random(HashCode(~seed, number)));
        Normalize(row);
        return row;
    }

    /// <summary>An integer hash that is the same in every process (SplitMix64's finaliser).</summary>
    internal static int HashCode(int seed, long number)
    {
        ulong x = ((ulong)(uint)seed << 40) + (ulong)number + 0x9E3779B97F4A7C15;
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
        return (int)(x ^ (x >> 31));
    }

    private SoakCase Ordinary(Random random)
    {
        int n = scenario.SourceSupport?.Count ?? random.Next(1, LargestCount);
        int m = scenario.TargetSupport?.Count ?? random.Next(1, LargestCount);
        return new SoakCase
        {
            SourcePoints = scenario.HasFixedSupports ? [] : Cloud(random, n, 0),
            TargetPoints = scenario.HasFixedSupports ? [] : Cloud(random, m, 0.5f),
            SourceWeights = scenario.ReadsSourceWeights ? Weights(random, n) : [],
            TargetWeights = scenario.ReadsTargetWeights ? Weights(random, m) : [],
        };
    }

    private float[] Cloud(Random random, int count, float shift)
    {
        var points = new float[count * scenario.Dimension];
        float scale = 0.3f + random.NextSingle();
        for (int k = 0; k < points.Length; k++)
            points[k] = shift + (scale * (random.NextSingle() + random.NextSingle() - 1)) + 0.01f;
        return points;
    }

    private static float[] Weights(Random random, int count)
    {
        var weights = new float[count];
        for (int i = 0; i < count; i++)
            weights[i] = 0.05f + random.NextSingle();
        return weights;
    }

    private void Normalize(SoakCase row)
    {
        if (!scenario.RequiresNormalizedWeights)
            return;
        foreach (float[] weights in (float[][])[row.SourceWeights, row.TargetWeights])
        {
            double mass = weights.Sum(w => (double)w);
            for (int i = 0; i < weights.Length; i++)
                weights[i] = (float)(weights[i] / mass);
        }
    }
}
