using Microsoft.ML.SlicedOT.Simd;

namespace Microsoft.ML.SlicedOT;

/// <summary>
/// Half-steps as fused row log-sum-exps, with costs loaded or computed on the fly: always safe, however small epsilon is, and without any
/// matrix. Large problems are shared among threads; results do not depend on how many.
/// </summary>
internal sealed unsafe class LogDomainHalfSteps : TransformHalfSteps
{
    private const int RowsAtATime = 64;

    private readonly AlignedBuffer<double> _offsets = new();
    private readonly AlignedBuffer<float> _singleOffsets = new();
    private readonly AlignedBuffer<double> _logSums = new();
    private PackedProblem _problem = null!;
    private ExponentialKernel _kernel = null!;
    private KernelPrecision _kernelPrecision;
    private double _precision;

    /// <inheritdoc/>
    public override double Precision => _precision;

    /// <inheritdoc/>
    public override bool IsDoublePrecision => _kernelPrecision == KernelPrecision.Double;

    /// <summary>The bytes held.</summary>
    public long Bytes => _offsets.Bytes + _singleOffsets.Bytes + _logSums.Bytes;

    /// <summary>Makes ready for a problem.</summary>
    public LogDomainHalfSteps Prepare(PackedProblem problem, KernelPrecision precision)
    {
        _problem = problem;
        _kernelPrecision = precision;
        _kernel = ExponentialKernel.For(precision == KernelPrecision.Double ? problem.ExactShape : problem.Shape, precision);
        _precision = precision switch
        {
            KernelPrecision.Single => Math.Max(5e-7, SingleError(problem)),
            KernelPrecision.Mixed => 5e-7,
            _ => 1e-13 + (1e-15 * problem.Problem.Geometry.CostBound / problem.Epsilon),
        };
        return this;
    }

    /// <summary>The relative error of entries whose exponents are rounded to single precision.</summary>
    public static double SingleError(PackedProblem problem) =>
        problem.Problem.Geometry.CostBound / problem.Epsilon * 6e-8;

    /// <inheritdoc/>
    public override void ToTarget(ReadOnlySpan<double> f, Span<double> g, bool all)
    {
        void* offsets = Offsets(f, _problem.Source);
        Transform(_problem.TargetRows(all), offsets, g, all ? _problem.Target.Count : _problem.Target.ActiveCount);
    }

    /// <inheritdoc/>
    public override void ToSource(ReadOnlySpan<double> g, Span<double> f, bool all)
    {
        void* offsets = Offsets(g, _problem.Target);
        Transform(_problem.SourceRows(all), offsets, f, all ? _problem.Source.Count : _problem.Source.ActiveCount);
    }

    /// <summary>Exponents of the columns: potential over epsilon plus the weight's logarithm, base 2.</summary>
    private void* Offsets(ReadOnlySpan<double> potential, PackedSide side)
    {
        VectorKernel vectors = VectorKernel.Instance;
        _offsets.Resize(side.PaddedCount);
        double* offsets = _offsets.Pointer;
        fixed (double* values = potential)
            vectors.MultiplyAdd(values, _problem.Scale, side.LogWeights, offsets, side.ActiveCount);
        _offsets.Span[side.ActiveCount..].Fill(ExponentialKernel.Absent);
        if (_kernelPrecision != KernelPrecision.Single)
            return offsets;
        _singleOffsets.Resize(side.PaddedCount);
        vectors.Narrow(offsets, _singleOffsets.Pointer, side.PaddedCount);
        return _singleOffsets.Pointer;
    }

    private void Transform(CostRows rows, void* offsets, Span<double> result, int count)
    {
        VectorKernel vectors = VectorKernel.Instance;
        _logSums.Resize(count);
        fixed (double* potential = result)
            vectors.MultiplyAdd(potential, -_problem.Scale, null, _logSums.Pointer, count);
        if ((long)count * rows.ColumnCount < RowsOnThreads.LeastEntries)
        {
            _kernel.LogSums(rows, offsets, _problem.Scale, null, 0, count, _logSums.Pointer, guessed: true);
        }
        else
        {
            LogSumsOnThreads(rows, offsets, count);
        }

        fixed (double* potential = result)
            vectors.MultiplyAdd(_logSums.Pointer, -_problem.Unit, null, potential, count);
    }

    private void LogSumsOnThreads(CostRows rows, void* offsets, int count) => RowsOnThreads.For(count, RowsAtATime, (first, end) =>
        _kernel.LogSums(rows, offsets, _problem.Scale, null, first, end, _logSums.Pointer, guessed: true));
}
