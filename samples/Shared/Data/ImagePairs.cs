namespace Samples.Shared;

/// <summary>Pictures as measures: the weight of a pixel is its intensity, and a pair is a picture to move and a picture to move it to.</summary>
public sealed class ImagePairs
{
    private readonly IdxImages _images;
    private readonly (int Source, int Target)[] _pairs;

    public ImagePairs(string images, string pairs)
    {
        _images = IdxImages.Read(images);
        var table = CsvTable.Read(pairs);
        int source = table.Column("source"), target = table.Column("target");
        _pairs = new (int, int)[table.Count];
        for (int k = 0; k < _pairs.Length; k++)
            _pairs[k] = (table.Integer(k, source, 0, _images.Count - 1), table.Integer(k, target, 0, _images.Count - 1));
    }

    public int Count => _pairs.Length;

    public int Rows => _images.Rows;

    public int Columns => _images.Columns;

    /// <summary>The weights of both pictures of some pairs of the list.</summary>
    public (float[] Source, float[] Target)[] Take(int first, int count)
    {
        var weights = new (float[], float[])[count];
        for (int k = 0; k < count; k++)
            weights[k] = (Weights(_pairs[first + k].Source), Weights(_pairs[first + k].Target));
        return weights;
    }

    private float[] Weights(int image)
    {
        ReadOnlySpan<byte> pixels = _images[image];
        float total = 0;
        foreach (byte pixel in pixels)
            total += pixel;
        if (total == 0)
            throw new InputException($"Picture {image} is all black: it has no mass to move.");

        var weights = new float[pixels.Length];
        for (int k = 0; k < weights.Length; k++)
            weights[k] = pixels[k] / total;
        return weights;
    }
}
