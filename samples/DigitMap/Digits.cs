using Samples.Shared;

namespace DigitMap;

/// <summary>The first digits of the repository's list as measures, with the numerals they show.</summary>
internal sealed class Digits
{
    private const int LabelHeader = 8;

    private Digits(float[][] weights, byte[] labels, int rows, int columns)
    {
        Weights = weights;
        Labels = labels;
        Rows = rows;
        Columns = columns;
    }

    /// <summary>The share of a digit's ink that each pixel holds, row by row.</summary>
    public float[][] Weights { get; }

    /// <summary>The numerals, 0 to 9.</summary>
    public byte[] Labels { get; }

    public int Rows { get; }

    public int Columns { get; }

    public int Count => Labels.Length;

    /// <exception cref="InputException">A file cannot be read, or holds too few digits.</exception>
    public static Digits Read(string directory, int count)
    {
        var images = IdxImages.Read(Path.Combine(directory, "digits-images.idx3-ubyte.gz"));
        byte[] labels = DataFile.ReadAllBytes(Path.Combine(directory, "digits-labels.idx1-ubyte.gz"));
        if (images.Count < count || labels.Length < LabelHeader + count)
            throw new InputException($"There are {images.Count} pictures and {labels.Length - LabelHeader} labels, fewer than the {count} wanted.");

        var weights = new float[count][];
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> pixels = images[i];
            weights[i] = new float[pixels.Length];
            float total = 0;
            foreach (byte pixel in pixels)
                total += pixel;
            for (int k = 0; k < pixels.Length; k++)
                weights[i][k] = pixels[k] / total;
        }

        return new Digits(weights, labels[LabelHeader..(LabelHeader + count)], images.Rows, images.Columns);
    }

    /// <summary>The squared Euclidean distance of two digits, pixel for pixel.</summary>
    public double SquaredDifference(int i, int j)
    {
        double sum = 0;
        for (int k = 0; k < Weights[i].Length; k++)
            sum += (Weights[i][k] - Weights[j][k]) * (Weights[i][k] - Weights[j][k]);
        return sum;
    }

    /// <summary>The share of digits whose nearest other one shows the same numeral.</summary>
    public double Agreement(Func<int, int, double> distance) => Enumerable.Range(0, Count).AsParallel()
        .Average(i => Labels[Enumerable.Range(0, Count).Where(j => j != i).MinBy(j => distance(i, j))] == Labels[i] ? 1.0 : 0.0);
}

/// <summary>A row of the data: how much ink each pixel holds.</summary>
internal sealed class Digit
{
    public float[] Weights { get; set; } = [];
}
