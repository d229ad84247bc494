using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using Microsoft.ML.SlicedOT.Simd;

namespace Microsoft.ML.SlicedOT;

/// <summary>
/// The step of Newton's method on the semi-dual <c>f -> &lt;a, f&gt; + &lt;b, softc(f)&gt;</c>, whose gradient is <c>a - r</c> and whose Hessian is
/// <c>-(diag(r) - P diag(1/b) P^T) / epsilon</c> for the plan P of (f, softc(f)) and its row sums r (Brauer, Clason, Lorenz and Wirth 2017). The matrix is formed
/// and factorised, on the side of fewer atoms: sweeps converge the slower the more nearly the plan falls apart into blocks, a factorisation does not.
/// </summary>
/// <remarks>
/// With <c>u = (f - f') / epsilon</c>, f' = softc(softc(f)), rows sum to <c>a e^u</c>, and the matrix scaled by their roots is <c>1 - S S^T</c> for the
/// square root <c>S_ij = (a_i b_j)^(1/2) exp(((f_i + f'_i) / 2 + g_j - C_ij) / epsilon)</c>: the plan's own formula, halfway between two sweeps.
/// Where targets are fewer, <c>(1 - S S^T)^-1 = 1 + S (1 - S^T S)^-1 S^T</c> serves. Either matrix is a graph's Laplacian, so its diagonal is
/// computed from the other entries, all of one sign: what ties two blocks together is known to full relative accuracy however little it is.
/// </remarks>
internal sealed unsafe class NewtonStep
{
    /// <summary>Most atoms on the smaller side. A step on more takes as long as some thousand sweeps, and tens of megabytes.</summary>
    private const int LargestOrder = 1024;

    /// <summary>Most entries of the plan, all of which are kept in double precision.</summary>
    private const long LargestPlan = 1L << 22;

    private readonly AlignedBuffer<double> _rows = new();
    private readonly AlignedBuffer<double> _rowOffsets = new();
    private readonly AlignedBuffer<double> _columnOffsets = new();
    private readonly AlignedBuffer<double> _matrix = new();
    private readonly AlignedBuffer<double> _factor = new();
    private readonly AlignedBuffer<double> _kernel = new();
    private readonly AlignedBuffer<double> _residual = new();
    private readonly AlignedBuffer<double> _roots = new();
    private readonly AlignedBuffer<double> _solution = new();
    private PackedProblem _problem = null!;
    private bool _isTransposed;
    private int _order;
    private int _stride;
    private int _length;

    /// <summary>The bytes held.</summary>
    public long Bytes => _rows.Bytes + _rowOffsets.Bytes + _columnOffsets.Bytes + _matrix.Bytes + _factor.Bytes + _kernel.Bytes + _residual.Bytes
        + _roots.Bytes + _solution.Bytes;

    /// <summary>The length of the gradient in the metric of the matrix's scaling: <c>sum_i (a_i - r_i)^2 / r_i</c>, its root.</summary>
    public double Residual { get; private set; }

    /// <summary>Whether a problem is small enough.</summary>
    public static bool Applies(PackedProblem problem)
    {
        int n = problem.Source.ActiveCount;
        int m = problem.Target.ActiveCount;
        return Math.Min(n, m) <= LargestOrder && (long)n * m <= LargestPlan;
    }

    /// <summary>How many sweeps take about as long as one step: measured from 20 to 1,000 atoms, good to a factor of 1.5.</summary>
    public static int Price(PackedProblem problem) => 4 + (Math.Min(problem.Source.ActiveCount, problem.Target.ActiveCount) / 6);

    /// <summary>Forms the matrix at an iterate.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="f">The source potential.</param>
    /// <param name="g">Its soft c-transform.</param>
    /// <param name="image">The soft c-transform of that.</param>
    public void Prepare(PackedProblem problem, ReadOnlySpan<double> f, ReadOnlySpan<double> g, ReadOnlySpan<double> image)
    {
        _problem = problem;
        _isTransposed = problem.Target.ActiveCount < problem.Source.ActiveCount;
        FillResidual(f, image);
        FillRows(f, g, image);
        FillMatrix();
    }

    /// <summary>The step from the iterate, or false where the matrix has no factor.</summary>
    /// <param name="damping">Added to the diagonal of the matrix, whose eigenvalues are between 0 and 1.</param>
    /// <param name="step">Receives what to add to f.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool TrySolve(double damping, Span<double> step)
    {
        _matrix.Span.CopyTo(_factor.Resize(_matrix.Length));
        double* factor = _factor.Pointer;
        for (int k = 0; k < _order; k++)
            factor[((nint)k * _stride) + k] += damping;
        if (!CholeskyFactor.TryFactorize(_factor.Span, _order, _stride))
            return false;
        Span<double> solution = _solution.Resize(_order);
        if (_isTransposed)
        {
            for (int k = 0; k < _order; k++)
                solution[k] = TensorPrimitives.Dot(Row(k), _residual.Span);
            CholeskyFactor.Solve(_factor.Span, _order, _stride, solution);
            _residual.Span.CopyTo(step);
            for (int k = 0; k < _order; k++)
                TensorPrimitives.MultiplyAdd(Row(k), solution[k], step, step);
        }
        else
        {
            _residual.Span.CopyTo(solution);
            CholeskyFactor.Solve(_factor.Span, _order, _stride, solution);
            solution.CopyTo(step);
        }

        double unit = _problem.Epsilon / (_isTransposed ? 1 + damping : 1); // 1 + s^2 / (1 - s^2 + d) is (1 + d) / (1 - s^2 + d)
        for (int i = 0; i < step.Length; i++)
            step[i] = _roots.Pointer[i] > 0 ? unit * step[i] / _roots.Pointer[i] : 0;
        return TensorPrimitives.IsFiniteAll<double>(step);
    }

    private ReadOnlySpan<double> Row(int k) => new(_rows.Pointer + ((nint)k * _length), _problem.Source.ActiveCount);

    /// <summary>The scaled gradient <c>(a_i - r_i) / r_i^(1/2) = -2 a_i^(1/2) sinh(u_i / 2)</c> and the roots of the row sums.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void FillResidual(ReadOnlySpan<double> f, ReadOnlySpan<double> image)
    {
        Span<double> residual = _residual.Resize(f.Length);
        Span<double> roots = _roots.Resize(f.Length);
        double perEpsilon = 1 / _problem.Epsilon;
        for (int i = 0; i < f.Length; i++)
        {
            double half = 0.5 * perEpsilon * (f[i] - image[i]);
            double root = Math.Sqrt(_problem.Source.Weights[i]);
            roots[i] = root * Math.Exp(half);
            residual[i] = -2 * half * roots[i];
        }

        double mean = TensorPrimitives.Dot<double>(residual, roots) / TensorPrimitives.SumOfSquares<double>(roots);
        TensorPrimitives.MultiplyAdd(roots, -mean, residual, residual);
        Residual = TensorPrimitives.Norm<double>(residual);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void FillRows(ReadOnlySpan<double> f, ReadOnlySpan<double> g, ReadOnlySpan<double> image)
    {
        PackedSide source = _problem.Source;
        PackedSide target = _problem.Target;
        (PackedSide rows, PackedSide columns) = _isTransposed ? (target, source) : (source, target);
        Span<double> sourceOffsets = (_isTransposed ? _columnOffsets : _rowOffsets).Resize(source.PaddedCount);
        Span<double> targetOffsets = (_isTransposed ? _rowOffsets : _columnOffsets).Resize(target.PaddedCount);
        sourceOffsets.Fill(ExponentialKernel.Absent);
        targetOffsets.Fill(ExponentialKernel.Absent);
        for (int i = 0; i < f.Length; i++)
            sourceOffsets[i] = 0.5 * (((f[i] + image[i]) * _problem.Scale) + source.LogWeights[i]);
        for (int j = 0; j < g.Length; j++)
            targetOffsets[j] = (g[j] * _problem.Scale) + (0.5 * target.LogWeights[j]);

        _order = rows.ActiveCount;
        _length = columns.PaddedCount;
        _rows.Resize(checked(_order * _length));
        var kernel = ExponentialKernel.For(_problem.ExactShape, KernelPrecision.Double);
        CostRows costs = _isTransposed ? _problem.TargetRows(all: false) : _problem.SourceRows(all: false);
        for (int k = 0; k < _order; k++)
            kernel.StoreRow(costs, _columnOffsets.Pointer, _problem.Scale, k, _rowOffsets.Pointer[k], _rows.Pointer + ((nint)k * _length), _length);
    }

    /// <summary>
    /// Minus the products of all rows, a diagonal that makes the row sums against the known null vector zero, and one more at the heaviest atom:
    /// the gradient is orthogonal to that vector, and the step then leaves that atom where it is.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void FillMatrix()
    {
        _stride = AlignedBuffer<double>.Padded(_order);
        _matrix.Resize(checked(_order * _stride)).Clear();
        double* matrix = _matrix.Pointer;
        RowProducts.Accumulate(_rows.Pointer, _length, _order, _rows.Pointer, _length, _order, _length, matrix, _stride, -1, symmetric: true);
        Span<double> null_ = _kernel.Resize(_order);
        if (_isTransposed)
            TensorPrimitives.Sqrt(_problem.Target.ActiveWeights, null_);
        else
            _roots.Span.CopyTo(null_);
        Span<double> sums = _solution.Resize(_order);
        sums.Clear();
        for (int k = 0; k < _order; k++)
        {
            double* row = matrix + ((nint)k * _stride);
            double sum = 0;
            for (int l = 0; l < k; l++)
            {
                sum += row[l] * null_[l];
                sums[l] += row[l] * null_[k];
            }

            sums[k] += sum;
        }

        for (int k = 0; k < _order; k++)
            matrix[((nint)k * _stride) + k] = null_[k] > 0 ? -sums[k] / null_[k] : 1;
        int heaviest = TensorPrimitives.IndexOfMax<double>(null_);
        matrix[((nint)heaviest * _stride) + heaviest] += 1;
    }
}
