namespace Microsoft.ML.SlicedOT;

/// <summary>A feature map as plain numbers, little-endian, the same on every machine.</summary>
internal static class PotentialFeaturesFormat
{
    /// <summary>Stands for slices whose neighbours are summed, in the place of <see cref="FeatureBlockKind.Slices"/>.</summary>
    private const int SummedSlices = 100;

    public static void Write(BinaryWriter writer, PotentialFeatures features)
    {
        writer.Write(features.Dimension);
        writer.Write(features.UnivariateExponent);
        writer.Write(features.IsSquaredEuclidean);
        writer.Write(features.Blocks.Count);
        foreach (IFeatureBlock block in features.FeatureBlocks)
        {
            bool summed = block is SliceBlock { DirectionsPerFeature: > 1 };
            writer.Write(summed ? SummedSlices : (int)block.Kind);
            writer.Write(block.Count);
            switch (block)
            {
                case SliceBlock slices:
                    if (summed)
                    {
                        writer.Write(slices.Directions.Count);
                        writer.Write(slices.DirectionsPerFeature);
                    }

                    foreach (float value in slices.Directions.Vectors)
                        writer.Write(value);
                    break;
                case RandomFourierBlock fourier:
                    foreach (double value in fourier.Frequencies)
                        writer.Write(value);
                    foreach (double value in fourier.Phases)
                        writer.Write(value);
                    break;
            }
        }
    }

    public static PotentialFeatures Read(BinaryReader reader)
    {
        int dimension = ReadCount(reader, 1, "dimension");
        double exponent = reader.ReadDouble();
        bool squaredEuclidean = reader.ReadBoolean();
        int blockCount = ReadCount(reader, 1, "number of feature blocks");
        var blocks = new List<IFeatureBlock>();
        for (int k = 0; k < blockCount; k++)
        {
            int code = reader.ReadInt32();
            FeatureBlockKind kind = code == SummedSlices ? FeatureBlockKind.Slices : (FeatureBlockKind)code;
            int count = ReadCount(reader, 1, "number of features in a block");
            IFeatureBlock block = kind switch
            {
                FeatureBlockKind.Slices => code == SummedSlices ? ReadSummedSlices(reader, dimension) : new SliceBlock(ReadDirections(reader, count, dimension)),
                FeatureBlockKind.GaussianPotential => new GaussianPotentialBlock(squaredEuclidean),
                FeatureBlockKind.MeanShift => new MeanShiftBlock(),
                FeatureBlockKind.Monomials => new MonomialBlock(dimension),
                FeatureBlockKind.RandomFourier => ReadFourier(reader, count, dimension),
                FeatureBlockKind.Frame when FramePotential.AppliesTo(squaredEuclidean, dimension) => new FrameBlock(dimension),
                FeatureBlockKind.Pooled => new PooledBlock(),
                FeatureBlockKind.AtomIntercept => new AtomInterceptBlock(count),
                _ => throw new InvalidDataException($"The model's feature block {k} is of the unknown kind {(int)kind}; it was written by a later version or is damaged."),
            };
            if (block.Count != count || (k == 0) != (kind == FeatureBlockKind.Slices))
                throw new InvalidDataException($"The model's feature block {k} ({kind}) has {count} features, which does not fit dimension {dimension}; the model is damaged.");
            blocks.Add(block);
        }

        return new PotentialFeatures(dimension, exponent, squaredEuclidean, [.. blocks]);
    }

    private static RandomFourierBlock ReadFourier(BinaryReader reader, int count, int dimension)
    {
        double[] frequencies = ReadDoubles(reader, (long)count * dimension), phases = ReadDoubles(reader, count);
        if (!frequencies.All(double.IsFinite) || !phases.All(double.IsFinite))
            throw new InvalidDataException("The model's random Fourier features are not finite; the model is damaged.");
        return new RandomFourierBlock(frequencies, phases, dimension);
    }

    private static SliceBlock ReadSummedSlices(BinaryReader reader, int dimension)
    {
        int directions = ReadCount(reader, 1, "number of slicing directions");
        int perFeature = ReadCount(reader, 1, "number of directions a feature");
        return new SliceBlock(ReadDirections(reader, directions, dimension), perFeature);
    }

    private static SlicingDirections ReadDirections(BinaryReader reader, int count, int dimension) =>
        SlicingDirections.FromVectors(ReadSingles(reader, (long)count * dimension), dimension);

    public static int ReadCount(BinaryReader reader, int minimum, string what)
    {
        int count = reader.ReadInt32();
        if (count < minimum || count > 1 << 28)
            throw new InvalidDataException($"The model's {what} is {count}; the model is damaged.");
        return count;
    }

    public static float[] ReadSingles(BinaryReader reader, long count) => ReadBlock<float>(reader, count);

    public static double[] ReadDoubles(BinaryReader reader, long count) => ReadBlock<double>(reader, count);

    private static T[] ReadBlock<T>(BinaryReader reader, long count)
        where T : unmanaged
    {
        // Read in chunks, so that a damaged count meets the end of the data before it meets the end of the memory.
        const int Chunk = 1 << 16;
        if (count > 1 << 28)
            throw new InvalidDataException($"The model declares {count} numbers in one block; it is damaged.");
        var values = new List<T>((int)Math.Min(count, Chunk));
        for (long k = 0; k < count; k++)
        {
            values.Add(typeof(T) == typeof(float)
                ? (T)(object)reader.ReadSingle()
                : (T)(object)reader.ReadDouble());
        }

        return [.. values];
    }
}
