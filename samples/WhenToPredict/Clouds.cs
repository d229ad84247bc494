using Microsoft.ML.SlicedOT;

namespace WhenToPredict;

/// <summary>Pairs of clouds that resemble each other: a mixture of three Gaussians, and another one turned, stretched and moved.</summary>
internal static class Clouds
{
    public static (DiscreteMeasure Source, DiscreteMeasure Target) Pair(Random random, int points, int dimension) =>
        (Cloud(random, points, dimension, 0), Cloud(random, points, dimension, 1));

    private static DiscreteMeasure Cloud(Random random, int points, int dimension, float shift)
    {
        var centres = new float[3, dimension];
        float[] stretch = [.. Enumerable.Range(0, dimension).Select(_ => 0.2f + (0.4f * random.NextSingle()))];
        for (int c = 0; c < 3; c++)
        {
            for (int k = 0; k < dimension; k++)
                centres[c, k] = shift + (2 * random.NextSingle());
        }

        var coordinates = new float[points * dimension];
        for (int i = 0; i < points; i++)
        {
            int c = random.Next(3);
            for (int k = 0; k < dimension; k++)
                coordinates[(i * dimension) + k] = centres[c, k] + (stretch[k] * Normal(random));
        }

        return new DiscreteMeasure(new Support(coordinates, dimension));
    }

    private static float Normal(Random random) =>
        (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
}
