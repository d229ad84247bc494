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
        for (int k = 0; k < d; k++)
        {
            if (!float.IsFinite(values[k]))
            {
                throw new InvalidDataException(FormattableString.Invariant(
                    $"Column '{InputColumn}', slot {k}, is {values[k]}; features must be finite. Put Transforms.ReplaceMissingValues before this step."));
            }
        }

        Map.Apply(values, values, LabelColumn is null ? -1 : ClassOf(row.Label));
        int start = 0;
        for (int bit = BlockColumns.Count - 1; bit >= 0; bit--)
        {
            int size = d & (1 << bit);
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
