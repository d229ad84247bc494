using System.Numerics;
using System.Numerics.Tensors;
using Microsoft.ML.SlicedOT.Simd;

namespace Microsoft.ML.SlicedOT;

/// <summary>
/// Half-steps as products with the stored kernel <c>K_ij = exp((f0_i + g0_j - C_ij) / epsilon)</c>, into which earlier potentials are absorbed
/// (Schmitzer 2019, section 3.2), so that its rows and columns sum to about 1 whatever epsilon is. Where potentials have moved so far that
/// entries the kernel lost to underflow could matter, they are absorbed again.
/// </summary>
/// <typeparam name="T">The precision of the kernel; its exponents are formed in double either way.</typeparam>
internal sealed unsafe class AbsorbedKernelHalfSteps<T> : HalfSteps
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>How far (in epsilons) potentials may leave the absorbed ones: lost entries, below e^-87, then stay below e^-27.</summary>
    private const double LargestScaling = 30;

    /// <summary>Potentials that move further than this (in epsilons) in a step will soon have to be absorbed again: the log domain is cheaper meanwhile.</summary>
    private const double SettledChange = 12;

    private readonly AlignedBuffer<T> _kernel = new();
    private readonly AlignedBuffer<T> _vector = new();
    private readonly AlignedBuffer<T> _scratch = new();
    private readonly AlignedBuffer<double> _sums = new();
    private readonly AlignedBuffer<double> _absorbedSource = new();
    private readonly AlignedBuffer<double> _absorbedTarget = new();
    private readonly AlignedBuffer<double> _offsets = new();
    private readonly AlignedBuffer<double> _lastSource = new();
    private readonly KernelProducts _products = typeof(T) == typeof(float) ? KernelProducts.Single : KernelProducts.Double;
    private PackedProblem _problem = null!;
    private LogDomainHalfSteps _logDomain = null!;
    private bool _isAbsorbed;
    private bool _hasLastSource;
    private bool _isSettled;

    /// <inheritdoc/>
    public override double Precision => typeof(T) == typeof(float) ? 2e-7 : 1e-13 + (1e-15 * _problem.Problem.Geometry.CostBound / _problem.Problem.Epsilon);

    /// <inheritdoc/>
    public override bool IsDoublePrecision => typeof(T) == typeof(double);

    /// <summary>How often potentials were absorbed.</summary>
    public int Absorptions { get; private set; }

    /// <summary>The bytes held.</summary>
    public long Bytes => _kernel.Bytes + _vector.Bytes + _scratch.Bytes + _sums.Bytes + _absorbedSource.Bytes + _absorbedTarget.Bytes + _offsets.Bytes + _lastSource.Bytes;

    /// <summary>Makes ready for a problem.</summary>
    /// <param name="problem">The packed problem.</param>
    /// <param name="logDomain">Takes the steps before potentials settle; prepared here.</param>
    /// <param name="isSettled">Whether the potentials to come are near the solution, and so worth absorbing at once.</param>
    public AbsorbedKernelHalfSteps<T> Prepare(PackedProblem problem, LogDomainHalfSteps logDomain, bool isSettled)
    {
        _problem = problem;
        _logDomain = logDomain.Prepare(problem, KernelPrecision.Mixed);
        _isAbsorbed = false;
        _hasLastSource = false;
        Absorptions = 0;
        _isSettled = isSettled;
        return this;
    }

    /// <inheritdoc/>
    public override void ToTarget(ReadOnlySpan<double> f, Span<double> g)
    {
        PackedSide source = _problem.Source;
        if (!_isAbsorbed || !TryScale(f, _absorbedSource.Span, source))
        {
            _logDomain.ToTarget(f, g);
            if (IsSettled(f))
                Absorb(f, g);
            return;
        }

        Span<double> sums = _sums.Resize(_problem.Target.PaddedCount);
        _scratch.Resize(sums.Length);
        ColumnSums(source.ActiveCount, sums.Length);
        ToPotential(sums, _absorbedTarget.Span, g);
    }

    /// <inheritdoc/>
    public override void ToSource(ReadOnlySpan<double> g, Span<double> f)
    {
        PackedSide target = _problem.Target;
        if (!_isAbsorbed || !TryScale(g, _absorbedTarget.Span, target))
        {
            _isAbsorbed = false;
            _logDomain.ToSource(g, f);
            return;
        }

        Span<double> sums = _sums.Resize(_problem.Source.ActiveCount);
        RowSums(sums.Length, target.PaddedCount);
        ToPotential(sums, _absorbedSource.Span, f);
    }

    private void ColumnSums(int rowCount, int padded)
    {
        if ((long)rowCount * padded < RowsOnThreads.LeastEntries)
            _products.ColumnSums(_kernel.Pointer, rowCount, padded, 0, padded, _vector.Pointer, _sums.Pointer, _scratch.Pointer);
        else
            ColumnSumsOnThreads(rowCount, padded);
    }

    private void ColumnSumsOnThreads(int rowCount, int padded) => RowsOnThreads.For(padded, 1024, (first, end) =>
        _products.ColumnSums(_kernel.Pointer, rowCount, padded, first, end, _vector.Pointer, _sums.Pointer, _scratch.Pointer));

    private void RowSums(int rowCount, int padded)
    {
        if ((long)rowCount * padded < RowsOnThreads.LeastEntries)
            _products.RowSums(_kernel.Pointer, 0, rowCount, padded, _vector.Pointer, _sums.Pointer);
        else
            RowSumsOnThreads(rowCount, padded);
    }

    private void RowSumsOnThreads(int rowCount, int padded) => RowsOnThreads.For(rowCount, 64, (first, end) =>
        _products.RowSums(_kernel.Pointer, first, end, padded, _vector.Pointer, _sums.Pointer));

    /// <summary>Weights times scalings <c>exp((potential - absorbed) / epsilon)</c>; false where a scaling is out of range.</summary>
    private bool TryScale(ReadOnlySpan<double> potential, ReadOnlySpan<double> absorbed, PackedSide side)
    {
        Span<double> scalings = _offsets.Resize(side.PaddedCount)[..side.ActiveCount];
        TensorPrimitives.Subtract(potential, absorbed, scalings);
        TensorPrimitives.Multiply(scalings, 1 / _problem.Problem.Epsilon, scalings);
        if (!(Math.Abs(TensorPrimitives.MaxMagnitude<double>(scalings)) <= LargestScaling))
            return false;
        TensorPrimitives.Exp<double>(scalings, scalings);
        TensorPrimitives.Multiply(scalings, side.ActiveWeights, scalings);
        Span<T> vector = _vector.Resize(side.PaddedCount);
        TensorPrimitives.ConvertTruncating<double, T>(scalings, vector);
        vector[side.ActiveCount..].Clear();
        return true;
    }

    private void ToPotential(ReadOnlySpan<double> sums, ReadOnlySpan<double> absorbed, Span<double> potential)
    {
        TensorPrimitives.Log(sums[..potential.Length], potential);
        TensorPrimitives.MultiplyAdd(potential, -_problem.Problem.Epsilon, absorbed, potential);
    }

    private bool IsSettled(ReadOnlySpan<double> f)
    {
        Span<double> last = _lastSource.Resize(f.Length);
        bool isSettled = _isSettled;
        if (_hasLastSource && !isSettled)
        {
            TensorPrimitives.Subtract(f, last, last);
            isSettled = Math.Abs(TensorPrimitives.MaxMagnitude<double>(last)) < SettledChange * _problem.Problem.Epsilon;
        }

        f.CopyTo(last);
        _hasLastSource = true;
        _isSettled = false;
        return isSettled;
    }

    private void Absorb(ReadOnlySpan<double> f, ReadOnlySpan<double> g)
    {
        PackedSide source = _problem.Source;
        PackedSide target = _problem.Target;
        f.CopyTo(_absorbedSource.Resize(source.ActiveCount));
        g.CopyTo(_absorbedTarget.Resize(target.ActiveCount));
        Span<double> offsets = _offsets.Resize(target.PaddedCount);
        TensorPrimitives.Multiply(g, _problem.Scale, offsets);
        offsets[target.ActiveCount..].Fill(ExponentialKernel.Absent);
        _kernel.Resize(checked(source.ActiveCount * target.PaddedCount));
        if ((long)source.ActiveCount * target.PaddedCount < RowsOnThreads.LeastEntries)
            StoreRows(0, source.ActiveCount);
        else
            RowsOnThreads.For(source.ActiveCount, 64, StoreRows);
        _isAbsorbed = true;
        Absorptions++;
    }

    private void StoreRows(int first, int end)
    {
        ExponentialKernel kernel = ExponentialKernel.For(_problem.Shape, IsDoublePrecision ? KernelPrecision.Double : KernelPrecision.Mixed);
        CostRows rows = _problem.SourceRows(all: false);
        int padded = _problem.Target.PaddedCount;
        for (int i = first; i < end; i++)
        {
            kernel.StoreRow(
                rows, _offsets.Pointer, _problem.Scale, i, _absorbedSource.Pointer[i] * _problem.Scale,
                _kernel.Pointer + ((long)i * padded), padded, keepNormal: true);
        }
    }
}
