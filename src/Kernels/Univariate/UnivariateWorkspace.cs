using Microsoft.ML.SlicedOT.Simd;

namespace Microsoft.ML.SlicedOT;

/// <summary>Buffers of one-dimensional problems; they grow to the largest pair seen and are then reused without allocating. One thread at a time.</summary>
internal sealed class UnivariateWorkspace
{
    [ThreadStatic]
    private static UnivariateWorkspace? _ofThisThread;

    private long[] _masses = [];
    private double[] _potential = [];

    /// <summary>Takes the calling thread's own workspace; <see cref="Return"/> gives it back. An exception in between drops it with what it holds.</summary>
    public static UnivariateWorkspace Take()
    {
        UnivariateWorkspace workspace = _ofThisThread ?? new UnivariateWorkspace();
        _ofThisThread = null;
        return workspace;
    }

    /// <summary>Gives a workspace that was taken back to the thread.</summary>
    public void Return() => _ofThisThread = this;

    /// <summary>The source of a problem along one line.</summary>
    public SortedAtoms Source { get; } = new();

    /// <summary>The target of a problem along one line.</summary>
    public SortedAtoms Target { get; } = new();

    /// <summary>The source's positions along one line.</summary>
    public SortedSlice SourceSlice { get; } = new();

    /// <summary>The target's positions along one line.</summary>
    public SortedSlice TargetSlice { get; } = new();

    /// <summary>The source along a bundle of directions.</summary>
    public SliceBuffer SourceBundle { get; } = new();

    /// <summary>The target along a bundle of directions.</summary>
    public SliceBuffer TargetBundle { get; } = new();

    /// <summary>The target without its atoms without mass.</summary>
    public AtomsWithMass TargetAtoms { get; } = new();

    /// <summary>The source's cumulative masses along a bundle of directions.</summary>
    public BundleBoundaries SourceBoundaries { get; } = new();

    /// <summary>The target's cumulative masses along a bundle of directions.</summary>
    public BundleBoundaries TargetBoundaries { get; } = new();

    /// <summary>The steps along a bundle of directions.</summary>
    public BundleStaircase Staircase { get; } = new();

    /// <summary>The steps between uniform measures.</summary>
    public UniformSteps Uniform { get; } = new();

    /// <summary>The potentials along a bundle of directions.</summary>
    public AlignedBuffer<double> BundlePotentials { get; } = new();

    public Span<long> Masses(int count) => Reserve(ref _masses, count);

    public Span<double> Potential(int count) => Reserve(ref _potential, count);

    private static Span<T> Reserve<T>(ref T[] buffer, int count)
    {
        if (buffer.Length < count)
            buffer = new T[count];
        return buffer.AsSpan(0, count);
    }
}
