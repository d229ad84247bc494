using Microsoft.ML.SlicedOT.Simd;

namespace Microsoft.ML.SlicedOT;

/// <summary>Buffers of one-dimensional problems; they grow to the largest pair seen and are then reused without allocating. One thread at a time.</summary>
internal sealed unsafe class UnivariateWorkspace
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

    /// <summary>
    /// Writes multiples of the exact source potentials along a bundle, each up to a constant, to <see cref="BundlePotentials"/> in the order of the
    /// source's keys. Boundaries, or the steps between uniform measures of different counts, have been loaded; the staircase has the source's size.
    /// </summary>
    /// <param name="source">The source's sorted keys.</param>
    /// <param name="target">The target's.</param>
    /// <param name="sourceCount">The number of source atoms.</param>
    /// <param name="targetCount">The number of target atoms.</param>
    /// <param name="isUniform">Whether both measures have equal weights.</param>
    /// <param name="multiples">One number a direction.</param>
    /// <param name="exponent">The power of the distance that is the cost, 1 or 2.</param>
    public void SumPotentials(double* source, double* target, int sourceCount, int targetCount, bool isUniform, double* multiples, int exponent)
    {
        double* firstWithMass = stackalloc double[SliceBundle.Size];
        new Span<double>(firstWithMass, SliceBundle.Size).Clear();
        double* lower = Staircase.Lower;
        double* upper = Staircase.Upper;
        if (!isUniform)
        {
            double* firstOfTarget = stackalloc double[SliceBundle.Size];
            SourceBoundaries.Fill(source, -FixedPointMass.TieTolerance, FixedPointMass.SourceInfinity, firstWithMass);
            TargetBoundaries.Fill(target, 0, FixedPointMass.TargetInfinity, firstOfTarget);
            Staircase.Find(SourceBoundaries, TargetBoundaries, target);
        }
        else if (sourceCount != targetCount)
            Staircase.Take(Uniform.Lower, Uniform.Upper, target);
        else
        {
            // Atom meets atom: the one staircase leaves source atom i at target atom i, the other at the next.
            lower = target;
            upper = target + SliceBundle.Size;
        }

        if (exponent == 1)
            LineKernel.Instance.Sum<AbsoluteDistance>(source, lower, upper, sourceCount, firstWithMass, multiples, BundlePotentials.Pointer);
        else
            LineKernel.Instance.Sum<SquaredDistance>(source, lower, upper, sourceCount, firstWithMass, multiples, BundlePotentials.Pointer);
    }

    public Span<long> Masses(int count) => Reserve(ref _masses, count);

    public Span<double> Potential(int count) => Reserve(ref _potential, count);

    private static Span<T> Reserve<T>(ref T[] buffer, int count)
    {
        if (buffer.Length < count)
            buffer = new T[count];
        return buffer.AsSpan(0, count);
    }
}
