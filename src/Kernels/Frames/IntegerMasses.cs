namespace Microsoft.ML.SlicedOT;

/// <summary>Both weights of a pair as integers of one sum: cuts of mass are then exact, and nothing depends on a tolerance.</summary>
internal static class IntegerMasses
{
    /// <summary>Adds what rounding left of the difference of the sums to the target's largest mass.</summary>
    /// <remarks>At most half a unit (4e-19) an atom; nothing is moved where both have the same weights.</remarks>
    public static void Equalize(ReadOnlySpan<long> source, Span<long> target)
    {
        long difference = 0;
        foreach (long mass in source)
            difference += mass;
        int largest = 0;
        for (int j = 0; j < target.Length; j++)
        {
            difference -= target[j];
            if (target[j] > target[largest])
                largest = j;
        }

        target[largest] += difference;
    }
}
