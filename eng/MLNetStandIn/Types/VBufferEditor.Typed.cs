using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

public readonly ref struct VBufferEditor<T>
{
    private readonly int _logicalLength;
    private readonly T[]? _values;
    private readonly int[]? _indices;

    public readonly Span<T> Values;

    public readonly Span<int> Indices;

    internal VBufferEditor(int logicalLength, int count, T[]? values, int[]? indices, bool hasIndices, bool createdNewValues, bool createdNewIndices)
    {
        _logicalLength = logicalLength;
        _values = values;
        _indices = indices;
        Values = values.AsSpan(0, count);
        Indices = hasIndices ? indices.AsSpan(0, count) : default;
        CreatedNewValues = createdNewValues;
        CreatedNewIndices = createdNewIndices;
    }

    public bool CreatedNewValues { get; }

    public bool CreatedNewIndices { get; }

    public VBuffer<T> Commit() => new(_logicalLength, Values.Length, _values, _indices);

    public VBuffer<T> CommitTruncated(int physicalValuesCount)
    {
        Check.Parameter(physicalValuesCount <= Values.Length, nameof(physicalValuesCount),
            "Updating " + nameof(physicalValuesCount) + " during " + nameof(CommitTruncated) +
            " cannot be greater than the original physicalValuesCount value used in " + nameof(VBufferEditor.Create) + ".");
        return new VBuffer<T>(_logicalLength, physicalValuesCount, _values, _indices);
    }
}
