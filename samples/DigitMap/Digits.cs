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

    /// <param name="images">Pictures in IDX format.</param>
    /// <param name="labels">Their numerals; null: all alike.</param>
    /// <param name="count">How many are taken, from the first on.</param>
    /// <exception cref="InputException">A file cannot be read, holds too few digits, or what it holds is no numeral.</exception>
    public static Digits Read(string images, string? labels, int count)
    {
        var pictures = IdxImages.Read(images);
        byte[] numerals = labels is null ? new byte[LabelHeader + pictures.Count] : DataFile.ReadAllBytes(labels);
        if (pictures.Count < count || numerals.Length < LabelHeader + count)
            throw new InputException($"There are {pictures.Count} pictures and {Math.Max(0, numerals.Length - LabelHeader)} labels, fewer than the {count} wanted (--count).");
        if (numerals.AsSpan(LabelHeader, count).ContainsAnyExceptInRange((byte)0, (byte)9))
            throw new InputException($"'{labels}' holds a label that is not from 0 to 9.");

        var weights = new float[count][];
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> pixels = pictures[i];
            weights[i] = new float[pixels.Length];
            float total = 0;
            foreach (byte pixel in pixels)
                total += pixel;
            if (total == 0)
                throw new InputException($"'{images}', picture {i}: it is all black; it has no mass to move.");
            for (int k = 0; k < pixels.Length; k++)
                weights[i][k] = pixels[k] / total;
        }

        return new Digits(weights, numerals[LabelHeader..(LabelHeader + count)], pictures.Rows, pictures.Columns);
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
