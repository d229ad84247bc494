using System.Runtime.CompilerServices;
using Microsoft.ML.SlicedOT.Simd;

namespace Microsoft.ML.SlicedOT;

/// <summary>
/// Averages of m points under softmax weights of exponents that are affine in the points, for one vector of factors after another:
/// <c>sum_j exp(e_j) x_j / sum_j exp(e_j)</c> with <c>e_j = offset_j + sum_k factor_k x_jk</c>, in single precision.
/// </summary>
/// <remarks>
/// Points lie in tiles: their exponents and their weighted sum are taken while a tile is in the first-level cache, so each is fetched once. The sums are
/// relative to the largest exponent so far, and scaled down where it rises.
/// </remarks>
internal sealed unsafe class SoftAverage
{
    /// <summary>Points of a tile: as many as eight of the widest vectors hold.</summary>
    public const int TileLength = 8 * AlignedBuffer<float>.LaneMultiple;

    /// <summary>What is left of a power e^-80 is nothing beside 1, and is still a normal number.</summary>
    public const float LeastExponent = -80;

    /// <summary>Points so far below the largest exponent, all that a block holds, are left out: their part is below 1e-13 of the largest.</summary>
    private const float LeastCounted = -30;

    /// <summary>Of places without a point.</summary>
    private const float Never = -1e30f;

    private readonly AlignedBuffer<float> _tiles = new();

    [ThreadStatic]
    private static AlignedBuffer<float>? _buffer;

    /// <summary>Copies the points into tiles.</summary>
    /// <param name="offsets">m constant parts of the exponents, finite.</param>
    /// <param name="axes">d x m coordinates, finite.</param>
    public SoftAverage(ReadOnlySpan<float> offsets, ReadOnlySpan<float> axes)
    {
        Count = offsets.Length;
        Dimension = axes.Length / Math.Max(1, Count);
        int tiles = (Count + TileLength - 1) / TileLength, tileSize = checked((Dimension + 1) * TileLength);
        Span<float> all = _tiles.Resize(checked(tiles * tileSize));
        all.Clear();
        for (int t = 0; t < tiles; t++)
        {
            int first = t * TileLength, length = Math.Min(TileLength, Count - first);
            Span<float> tile = all.Slice(t * tileSize, tileSize);
            tile[..TileLength].Fill(Never);
            offsets.Slice(first, length).CopyTo(tile);
            for (int k = 0; k < Dimension; k++)
                axes.Slice((k * Count) + first, length).CopyTo(tile[((k + 1) * TileLength)..]);
        }
    }

    /// <summary>The number m of points.</summary>
    public int Count { get; }

    /// <summary>The number d of coordinates.</summary>
    public int Dimension { get; }

    /// <summary>The average for d factors.</summary>
    /// <param name="factors">The factors.</param>
    /// <param name="additions">m numbers to add to the exponents, or none.</param>
    /// <param name="averages">Receives d coordinates; may be <paramref name="factors"/>.</param>
    public void Compute(ReadOnlySpan<float> factors, ReadOnlySpan<float> additions, Span<float> averages)
    {
        fixed (float* f = factors, a = additions, r = averages)
            VectorWidth.Choose<Work, int>(new Work(this, f, a, null, r));
    }

    /// <summary>The exponents alone.</summary>
    /// <param name="factors">The factors.</param>
    /// <param name="additions">m numbers to add, or none.</param>
    /// <param name="exponents">Receives m exponents.</param>
    public void WriteExponents(ReadOnlySpan<float> factors, ReadOnlySpan<float> additions, Span<float> exponents)
    {
        fixed (float* f = factors, a = additions, e = exponents)
            VectorWidth.Choose<Work, int>(new Work(this, f, a, e, null));
    }

    /// <summary>The average under given exponents.</summary>
    /// <param name="exponents">m exponents.</param>
    /// <param name="averages">Receives d coordinates.</param>
    public void Compute(ReadOnlySpan<float> exponents, Span<float> averages)
    {
        fixed (float* e = exponents, r = averages)
            VectorWidth.Choose<Work, int>(new Work(this, null, null, e, r));
    }

    /// <summary>All three in vectors of a given width.</summary>
    /// <param name="factors">d factors, or null where exponents are given.</param>
    /// <param name="additions">m numbers, or null.</param>
    /// <param name="exponents">m exponents, given or, without averages, wanted; otherwise null.</param>
    /// <param name="averages">Receives d coordinates, or null.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Compute<TLanes>(float* factors, float* additions, float* exponents, float* averages)
        where TLanes : unmanaged, ILanes<TLanes, float>
    {
        int d = Dimension, block = 8 * TLanes.Count;
        AlignedBuffer<float> buffer = _buffer ??= new AlignedBuffer<float>();
        buffer.Resize(TileLength + checked(d * TLanes.Count));
        float* part = buffer.Pointer, sums = part + TileLength;
        new Span<float>(sums, d * TLanes.Count).Clear();
        float maximum = float.NegativeInfinity;
        TLanes total = TLanes.Create(0);
        var exponential = SingleExponential<TLanes>.Create();
        for (int first = 0; first < Count; first += block)
        {
            float* tile = _tiles.Pointer + ((nint)(first / TileLength) * ((d + 1) * TileLength)) + (first % TileLength);
            int length = Math.Min(block, Count - first);
            float largest;
            if (factors == null)
            {
                new ReadOnlySpan<float>(exponents + first, length).CopyTo(new Span<float>(part, length));
                new Span<float>(part + length, block - length).Fill(Never);
                largest = Largest<TLanes>(part);
            }
            else
            {
                largest = Exponents<TLanes>(tile, factors, d, part);
                if (additions != null)
                {
                    for (int j = 0; j < length; j++)
                        part[j] += additions[first + j];
                    largest = Largest<TLanes>(part);
                }
            }

            if (averages == null)
            {
                new ReadOnlySpan<float>(part, length).CopyTo(new Span<float>(exponents + first, length));
                continue;
            }

            if (largest > maximum)
            {
                TLanes factor = TLanes.Create(float.Exp(maximum - largest));
                for (int k = 0; k < d; k++)
                    TLanes.Store(TLanes.Load(sums + (k * TLanes.Count)) * factor, sums + (k * TLanes.Count));
                total *= factor;
                maximum = largest;
            }
            else if (largest - maximum < LeastCounted)
            {
                continue;
            }

            total += Weigh(part, maximum, exponential);
            AddTo<TLanes>(tile + TileLength, part, d, sums);
        }

        if (averages == null)
            return;
        double sum = TLanes.Sum(total);
        for (int k = 0; k < d; k++)
            averages[k] = (float)(TLanes.Sum(TLanes.Load(sums + (k * TLanes.Count))) / sum);
    }

    /// <summary>Writes the exponents of eight vectors of points, and gives the largest.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Exponents<TLanes>(float* tile, float* factors, int d, float* part)
        where TLanes : unmanaged, ILanes<TLanes, float>
    {
        int n = TLanes.Count;
        TLanes e0 = TLanes.Load(tile), e1 = TLanes.Load(tile + n), e2 = TLanes.Load(tile + (2 * n)), e3 = TLanes.Load(tile + (3 * n));
        TLanes e4 = TLanes.Load(tile + (4 * n)), e5 = TLanes.Load(tile + (5 * n)), e6 = TLanes.Load(tile + (6 * n)), e7 = TLanes.Load(tile + (7 * n));
        for (int k = 0; k < d; k++)
        {
            tile += TileLength;
            TLanes factor = TLanes.Create(factors[k]);
            e0 = TLanes.MultiplyAdd(factor, TLanes.Load(tile), e0);
            e1 = TLanes.MultiplyAdd(factor, TLanes.Load(tile + n), e1);
            e2 = TLanes.MultiplyAdd(factor, TLanes.Load(tile + (2 * n)), e2);
            e3 = TLanes.MultiplyAdd(factor, TLanes.Load(tile + (3 * n)), e3);
            e4 = TLanes.MultiplyAdd(factor, TLanes.Load(tile + (4 * n)), e4);
            e5 = TLanes.MultiplyAdd(factor, TLanes.Load(tile + (5 * n)), e5);
            e6 = TLanes.MultiplyAdd(factor, TLanes.Load(tile + (6 * n)), e6);
            e7 = TLanes.MultiplyAdd(factor, TLanes.Load(tile + (7 * n)), e7);
        }

        TLanes.Store(e0, part);
        TLanes.Store(e1, part + n);
        TLanes.Store(e2, part + (2 * n));
        TLanes.Store(e3, part + (3 * n));
        TLanes.Store(e4, part + (4 * n));
        TLanes.Store(e5, part + (5 * n));
        TLanes.Store(e6, part + (6 * n));
        TLanes.Store(e7, part + (7 * n));
        return (float)TLanes.Maximum(TLanes.Max(TLanes.Max(TLanes.Max(e0, e1), TLanes.Max(e2, e3)), TLanes.Max(TLanes.Max(e4, e5), TLanes.Max(e6, e7))));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Largest<TLanes>(float* part)
        where TLanes : unmanaged, ILanes<TLanes, float>
    {
        TLanes largest = TLanes.Load(part);
        for (int i = 1; i < 8; i++)
            largest = TLanes.Max(largest, TLanes.Load(part + (i * TLanes.Count)));
        return (float)TLanes.Maximum(largest);
    }

    /// <summary>Turns exponents into weights, and gives their sum.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Weigh<TLanes>(float* part, float maximum, SingleExponential<TLanes> exponential)
        where TLanes : unmanaged, ILanes<TLanes, float>
    {
        TLanes shift = TLanes.Create(maximum), least = TLanes.Create(LeastExponent), scale = TLanes.Create((float)SoftmaxRow.Log2E), sum = TLanes.Create(0);
        for (int i = 0; i < 8; i++)
        {
            TLanes weight = exponential.Evaluate(TLanes.Max(TLanes.Load(part + (i * TLanes.Count)) - shift, least) * scale);
            TLanes.Store(weight, part + (i * TLanes.Count));
            sum += weight;
        }

        return sum;
    }

    /// <summary>Adds the weighted coordinates of eight vectors of points to a vector of sums each.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddTo<TLanes>(float* axis, float* part, int d, float* sums)
        where TLanes : unmanaged, ILanes<TLanes, float>
    {
        int n = TLanes.Count;
        TLanes w0 = TLanes.Load(part), w1 = TLanes.Load(part + n), w2 = TLanes.Load(part + (2 * n)), w3 = TLanes.Load(part + (3 * n));
        TLanes w4 = TLanes.Load(part + (4 * n)), w5 = TLanes.Load(part + (5 * n)), w6 = TLanes.Load(part + (6 * n)), w7 = TLanes.Load(part + (7 * n));
        for (int k = 0; k < d; k++, axis += TileLength, sums += n)
        {
            TLanes left = TLanes.MultiplyAdd(w0, TLanes.Load(axis), TLanes.Load(sums));
            TLanes right = w1 * TLanes.Load(axis + n);
            left = TLanes.MultiplyAdd(w2, TLanes.Load(axis + (2 * n)), left);
            right = TLanes.MultiplyAdd(w3, TLanes.Load(axis + (3 * n)), right);
            left = TLanes.MultiplyAdd(w4, TLanes.Load(axis + (4 * n)), left);
            right = TLanes.MultiplyAdd(w5, TLanes.Load(axis + (5 * n)), right);
            left = TLanes.MultiplyAdd(w6, TLanes.Load(axis + (6 * n)), left);
            right = TLanes.MultiplyAdd(w7, TLanes.Load(axis + (7 * n)), right);
            TLanes.Store(left + right, sums);
        }
    }

    private readonly struct Work(SoftAverage owner, float* factors, float* additions, float* exponents, float* averages) : IForLanes<int>
    {
        public int With<TDouble, TSingle>()
            where TDouble : unmanaged, IWideLanes<TDouble, TSingle>
            where TSingle : unmanaged, ILanes<TSingle, float>
        {
            owner.Compute<TSingle>(factors, additions, exponents, averages);
            return TSingle.Count;
        }
    }
}
