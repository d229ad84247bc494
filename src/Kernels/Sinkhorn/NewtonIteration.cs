using System.Numerics.Tensors;
using Microsoft.ML.SlicedOT.Simd;

namespace Microsoft.ML.SlicedOT;

/// <summary>
/// Newton's method on the semi-dual from where sweeps got slow: few steps, each as long as many sweeps. A step that gets no further is shortened, then
/// damped, which turns it towards a plain sweep's.
/// </summary>
internal sealed class NewtonIteration(PackedProblem problem)
{
    /// <summary>A step is taken where it leaves no more than this share of the violation, or raises the dual value.</summary>
    private const double LeastShrinkage = 0.9;

    /// <summary>
    /// Where a step leaves more than this share, twice the step is tried: the plan's smallest entries grow and shrink by a factor of e with every one.
    /// </summary>
    private const double WorthExtending = 0.1;

    /// <summary>The damping of a step whose undamped form failed, relative to the gradient.</summary>
    private const double FirstDamping = 1e-3;

    /// <summary>What the damping is multiplied with after a failure, and divided by after a success.</summary>
    private const double DampingFactor = 30;

    /// <summary>Eigenvalues below this are rounding.</summary>
    private const double LeastDamping = 1e-15;

    /// <summary>How often a step may be damped further.</summary>
    private const int MostTrials = 8;

    private const int MostDoublings = 4;

    /// <summary>What the two sums of the dual value may be off by, relative to the largest cost.</summary>
    private const double Roundoff = 1e-15;

    private readonly NewtonStep _step = new();
    private readonly AlignedBuffer<double> _start = new();
    private readonly AlignedBuffer<double> _direction = new();
    private SinkhornIteration _sweeps = null!;
    private HalfSteps _halfSteps = null!;

    /// <summary>The bytes held.</summary>
    public long Bytes => _step.Bytes + _start.Bytes + _direction.Bytes;

    /// <summary>
    /// Steps from the best iterate until the violation is at most <paramref name="tolerance"/>, no step gets further, the violation was not halved in
    /// <paramref name="patience"/> steps, or the sweeps allowed are used up.
    /// </summary>
    public void Run(SinkhornIteration sweeps, HalfSteps halfSteps, double tolerance, int maximumSweeps, int patience, CancellationToken cancellationToken)
    {
        _sweeps = sweeps;
        _halfSteps = halfSteps;
        Span<double> f = _sweeps.Source.Span;
        int count = f.Length;
        _start.Resize(count);
        _direction.Resize(count);
        _sweeps.BestSource.Span.CopyTo(f);
        double violation = Evaluate();
        double dual = Dual();
        double allowance = Roundoff * problem.Problem.Geometry.CostBound;
        double damping = LeastDamping;
        double milestone = violation / 2;
        int stepsSince = 0;
        int lastSweep = maximumSweeps - NewtonStep.Price(problem) - 2;
        while (violation > tolerance && sweeps.Sweeps <= lastSweep && double.IsFinite(violation))
        {
            _step.Prepare(problem, f, _sweeps.Target.Span, _sweeps.Image.Span);
            f.CopyTo(_start.Span);
            bool isTaken = false;
            for (int trial = 0; trial < MostTrials && !isTaken && sweeps.Sweeps <= lastSweep; trial++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (trial > 0)
                    damping = Math.Max(DampingFactor * damping, FirstDamping * _step.Residual);
                if (!_step.TrySolve(damping, _direction.Span))
                    continue;
                sweeps.CountNewtonStep();
                Shorten();
                for (double length = 1; length > 0.2 && !isTaken; length /= 4)
                {
                    double next = Try(length);
                    double nextDual = Dual();
                    isTaken = nextDual >= dual - allowance && (next <= LeastShrinkage * violation || (nextDual > dual + allowance && next < double.PositiveInfinity));
                    if (!isTaken)
                        continue;
                    if (length == 1 && next > WorthExtending * violation && next > tolerance && sweeps.Sweeps <= lastSweep)
                        next = Extend(next);
                    violation = next;
                    dual = Dual();
                }
            }

            if (!isTaken)
                return;
            if (violation > tolerance && sweeps.Sweeps < maximumSweeps)
            {
                _sweeps.Image.Span.CopyTo(f);
                violation = Evaluate();
                dual = Dual();
            }

            damping = Math.Max(LeastDamping, damping / DampingFactor);
            if (violation < milestone)
            {
                milestone = violation / 2;
                stepsSince = 0;
            }
            else if (++stepsSince >= patience)
            {
                return;
            }
        }
    }

    /// <summary>Goes twice as far, and again, while that is better.</summary>
    private double Extend(double violation)
    {
        double length = 1;
        for (int k = 0; k < MostDoublings; k++)
        {
            double next = Try(2 * length);
            if (!(next < violation))
                return Try(length);
            violation = next;
            length *= 2;
        }

        return violation;
    }

    /// <summary>
    /// No soft c-transform spreads further than the costs do, so no potential needs a longer step; on a plateau one could end where double precision no
    /// longer resolves epsilon.
    /// </summary>
    private unsafe void Shorten()
    {
        double longest = SinkhornIteration.LargestStep * problem.Problem.Geometry.CostBound;
        double length = TensorPrimitives.MaxMagnitude<double>(_direction.Span);
        if (Math.Abs(length) > longest)
            VectorKernel.Instance.MultiplyAdd(_direction.Pointer, longest / Math.Abs(length), null, _direction.Pointer, _direction.Length);
    }

    private unsafe double Try(double length)
    {
        fixed (double* f = _sweeps.Source.Span)
            VectorKernel.Instance.MultiplyAdd(_direction.Pointer, length, _start.Pointer, f, _start.Length);
        _sweeps.Center();
        return Evaluate();
    }

    private double Evaluate()
    {
        _halfSteps.Settle();
        return _sweeps.Sweep(_halfSteps);
    }

    private double Dual() => _sweeps.Dual(_sweeps.Source.Span, _sweeps.Target.Span);
}
