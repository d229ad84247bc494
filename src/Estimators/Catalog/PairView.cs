using Microsoft.ML.Data;

namespace Microsoft.ML.SlicedOT;

/// <summary>Arrays as a view of pairs.</summary>
internal static class PairView
{
    public static IDataView Load(
        MLContext context,
        IReadOnlyList<float[]>? sourcePoints,
        IReadOnlyList<float[]>? targetPoints,
        IReadOnlyList<float[]>? sourceWeights,
        IReadOnlyList<float[]>? targetWeights)
    {
        (string Name, IReadOnlyList<float[]>? Arrays)[] columns =
        [
            (nameof(PairRow.SourcePoints), sourcePoints), (nameof(PairRow.TargetPoints), targetPoints),
            (nameof(PairRow.SourceWeights), sourceWeights), (nameof(PairRow.TargetWeights), targetWeights),
        ];
        int count = (sourcePoints ?? sourceWeights)!.Count;
        var schema = SchemaDefinition.Create(typeof(PairRow));
        foreach ((string name, IReadOnlyList<float[]>? arrays) in columns)
        {
            if (arrays is null)
                schema.Remove(schema[name]);
            else
                Check(name, arrays, count);
        }

        return context.Data.LoadFromEnumerable(new Rows(count, sourcePoints, targetPoints, sourceWeights, targetWeights), schema);
    }

    private static void Check(string name, IReadOnlyList<float[]> arrays, int count)
    {
        if (arrays.Count != count)
            throw new ArgumentException($"{name} has {arrays.Count} pairs and the first list {count}; all lists must be equally long.", name);
        for (int k = 0; k < count; k++)
        {
            if (arrays[k] is null)
                throw new ArgumentException($"{name}[{k}] is null; leave the pair out.", name);
        }
    }

    private sealed class PairRow
    {
        public float[] SourcePoints { get; set; } = [];

        public float[] TargetPoints { get; set; } = [];

        public float[] SourceWeights { get; set; } = [];

        public float[] TargetWeights { get; set; } = [];
    }

    /// <summary>Rows on demand, so that a view can be read more than once.</summary>
    private sealed class Rows(
        int count,
        IReadOnlyList<float[]>? sourcePoints,
        IReadOnlyList<float[]>? targetPoints,
        IReadOnlyList<float[]>? sourceWeights,
        IReadOnlyList<float[]>? targetWeights) : IEnumerable<PairRow>
    {
        public IEnumerator<PairRow> GetEnumerator()
        {
            for (int k = 0; k < count; k++)
            {
                yield return new PairRow
                {
                    SourcePoints = sourcePoints?[k] ?? [],
                    TargetPoints = targetPoints?[k] ?? [],
                    SourceWeights = sourceWeights?[k] ?? [],
                    TargetWeights = targetWeights?[k] ?? [],
                };
            }
        }

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
