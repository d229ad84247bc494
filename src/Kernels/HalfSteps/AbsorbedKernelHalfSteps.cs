using System.Numerics;
using System.Numerics.Tensors;
using Microsoft.ML.SlicedOT.Simd;

namespace Microsoft.ML.SlicedOT;

/// <summary>
/// Half-steps as products with the stored kernel <c>K_ij = exp((f0_i + g0_j - C_ij) / epsilon)</c>, into which earlier potentials are absorbed
/// (Schmitzer 2019, section 3.2), so that its rows and columns sum to about 1 whatever epsilon is. Where potentials have moved so far that
/// entries the kernel lost to underflow could matter, they are absorbed again. Where costs are so small against epsilon that nothing
/// underflows, nothing needs to be absorbed at all.
/// </summary>
/// <typeparam name="T">The precision of the kernel; its exponents are formed in double either way.</typeparam>
internal sealed unsafe class AbsorbedKernelHalfSteps<T> : HalfSteps
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>How far (in epsilons) potentials may leave the absorbed ones: lost entries, below e^-87, then stay below e^-27.</summary>
    private const double LargestScaling = 30;

    /// <summary>
    /// The same in double precision between damped potentials, which stay as far from their transforms as mass is dear: lost entries are below e^-708.
    /// </summary>
    private const double LargestDampedScaling = 300;

    /// <summary>Potentials that move further than this (in epsilons) in a step will soon have to be absorbed again: the log domain is cheaper meanwhile.</summary>
    private const double SettledChange = 20;

    /// <summary>An entry lost to underflow, e^-87 or e^-708 at most, times e^27: what sums must exceed for lost entries not to show.</summary>
    private static readonly double LeastEntry = Math.Exp(27 - (typeof(T) == typeof(double) ? 708 : 87));

    /// <summary>Above this relative error of entries the log domain takes its steps with exponents in double.</summary>
    private const double LargestSingleError = 1e-3;

    private readonly KernelMatrix<T> _kernel = new();
    private readonly AlignedBuffer<T> _sourceVector = new();
    private readonly AlignedBuffer<T> _targetVector = new();
    private readonly AlignedBuffer<double> _sourceSums = new();
    private readonly AlignedBuffer<double> _targetSums = new();
    private readonly AlignedBuffer<double> _absorbedSource = new();
    private readonly AlignedBuffer<double> _absorbedTarget = new();
    private readonly AlignedBuffer<double> _scalings = new();
    private readonly AlignedBuffer<double> _lastSource = new();
    private PackedProblem _problem = null!;
    private LogDomainHalfSteps _logDomain = null!;
    private double _leastCost;
    private double _largestScaling;
    private bool _isComplete;
    private bool _isAbsorbed;
    private bool _hasLastSource;
    private bool _isSettled;

    /// <inheritdoc/>
    public override double Precision => IsDoublePrecision ? 1e-13 + (1e-15 * _problem.Problem.Geometry.CostBound / _problem.Epsilon) : 5e-7;

    /// <inheritdoc/>
    public override bool IsDoublePrecision => typeof(T) == typeof(double);

    /// <summary>The bytes held.</summary>
    public long Bytes => _kernel.Bytes + _sourceVector.Bytes + _targetVector.Bytes + _sourceSums.Bytes + _targetSums.Bytes
        + _absorbedSource.Bytes + _absorbedTarget.Bytes + _scalings.Bytes + _lastSource.Bytes;

    /// <summary>Up to this spread of costs over epsilon no entry of <c>exp(-C / epsilon)</c>, nor its product with any scaling that matters, underflows.</summary>
    private static double LargestCompleteExponent => typeof(T) == typeof(double) ? 600 : 64;

    /// <summary>Makes ready for a problem.</summary>
    /// <param name="problem">The packed problem.</param>
    /// <param name="logDomain">Takes the steps before potentials settle; prepared here.</param>
    /// <param name="isSettled">Whether the potentials to come are near the solution, and so worth absorbing at once.</param>
    public AbsorbedKernelHalfSteps<T> Prepare(PackedProblem problem, LogDomainHalfSteps logDomain, bool isSettled)
    {
        _problem = problem;
        _logDomain = logDomain.Prepare(
            problem,
            IsDoublePrecision && (problem.ExactShape != problem.Shape || problem.Relaxation is not null) ? KernelPrecision.Double
            : LogDomainHalfSteps.SingleError(problem) <= LargestSingleError ? KernelPrecision.Single
            : KernelPrecision.Mixed);
        Geometry geometry = problem.Problem.Geometry;
        _leastCost = geometry.Cost is MatrixCost ? -geometry.CostBound : 0;
        _isComplete = geometry.CostBound - _leastCost <= LargestCompleteExponent * problem.Epsilon;
        _largestScaling = IsDoublePrecision && problem.Relaxation is not null ? LargestDampedScaling : LargestScaling;
        _isAbsorbed = false;
        _hasLastSource = false;
        _isSettled = isSettled;
        return this;
    }

    /// <inheritdoc/>
    public override void ToTarget(ReadOnlySpan<double> f, Span<double> g)
    {
        if (TryAbsorbAndScale(f, g, out double shift))
        {
            _kernel.TargetSums(_sourceVector.Pointer, _targetSums.Resize(_problem.Target.ActiveCount));
            ToPotential(_targetSums.Span, _absorbedTarget.Span, shift, g);
        }
    }

    /// <inheritdoc/>
    public override void ToSource(ReadOnlySpan<double> g, Span<double> f)
    {
        if (!_isAbsorbed || !TryScale(g, _absorbedTarget.Span, _problem.Target, _targetVector, out double shift))
        {
            _logDomain.ToSource(g, f);
            return;
        }

        Span<double> sums = _sourceSums.Resize(_problem.Source.PaddedCount);
        _kernel.SourceSums(_targetVector.Pointer, sums);
        if (AreComplete(sums))
            ToPotential(sums, _absorbedSource.Span, shift, f);
        else
            _logDomain.ToSource(g, f);
    }

    /// <inheritdoc/>
    public override void Settle() => _isSettled = true;

    /// <inheritdoc/>
    public override void Sweep(ReadOnlySpan<double> f, Span<double> g, Span<double> image)
    {
        PackedSide target = _problem.Target;
        if (!TryAbsorbAndScale(f, g, out double shift))
        {
            _logDomain.ToSource(g, image);
            return;
        }

        Span<double> targetSums = _targetSums.Resize(target.ActiveCount);
        Span<double> sourceSums = _sourceSums.Resize(_problem.Source.PaddedCount);
        _targetVector.Resize(target.PaddedCount)[target.ActiveCount..].Clear();
        _kernel.Sweep(_sourceVector.Pointer, targetSums, target.Weights, _targetVector.Pointer, sourceSums);
        ToPotential(targetSums, _absorbedTarget.Span, shift, g);
        if (_isComplete || (AreInRange(targetSums) && AreComplete(sourceSums)))
            ToPotential(sourceSums, _absorbedSource.Span, -shift, image);
        else
            _logDomain.ToSource(g, image);
    }

    /// <summary>Source weights times scalings, absorbing f first where that is needed and worth it; otherwise g is computed in the log domain, and false returned.</summary>
    private bool TryAbsorbAndScale(ReadOnlySpan<double> f, Span<double> g, out double shift)
    {
        if (!_isAbsorbed && _isComplete)
            AbsorbLeastCost();
        if (_isAbsorbed && TryScale(f, _absorbedSource.Span, _problem.Source, _sourceVector, out shift))
            return true;
        _logDomain.ToTarget(f, g);
        shift = 0;
        if (!IsSettled(f))
            return false;
        Absorb(f, g);
        return TryScale(f, _absorbedSource.Span, _problem.Source, _sourceVector, out shift);
    }

    /// <summary>
    /// Weights times scalings <c>exp((potential - absorbed - shift) / epsilon)</c>, where a shift is only needed with a complete kernel: it makes
    /// the largest product 1, whatever scalings atoms of no weight have. False where a scaling is out of range.
    /// </summary>
    private bool TryScale(ReadOnlySpan<double> potential, ReadOnlySpan<double> absorbed, PackedSide side, AlignedBuffer<T> vector, out double shift)
    {
        VectorKernel vectors = VectorKernel.Instance;
        int count = side.ActiveCount;
        _scalings.Resize(side.PaddedCount);
        double* scalings = _scalings.Pointer;
        shift = 0;
        fixed (double* values = potential, subtracted = absorbed)
        {
            if (_isComplete)
            {
                vectors.MultiplyAdd(side.LogWeights, _problem.Unit, values, scalings, count);
                shift = vectors.LargestDifference(scalings, subtracted, count);
            }

            var range = new ScalingRange(1 / _problem.Epsilon, shift, double.NegativeInfinity);
            double largest = vectors.Scalings(values, subtracted, side.Weights, range, scalings, count);
            if (!_isComplete && !(largest <= _largestScaling))
                return false;
        }

        Span<T> converted = vector.Resize(side.PaddedCount);
        KernelMatrix<T>.Convert(scalings, vector.Pointer, count);
        converted[count..].Clear();
        return true;
    }

    /// <summary>
    /// Whether sums at source atoms are free of what the kernel lost to underflow. At target atoms sums are 1, at source atoms only where the potentials absorbed
    /// were near a solution: what is far below holds nothing but rounded-up zeros.
    /// </summary>
    private bool AreComplete(ReadOnlySpan<double> sourceSums) =>
        _isComplete || TensorPrimitives.Min(sourceSums[.._problem.Source.ActiveCount]) >= LeastEntry * double.CreateTruncating(TensorPrimitives.Sum<T>(_targetVector.Span));

    private static bool AreInRange(ReadOnlySpan<double> sums)
    {
        double largest = Math.Exp(LargestScaling);
        return TensorPrimitives.Min(sums) >= 1 / largest && TensorPrimitives.Max(sums) <= largest;
    }

    private void ToPotential(ReadOnlySpan<double> sums, ReadOnlySpan<double> absorbed, double shift, Span<double> potential)
    {
        fixed (double* values = sums, added = absorbed, result = potential)
            VectorKernel.Instance.Potentials(values, added, _problem.Epsilon, shift, result, potential.Length);
    }

    private bool IsSettled(ReadOnlySpan<double> f)
    {
        Span<double> last = _lastSource.Resize(f.Length);
        bool isSettled = _isSettled;
        if (_hasLastSource && !isSettled)
        {
            fixed (double* current = f)
                isSettled = VectorKernel.Instance.LargestDistance(current, _lastSource.Pointer, f.Length) < SettledChange * _problem.Epsilon;
        }

        f.CopyTo(last);
        _hasLastSource = true;
        _isSettled = false;
        return isSettled;
    }

    /// <summary>What a complete kernel absorbs: a constant that keeps its entries at most 1 where costs may be negative.</summary>
    private void AbsorbLeastCost()
    {
        _absorbedSource.Resize(_problem.Source.ActiveCount).Fill(_leastCost);
        _absorbedTarget.Resize(_problem.Target.ActiveCount).Clear();
        Absorb(_absorbedSource.Span, _absorbedTarget.Span);
    }

    private void Absorb(ReadOnlySpan<double> f, ReadOnlySpan<double> g)
    {
        f.CopyTo(_absorbedSource.Resize(_problem.Source.ActiveCount));
        g.CopyTo(_absorbedTarget.Resize(_problem.Target.ActiveCount));
        _kernel.Fill(_problem, f, g);
        _isAbsorbed = true;
    }
}
