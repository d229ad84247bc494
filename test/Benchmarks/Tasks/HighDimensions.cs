using Samples.Shared;

namespace Microsoft.ML.SlicedOT.Benchmarks;

/// <summary>Pairs of clouds in 64 to 784 dimensions: mixtures, a falling spectrum, curved surfaces, no structure at all, and pictures as points.</summary>
internal static class HighDimensions
{
    private const int Atoms = 200;

    private static readonly string Data = Path.Combine(AppContext.BaseDirectory, "data");

    private static readonly (string Name, Func<SeededNormal, (DiscreteMeasure Source, DiscreteMeasure Target)> Draw)[] Families =
    [
        ("mixtures, 64 dimensions", normal => (Mixture(normal, 64, 5, 1), Mixture(normal, 64, 5, 1.3f))),
        ("mixtures, 200 dimensions", normal => (Mixture(normal, 200, 5, 1), Mixture(normal, 200, 4, 1.3f))),
        ("mixtures, 784 dimensions", normal => (Mixture(normal, 784, 5, 1), Mixture(normal, 784, 5, 1.3f))),
        ("a falling spectrum, 128 dimensions", normal => (Spectrum(normal, 128, 0.7f, 1), Spectrum(normal, 128, 1, 2))),
        ("curved surfaces in 300 dimensions", Surfaces),
        ("isotropic Gaussians, 100 dimensions", normal => (Cloud(100, () => normal.Fill(100)), Cloud(100, () => [.. normal.Fill(100).Select(x => 2 * x)]))),
        ("digits of 8 x 8 pixels as points", normal => Digits(normal, 8)),
        ("digits of 28 x 28 pixels as points", normal => Digits(normal, 28)),
    ];

    public static IEnumerable<string> Names => Families.Select(family => family.Name);

    /// <summary>Pairs of a family, each from a seed of its own.</summary>
    public static (DiscreteMeasure Source, DiscreteMeasure Target)[] Create(string name, int count)
    {
        int place = Array.FindIndex(Families, family => family.Name == name);
        return [.. Enumerable.Range(0, count).Select(pair => Families[place].Draw(new SeededNormal(5000 + (100 * place) + pair)))];
    }

    private static DiscreteMeasure Cloud(int dimension, Func<float[]> point) =>
        new(new Support([.. Enumerable.Range(0, Atoms).SelectMany(_ => point())], dimension));

    /// <summary>Clusters, each with six directions of its own in which it spreads, and noise in all; lengths do not depend on the dimension.</summary>
    private static DiscreteMeasure Mixture(SeededNormal normal, int dimension, int clusters, float noise)
    {
        const int Directions = 6;
        const float Distance = 3, Spread = 1.5f;
        float[][] centres = [.. Enumerable.Range(0, clusters).Select(_ => normal.Fill(dimension))];
        float[][] directions = [.. Enumerable.Range(0, clusters * Directions).Select(_ => normal.Fill(dimension))];
        return Cloud(dimension, () =>
        {
            int cluster = normal.Next(clusters);
            float[] along = normal.Fill(Directions), point = normal.Fill(dimension);
            for (int k = 0; k < dimension; k++)
            {
                float sum = (Distance * centres[cluster][k]) + (noise * point[k]);
                for (int l = 0; l < Directions; l++)
                    sum += Spread * along[l] * directions[(cluster * Directions) + l][k];
                point[k] = sum / MathF.Sqrt(dimension);
            }

            return point;
        });
    }

    /// <summary>Normal in d directions, the k-th of deviation k^-power.</summary>
    private static DiscreteMeasure Spectrum(SeededNormal normal, int dimension, float power, float scale)
    {
        float[][] directions = [.. Enumerable.Range(1, dimension).Select(k => normal.Fill(dimension).Select(x => x * scale * MathF.Pow(k, -power) / MathF.Sqrt(dimension)).ToArray())];
        return Cloud(dimension, () => Combine(normal.Fill(dimension), directions));
    }

    /// <summary>Images of three numbers under twelve functions, in twelve directions that both clouds share, and little noise.</summary>
    private static (DiscreteMeasure, DiscreteMeasure) Surfaces(SeededNormal normal)
    {
        const int Dimension = 300, Functions = 12;
        float[][] directions = [.. Enumerable.Range(0, Functions).Select(_ => normal.Fill(Dimension).Select(x => x / MathF.Sqrt(Dimension)).ToArray())];
        return (Surface(0.5f, 0.1f), Surface(1, 0.2f));

        DiscreteMeasure Surface(float bend, float noise)
        {
            float[] shift = normal.Fill(Functions);
            return Cloud(Dimension, () =>
            {
                float[] own = normal.Fill(3), point = normal.Fill(Dimension);
                (float a, float b, float c) = (own[0], own[1], own[2]);
                float[] values =
                [
                    a, b, c, bend * a * a, bend * a * b, MathF.Sin(2 * b), MathF.Cos(2 * c), bend * b * c, MathF.Tanh(a), bend * c * c, MathF.Sin(a + b), bend * a * c,
                ];
                float[] image = Combine([.. values.Zip(shift, (value, moved) => value + (0.5f * moved))], directions);
                return [.. image.Zip(point, (x, z) => x + (noise * z / MathF.Sqrt(Dimension)))];
            });
        }
    }

    /// <summary>Pictures of two numerals beside pictures of two others, or the same.</summary>
    private static (DiscreteMeasure, DiscreteMeasure) Digits(SeededNormal normal, int size)
    {
        float[][] rows;
        int[] labels;
        if (size == 8)
        {
            var table = FeatureTable.Read(Path.Combine(Data, "optdigits.csv.gz"));
            rows = [.. table.Rows.Select(row => row[..(size * size)])];
            labels = [.. table.Rows.Select(row => (int)row[size * size])];
        }
        else
        {
            var images = IdxImages.Read(Path.Combine(Data, "digits-images.idx3-ubyte.gz"));
            rows = [.. Enumerable.Range(0, images.Count).Select(image => images[image].ToArray().Select(pixel => pixel / 255f).ToArray())];
            labels = [.. DataFile.ReadAllBytes(Path.Combine(Data, "digits-labels.idx1-ubyte.gz"))[8..]]; // behind the header
        }

        return (Two(), Two());

        DiscreteMeasure Two()
        {
            int first = normal.Next(10), second = normal.Next(10);
            float[][] chosen = [.. rows.Where((_, image) => labels[image] == first || labels[image] == second)];
            return Cloud(size * size, () => chosen[normal.Next(chosen.Length)]);
        }
    }

    private static float[] Combine(float[] factors, float[][] vectors)
    {
        var sum = new float[vectors[0].Length];
        for (int l = 0; l < factors.Length; l++)
            for (int k = 0; k < sum.Length; k++)
                sum[k] += factors[l] * vectors[l][k];
        return sum;
    }
}
