using Microsoft.ML;
using Microsoft.ML.Data;

namespace DomainAdaptation;

/// <summary>Labelled rows, rows of another domain, and further rows of that domain to score on.</summary>
public sealed record Problem(Sample Source, Sample Target, Sample Unseen)
{
    private const int MostSource = 500, MostTarget = 450, MostUnseen = 500;

    /// <summary>At most 500 rows of the source; the target halved, to fit and to score.</summary>
    public static Problem Split(Sample source, Sample target, int seed)
    {
        var random = new Random(seed + 77);
        int[] s = Shuffled(source.Count, random), t = Shuffled(target.Count, random);
        int half = t.Length / 2;
        return new Problem(
            source.Take(s[..Math.Min(MostSource, s.Length)]),
            target.Take(t[..Math.Min(MostTarget, half)]),
            target.Take(t[half..Math.Min(half + MostUnseen, t.Length)]));
    }

    public static int[] Shuffled(int count, Random random)
    {
        int[] order = [.. Enumerable.Range(0, count)];
        random.Shuffle(order);
        return order;
    }
}

/// <summary>Rows of features with a class each, counted from 0.</summary>
public sealed record Sample(float[][] Features, int[] Classes)
{
    /// <summary>How many classes a key has room for.</summary>
    public const int MostClasses = 10;

    public int Count => Classes.Length;

    public int Dimension => Features[0].Length;

    public Sample Take(IEnumerable<int> rows)
    {
        int[] kept = [.. rows];
        return new Sample([.. kept.Select(i => Features[i])], [.. kept.Select(i => Classes[i])]);
    }

    public Sample Map(Func<float[], float[]> map) => this with { Features = [.. Features.Select(map)] };

    /// <summary>A view with columns Features, of known size, and Label, a key: 0, 1, … in a row class, stored from 1 on.</summary>
    public IDataView View(MLContext context)
    {
        var schema = SchemaDefinition.Create(typeof(Row));
        schema[nameof(Row.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, Dimension);
        return context.Data.LoadFromEnumerable(Features.Zip(Classes, (x, c) => new Row { Features = x, Label = (uint)c }).ToArray(), schema);
    }

    private sealed class Row
    {
        public float[] Features { get; set; } = [];

        [KeyType(MostClasses)]
        public uint Label { get; set; }
    }
}
