using System.Numerics;
using Microsoft.ML.Data;

namespace Microsoft.ML.SlicedOT;

/// <summary>Everything a fitted domain transformer consists of, and the map of a row.</summary>
internal sealed class DomainParameters
{
    [ThreadStatic]
    private static float[]? _buffer;

    /// <summary>The column to map.</summary>
    public required string InputColumn { get; init; }

    /// <summary>The column of mapped rows.</summary>
    public required string OutputColumn { get; init; }

    /// <summary>The column of labels that the map reads, or null.</summary>
    public required string? LabelColumn { get; init; }

    /// <summary>The label of each class, as numbers; keys begin at 1. Empty without classes.</summary>
    public required float[] ClassLabels { get; init; }

    /// <summary>Whether labels are keys, which arrive as indicator vectors: ML.NET turns keys into nothing else that can be computed with.</summary>
    public required bool LabelsAreKeys { get; init; }

    /// <summary>The map.</summary>
    public required DomainMap Map { get; init; }

    /// <summary>Maps a row into blocks.</summary>
    /// <exception cref="InvalidDataException">The row has another size, or a feature that is not finite.</exception>
    public void Write(DomainRow row, BlockColumns output)
    {
        int d = Map.Dimension;
        if (row.Features.Length != d)
            throw new InvalidDataException($"Column '{InputColumn}' has {row.Features.Length} slots where the domain map has {d}; give rows of the features it was fitted on.");
        if (_buffer is null || _buffer.Length < d)
            _buffer = new float[d];
        Span<float> values = _buffer.AsSpan(0, d);
        row.Features.CopyTo(values);
        if (DomainMap.FirstNotFinite(values) is >= 0 and int slot)
        {
            throw new InvalidDataException(FormattableString.Invariant(
                $"Column '{InputColumn}', slot {slot}, is {values[slot]}; features must be finite. Put Transforms.ReplaceMissingValues before this step."));
        }

        Map.Apply(values, values, LabelColumn is null ? -1 : ClassOf(row.Label));
        int start = 0;
        for (int rest = d; rest > 0;)
        {
            // The blocks of d's bits, the largest first; the others stay empty.
            int bit = BitOperations.Log2((uint)rest), size = 1 << bit;
            rest -= size;
            ref VBuffer<float> block = ref output.Get(bit);
            var editor = VBufferEditor.Create(ref block, size);
            values.Slice(start, size).CopyTo(editor.Values);
            block = editor.Commit();
            start += size;
        }
    }

    private int ClassOf(VBuffer<float> label)
    {
        ReadOnlySpan<float> values = [.. label.DenseValues()];
        return values.IsEmpty ? -1 : Array.IndexOf(ClassLabels, LabelsAreKeys ? values.IndexOf(1) + 1 : values[0]);
    }
}
