using Microsoft.ML.Data;

namespace Microsoft.ML.SlicedOT.Soak;

/// <summary>One row, what kind it is, and what must come of it.</summary>
internal sealed class SoakCase
{
    public string Kind = "ordinary";

    /// <summary>How the row must be refused; null where it must be answered.</summary>
    public Refusal? Refusal;

    /// <summary>Whether the row's vectors are handed over sparse.</summary>
    public bool Sparse;

    public float[] SourcePoints = [];
    public float[] TargetPoints = [];
    public float[] SourceWeights = [];
    public float[] TargetWeights = [];

    public SoakRow ToRow() => new()
    {
        SourcePoints = Vector(SourcePoints),
        TargetPoints = Vector(TargetPoints),
        SourceWeights = Vector(SourceWeights),
        TargetWeights = Vector(TargetWeights),
    };

    private VBuffer<float> Vector(float[] values)
    {
        if (!Sparse)
            return new VBuffer<float>(values.Length, values);
        int[] indices = [.. Enumerable.Range(0, values.Length).Where(k => values[k] != 0)];
        return new VBuffer<float>(values.Length, indices.Length, [.. indices.Select(k => values[k])], indices);
    }
}
