using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

public static class VBufferEditor
{
    public static VBufferEditor<T> CreateFromBuffer<T>(scoped ref VBuffer<T> destination)
        => Create(ref destination, destination.Length, destination.GetValues().Length);

    public static VBufferEditor<T> Create<T>(
        scoped ref VBuffer<T> destination,
        int newLogicalLength,
        int? valuesCount = null,
        int? maxValuesCapacity = null,
        bool keepOldOnResize = false,
        bool requireIndicesOnDense = false)
    {
        Check.Parameter(newLogicalLength >= 0, nameof(newLogicalLength), "Must be non-negative.");
        Check.Parameter(valuesCount is null or >= 0, nameof(valuesCount), "If specified, must be non-negative.");
        Check.Parameter(valuesCount is null || valuesCount <= newLogicalLength, nameof(valuesCount),
            "If specified, must be no greater than " + nameof(newLogicalLength));

        int count = valuesCount ?? newLogicalLength;
        int capacity = maxValuesCapacity ?? Array.MaxLength;
        bool needsIndices = count < newLogicalLength || requireIndicesOnDense;
        T[]? values = Grow(destination.ValuesArray, count, capacity, keepOldOnResize, out bool newValues);
        bool newIndices = false;
        int[]? indices = needsIndices
            ? Grow(destination.IndicesArray, count, capacity, keepOldOnResize, out newIndices)
            : destination.IndicesArray;
        return new VBufferEditor<T>(newLogicalLength, count, values, indices, needsIndices, newValues, newIndices);
    }

    private static TItem[]? Grow<TItem>(TItem[]? array, int count, int capacity, bool keepOld, out bool isNew)
    {
        isNew = count > (array?.Length ?? 0);
        if (!isNew)
            return array;
        Check.Parameter(count <= capacity, "maxValuesCapacity");

        // An exact size the first time, room to grow afterwards: most vectors keep their length.
        int size = array is null ? count : (int)Math.Min(capacity, Math.Max(count, 2L * array.Length));
        var grown = new TItem[size];
        if (keepOld)
            array?.CopyTo(grown, 0);
        return grown;
    }
}
