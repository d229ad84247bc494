namespace Microsoft.ML.SlicedOT;

/// <summary>Buffers of one-dimensional problems; they grow to the largest pair seen and are then reused without allocating. One thread at a time.</summary>
internal sealed class UnivariateWorkspace
{
    [ThreadStatic]
    private static UnivariateWorkspace? _ofThisThread;

    private readonly SortedSlice[] _sourceSlices = NewSlices();
    private readonly SortedSlice[] _targetSlices = NewSlices();
    private long[] _sourceMasses = [];
    private long[] _targetMasses = [];
    private double[] _potential = [];

    /// <summary>The calling thread's own workspace.</summary>
    internal static UnivariateWorkspace OfThisThread => _ofThisThread ??= new UnivariateWorkspace();

    internal SortedAtoms Source { get; } = new();

    internal SortedAtoms Target { get; } = new();

    internal StaircaseBatch Batch { get; } = new();

    internal SortedSlice SourceSlice(int lane) => _sourceSlices[lane];

    internal SortedSlice TargetSlice(int lane) => _targetSlices[lane];

    internal Span<long> SourceMasses(int count) => Reserve(ref _sourceMasses, count);

    internal Span<long> TargetMasses(int count) => Reserve(ref _targetMasses, count);

    internal Span<double> Potential(int count) => Reserve(ref _potential, count);

    private static SortedSlice[] NewSlices() => [.. Enumerable.Range(0, StaircaseBatch.Lanes).Select(_ => new SortedSlice())];

    private static Span<T> Reserve<T>(ref T[] buffer, int count)
    {
        if (buffer.Length < count)
            buffer = new T[count];
        return buffer.AsSpan(0, count);
    }
}
