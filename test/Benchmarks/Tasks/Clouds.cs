namespace Microsoft.ML.SlicedOT.Benchmarks;

/// <summary>Random clouds of any size and dimension, with an epsilon that suits their distance.</summary>
internal static class Clouds
{
    public static TransportProblem Problem(int sourceCount, int targetCount, int dimension, int seed = 1, double epsilonScale = 0.02)
    {
        SeededNormal normal = new(seed);
        float[] source = normal.Fill(sourceCount * dimension), target = normal.Fill(targetCount * dimension);
        for (int k = 0; k < target.Length; k++)
            target[k] = (0.7f * target[k]) + 0.5f;
        return new TransportProblem(
            new DiscreteMeasure(new Support(source, dimension)), new DiscreteMeasure(new Support(target, dimension)),
            GroundCost.SquaredEuclidean, epsilonScale * 1.75 * dimension);
    }
}
