using System.Runtime.InteropServices;

namespace Microsoft.ML.SlicedOT;

/// <summary>The sums of a regression as plain little-endian numbers, to the last bit. What the sums are of is the reader's to know.</summary>
internal static class PotentialRegressionFormat
{
    private const int Version = 1;

    /// <summary>More reasons than these are never kept.</summary>
    private const int MostListed = 1_000;

    public static void Write(BinaryWriter writer, in RegressionCounts counts, SkippedPairs skipped, FoldBuckets buckets)
    {
        writer.Write(Version);
        writer.Write(counts.Rows);
        writer.Write(counts.PairsUsed);
        writer.Write(counts.NotConverged);
        writer.Write(counts.FeatureSeconds);
        writer.Write(counts.TeacherSeconds);
        writer.Write(counts.GramSeconds);
        SkippedPair[] listed = skipped.ToArray();
        writer.Write(skipped.Count);
        writer.Write(listed.Length);
        foreach (SkippedPair pair in listed)
        {
            writer.Write(pair.Row);
            writer.Write(pair.Reason);
        }

        (int Place, NormalEquations Sums)[] filled = [.. buckets.Filled];
        writer.Write(buckets.Count);
        writer.Write(filled.Length);
        foreach ((int place, NormalEquations sums) in filled)
        {
            writer.Write(place);
            writer.Write(sums.Pairs);
            writer.Write(sums.TargetSquares);
            Write(writer, sums.Moments);
            Write(writer, sums.Gram);
        }
    }

    public static (RegressionCounts Counts, SkippedPairs Skipped, FoldBuckets Buckets) Read(BinaryReader reader, int features)
    {
        int version = reader.ReadInt32();
        if (version != Version)
            throw new InvalidDataException($"The sums have format version {version}, this library reads version {Version}.");
        var counts = new RegressionCounts
        {
            Rows = reader.ReadInt64(),
            PairsUsed = reader.ReadInt64(),
            NotConverged = reader.ReadInt64(),
            FeatureSeconds = reader.ReadDouble(),
            TeacherSeconds = reader.ReadDouble(),
            GramSeconds = reader.ReadDouble(),
        };
        long skippedCount = reader.ReadInt64();
        int listed = reader.ReadInt32();
        if (counts.Rows < 0 || counts.PairsUsed < 0 || counts.NotConverged < 0 || skippedCount < 0 || listed is < 0 or > MostListed || listed > skippedCount
            || counts.NotConverged > counts.PairsUsed || counts.PairsUsed > counts.Rows || skippedCount > counts.Rows - counts.PairsUsed)
        {
            throw Damaged("its counts contradict each other");
        }

        var skipped = new SkippedPairs();
        for (int k = 0; k < listed; k++)
            skipped.Add(reader.ReadInt64(), reader.ReadString());
        skipped.AddUnlisted(skippedCount - listed);

        int count = reader.ReadInt32();
        if (count != features)
            throw Damaged($"it is of {count} features, and the fit has {features}");
        int filled = reader.ReadInt32();
        if (filled is < 0 or > FoldBuckets.Groups * FoldBuckets.Groups)
            throw Damaged($"it has {filled} groups of pairs");
        var buckets = new FoldBuckets(count);
        for (int k = 0; k < filled; k++)
        {
            int place = reader.ReadInt32();
            if (place is < 0 or >= FoldBuckets.Groups * FoldBuckets.Groups)
                throw Damaged($"it has a group {place}");
            NormalEquations sums = buckets.At(place);
            sums.Pairs = reader.ReadInt64();
            sums.TargetSquares = reader.ReadDouble();
            Read(reader, sums.Moments);
            Read(reader, sums.Gram);
        }

        return buckets.Pairs == counts.PairsUsed ? (counts, skipped, buckets) : throw Damaged("its groups do not have the pairs that were used");
    }

    private static void Write(BinaryWriter writer, ReadOnlySpan<double> values)
    {
        if (BitConverter.IsLittleEndian)
        {
            writer.Write(MemoryMarshal.AsBytes(values));
            return;
        }

        foreach (double value in values)
            writer.Write(value);
    }

    private static void Read(BinaryReader reader, Span<double> values)
    {
        if (BitConverter.IsLittleEndian)
        {
            reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(values));
            return;
        }

        for (int i = 0; i < values.Length; i++)
            values[i] = reader.ReadDouble();
    }

    private static InvalidDataException Damaged(string how) => new($"The sums of a regression cannot be read: {how}.");
}

/// <summary>What a regression has counted besides its sums.</summary>
internal readonly record struct RegressionCounts(
    long Rows, long PairsUsed, long NotConverged, double FeatureSeconds, double TeacherSeconds, double GramSeconds);
