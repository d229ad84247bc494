using System.Collections.Concurrent;
using Microsoft.ML.SlicedOT.Simd;

namespace Microsoft.ML.SlicedOT;

/// <summary>
/// The buffers that work on one problem needs. Rented from a pool and returned, so that a stream of problems allocates nothing once
/// the buffers have grown to its size. Only work that came to its end returns them: what an exception left half written serves nobody else.
/// </summary>
internal sealed class TransportWorkspace : IDisposable
{
    /// <summary>A workspace that grew beyond this is not kept.</summary>
    private const long MostBytesKept = 64L << 20;

    /// <summary>All workspaces of the pool together stay below this.</summary>
    public const long MostBytesOfPool = 128L << 20;

    private static readonly ConcurrentBag<TransportWorkspace> Pool = [];

    private static long _bytesOfPool;

    private long _bytes;
    private bool _isFinished;

    private TransportWorkspace() => Iteration = new SinkhornIteration(this);

    /// <summary>The bytes that the pool holds.</summary>
    public static long BytesOfPool => Interlocked.Read(ref _bytesOfPool);

    public PackedProblem Problem { get; } = new();

    public LogDomainHalfSteps LogDomain { get; } = new();

    public SeparableHalfSteps Separable { get; } = new();

    public AbsorbedKernelHalfSteps<float> SingleKernel { get; } = new();

    public AbsorbedKernelHalfSteps<double> DoubleKernel { get; } = new();

    public PlanSums Sums { get; } = new();

    public ConditionalAverages Averages { get; } = new();

    public AndersonMixer Mixer { get; } = new();

    public SinkhornIteration Iteration { get; }

    public AlignedBuffer<double> Source { get; } = new();

    public AlignedBuffer<double> SourceImage { get; } = new();

    public AlignedBuffer<double> BestSource { get; } = new();

    public AlignedBuffer<double> Anchor { get; } = new();

    public AlignedBuffer<double> Target { get; } = new();

    public AlignedBuffer<double> BestTarget { get; } = new();

    /// <summary>A workspace with <paramref name="problem"/> packed into it.</summary>
    public static TransportWorkspace Rent(TransportProblem problem, bool leaveOutZeroWeights)
    {
        if (Pool.TryTake(out TransportWorkspace? workspace))
            Interlocked.Add(ref _bytesOfPool, -workspace._bytes);
        else
            workspace = new TransportWorkspace();
        workspace._isFinished = false;
        workspace.Problem.Pack(problem, leaveOutZeroWeights);
        return workspace;
    }

    /// <summary>Soft c-transforms of the problem that are good to about 1e-7 of epsilon or better.</summary>
    public TransformHalfSteps Transform() => SeparableHalfSteps.Applies(Problem.Problem)
        ? Separable.Prepare(Problem)
        : LogDomain.Prepare(Problem, KernelPrecision.Mixed);

    /// <summary>Makes room for potentials of the packed atoms.</summary>
    public void ResizeIterates()
    {
        int sourceCount = Problem.Source.ActiveCount;
        int targetCount = Problem.Target.ActiveCount;
        Source.Resize(sourceCount);
        SourceImage.Resize(sourceCount).Clear();
        BestSource.Resize(sourceCount);
        Anchor.Resize(sourceCount);
        Target.Resize(targetCount).Clear();
        BestTarget.Resize(targetCount);
    }

    /// <summary>
    /// <c>sum_i w_i |exp((before_i - after_i) / epsilon) - 1|</c>: how far a marginal is off where a half-step would change a potential so.
    /// </summary>
    public unsafe double Violation(ReadOnlySpan<double> before, ReadOnlySpan<double> after, ReadOnlySpan<double> weights)
    {
        fixed (double* first = before, second = after, factors = weights)
            return VectorKernel.Instance.Violation(first, second, factors, 1 / Problem.Problem.Epsilon, before.Length);
    }

    /// <summary>The marginal violation of the best pair, one of whose marginals is exact, by one more half-step.</summary>
    public double ViolationOfBest(HalfSteps halfSteps, bool rowsAreExact)
    {
        if (rowsAreExact)
        {
            BestTarget.Span.CopyTo(Target.Span);
            halfSteps.ToTarget(BestSource.Span, Target.Span);
            return Violation(BestTarget.Span, Target.Span, Problem.Target.ActiveWeights);
        }

        BestSource.Span.CopyTo(SourceImage.Span);
        halfSteps.ToSource(BestTarget.Span, SourceImage.Span);
        return Violation(BestSource.Span, SourceImage.Span, Problem.Source.ActiveWeights);
    }

    /// <summary>Says that the work came to its end: without it, <see cref="Dispose"/> drops the workspace.</summary>
    public void Finish() => _isFinished = true;

    /// <summary>Returns the workspace to the pool where its work was finished.</summary>
    public void Dispose()
    {
        Problem.Release();
        if (!_isFinished)
            return;
        _isFinished = false;
        _bytes = Problem.Bytes + LogDomain.Bytes + Separable.Bytes + SingleKernel.Bytes + DoubleKernel.Bytes + Sums.Bytes + Averages.Bytes + Mixer.Bytes
            + Source.Bytes + SourceImage.Bytes + BestSource.Bytes + Anchor.Bytes + Target.Bytes + BestTarget.Bytes;
        if (_bytes > MostBytesKept)
            return;
        if (Interlocked.Add(ref _bytesOfPool, _bytes) <= MostBytesOfPool)
            Pool.Add(this);
        else
            Interlocked.Add(ref _bytesOfPool, -_bytes);
    }
}
