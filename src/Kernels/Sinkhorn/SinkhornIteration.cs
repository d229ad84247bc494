using Microsoft.ML.SlicedOT.Simd;

namespace Microsoft.ML.SlicedOT;

/// <summary>
/// Sinkhorn's algorithm on the potentials of the packed atoms, plain or with safeguarded Anderson acceleration, written once for all ways of
/// taking half-steps. It keeps the best iterate seen.
/// </summary>
/// <remarks>
/// A sweep turns f into g = softc(f) and f' = softc(g). The pair (f, g) has exact column sums and row sums <c>a_i exp((f_i - f'_i) / epsilon)</c>,
/// so its violation is known without further work; that of (f', g), which is what is kept, is not larger, because scaling the rows moves each
/// entry by what the row was off.
/// What tells a good accelerated step from a bad one is the dual value <c>&lt;a, f&gt; + &lt;b, g&gt;</c>, which plain sweeps never lower. The violation
/// does not: on a plateau it stays the same over thousands of sweeps, and steps that lose what was gained would go unseen.
/// In an unbalanced problem f and f' are known up to a constant, the weights are those that f asks for, and what is kept is (f, g), whose total is right.
/// </remarks>
internal sealed unsafe class SinkhornIteration(PackedProblem problem)
{
    /// <summary>
    /// An accelerated step may lower the dual value by so many epsilons before it is taken back: a smaller allowance stalls on the noise of
    /// single precision, and none is needed where it is the violation that shrinks, which the dual value shows squared.
    /// </summary>
    private const double Slack = 1e-5;

    /// <summary>What the two sums of the dual value may be off by, relative to the largest cost.</summary>
    private const double Roundoff = 1e-15;

    /// <summary>Times the largest cost: no soft c-transform spreads further, so no potential needs a longer step.</summary>
    public const double LargestStep = 2;

    /// <summary>Where the violation is within this factor of what the arithmetic resolves, a lack of progress is taken for its limit.</summary>
    private const double NearPrecision = 1e3;

    private const int Patience = 50;

    private const double CloseToPrecision = 10;

    private const int PatienceCloseToPrecision = 8;

    /// <summary>
    /// How often the last, most precise stage begins anew from the best iterate, with nothing remembered, before a lack of progress is taken for
    /// the limit of the arithmetic.
    /// </summary>
    private const int Restarts = 8;

    private readonly AndersonMixer _mixer = new();
    private readonly NewtonIteration _newton = new(problem);

    /// <summary>Sweeps may take as long as so many of Newton's steps would before those are tried: at worst the time is twice that of the better choice.</summary>
    private const int NewtonStepsExpected = 8;

    /// <summary>Newton's steps that do not halve the violation before slow sweeps have their turn again.</summary>
    private const int NewtonStepsAtOnce = 12;

    /// <summary>The same where sweeps have got nowhere.</summary>
    private const int NewtonStepsAtLast = 100;

    /// <summary>How many times longer sweeps may take after Newton's method got no further.</summary>
    private const int LongerAfterFailure = 4;

    /// <summary>Where sweeps get no further, those begin anew so many times between two tries of Newton's method.</summary>
    private const int RestartsBetweenNewton = 4;

    /// <summary>Where rounding alone may exceed the tolerance, so many sweeps have to halve the violation.</summary>
    private const int SweepsBeyondPrecision = 1000;

    /// <summary>Where it may do so many times over, Newton's steps are held to that, too.</summary>
    private const double FarBeyondPrecision = 10;

    /// <summary>From this error of entries on, sweeps on a plateau are lost: potentials take a billion of them to move by a cost.</summary>
    private const double HopelessRounding = 1e-7;

    private double _bestBeforePatience;
    private int _sweepsSinceProgress;
    private int _restarts;
    private double _sweepsBeforeNewton;
    private double _sweepsBetweenNewton;

    /// <summary>The source potential f to iterate from.</summary>
    public AlignedBuffer<double> Source { get; } = new();

    /// <summary>Its soft c-transform g.</summary>
    public AlignedBuffer<double> Target { get; } = new();

    /// <summary>The soft c-transform f' of that.</summary>
    public AlignedBuffer<double> Image { get; } = new();

    /// <summary>The source potential of the best pair.</summary>
    public AlignedBuffer<double> BestSource { get; } = new();

    /// <summary>The target potential of the best pair.</summary>
    public AlignedBuffer<double> BestTarget { get; } = new();

    /// <summary>The last image that was not taken back.</summary>
    public AlignedBuffer<double> Anchor { get; } = new();

    /// <summary>The bytes held.</summary>
    public long Bytes =>
        _mixer.Bytes + _newton.Bytes + Source.Bytes + Target.Bytes + Image.Bytes + BestSource.Bytes + BestTarget.Bytes + Anchor.Bytes;

    /// <summary>How many sweeps were taken, or could have been in the time.</summary>
    public int Sweeps { get; private set; }

    /// <summary>The violation of the best iterate, as the half-steps see it: an upper bound.</summary>
    public double BestViolation { get; private set; } = double.PositiveInfinity;

    /// <summary>How many of Newton's steps were taken.</summary>
    public int NewtonSteps { get; private set; }

    /// <summary>Begins a new problem: makes room for potentials of its packed atoms, of which <see cref="Source"/> is to be filled.</summary>
    public void Reset()
    {
        int sourceCount = problem.Source.ActiveCount;
        int targetCount = problem.Target.ActiveCount;
        Source.Resize(sourceCount);
        Image.Resize(sourceCount).Clear();
        BestSource.Resize(sourceCount);
        Anchor.Resize(sourceCount);
        Target.Resize(targetCount).Clear();
        BestTarget.Resize(targetCount);
        Sweeps = 0;
        NewtonSteps = 0;
        BestViolation = double.PositiveInfinity;
        _sweepsBeforeNewton = double.PositiveInfinity;
    }

    /// <summary>From here on slow progress ends sweeps for Newton's method, in the last stage.</summary>
    public void AllowNewton()
    {
        if (!NewtonStep.Applies(problem))
            return;
        _sweepsBetweenNewton = NewtonStepsExpected * NewtonStep.Price(problem);
        _sweepsBeforeNewton = Sweeps + _sweepsBetweenNewton;
    }

    /// <summary>Counts a step of Newton's as the sweeps that take as long, so that a bound on sweeps bounds the time.</summary>
    public void CountNewtonStep()
    {
        NewtonSteps++;
        Sweeps += NewtonStep.Price(problem);
    }

    /// <summary>One sweep from <see cref="Source"/>; the best pair is kept.</summary>
    /// <returns>The violation.</returns>
    public double Sweep(HalfSteps halfSteps)
    {
        halfSteps.Sweep(Source.Span, Target.Span, Image.Span);
        Sweeps++;
        double violation = Violation(Source.Span, Image.Span, SourceWeights);
        if (violation < BestViolation)
        {
            BestViolation = violation;
            (problem.Relaxation is null ? Image : Source).Span.CopyTo(BestSource.Span);
            Target.Span.CopyTo(BestTarget.Span);
        }

        return violation;
    }

    /// <summary>
    /// Iterates from <see cref="Source"/> until the violation is at most <paramref name="tolerance"/> or <paramref name="maximumSweeps"/>
    /// were taken since <see cref="Reset"/>; nothing more precise follows the last stage. The best pair is left in <see cref="BestSource"/> and <see cref="BestTarget"/>.
    /// </summary>
    public ExitReason Run(HalfSteps halfSteps, double tolerance, int maximumSweeps, SinkhornOptions options, bool isLast, CancellationToken cancellationToken)
    {
        Span<double> f = Source.Span;
        Span<double> g = Target.Span;
        Span<double> image = Image.Span;
        bool accelerate = options.Acceleration == Acceleration.Anderson;
        if (accelerate)
            ResetMixer(options);
        BestViolation = double.PositiveInfinity;
        _bestBeforePatience = double.PositiveInfinity;
        _sweepsSinceProgress = 0;
        _restarts = 0;
        double rounding = Rounding;
        bool isBeyondPrecision = tolerance < rounding;
        bool isFarBeyond = rounding > Math.Max(HopelessRounding, FarBeyondPrecision * tolerance);
        double milestone = double.PositiveInfinity;
        int lastSweep = maximumSweeps;
        double bestDual = double.NegativeInfinity;
        double allowance = (Slack * problem.Epsilon) + (Roundoff * problem.Problem.Geometry.CostBound);
        while (Sweeps < maximumSweeps)
        {
            cancellationToken.ThrowIfCancellationRequested();
            double violation = Sweep(halfSteps);
            if (violation <= tolerance)
                return ExitReason.Converged;
            if (isBeyondPrecision && BestViolation <= milestone)
            {
                milestone = BestViolation / 2;
                lastSweep = (int)Math.Min(maximumSweeps, Sweeps + (long)SweepsBeyondPrecision);
            }

            if (lastSweep < maximumSweeps && Sweeps >= lastSweep && (rounding > HopelessRounding || BestViolation < NearPrecision * halfSteps.Precision))
                return ExitReason.PrecisionReached;
            bool hasStalled = HasStalled(halfSteps.Precision);
            bool isSlow = Sweeps >= _sweepsBeforeNewton;
            if (hasStalled || isSlow)
            {
                if (!isLast)
                    return ExitReason.PrecisionReached;
                if (isSlow || (MayTakeNewtonSteps && _restarts % RestartsBetweenNewton == 0))
                {
                    _newton.Run(this, halfSteps, tolerance, isFarBeyond ? lastSweep : maximumSweeps, hasStalled ? NewtonStepsAtLast : NewtonStepsAtOnce, cancellationToken);
                    if (BestViolation <= tolerance)
                        return ExitReason.Converged;
                    _sweepsBetweenNewton *= LongerAfterFailure;
                    _sweepsBeforeNewton = Sweeps + _sweepsBetweenNewton;
                }

                if (hasStalled && _restarts++ == Restarts)
                    return ExitReason.PrecisionReached;
                _sweepsSinceProgress = 0;
                bestDual = double.NegativeInfinity;
                BestSource.Span.CopyTo(f);
                if (accelerate)
                    ResetMixer(options);
                continue;
            }

            if (!double.IsFinite(violation) && (!double.IsFinite(BestViolation) || !accelerate))
                return ExitReason.NumericalFailure;
            if (accelerate)
            {
                double dual = problem.Relaxation?.Value ?? Dual(f, g);
                if (!(dual >= bestDual - allowance && double.IsFinite(violation)))
                {
                    _mixer.TakeBack(f);
                    Anchor.Span.CopyTo(f);
                    continue;
                }

                bestDual = Math.Max(bestDual, dual);
                problem.Relaxation?.CenterImage(f, image);
                image.CopyTo(Anchor.Span);
                _mixer.Next(f, image);
                Center();
            }
            else
            {
                image.CopyTo(f);
            }
        }

        return double.IsFinite(BestViolation) ? ExitReason.MaximumSweepsReached : ExitReason.NumericalFailure;
    }

    /// <summary>The marginal violation of the best pair, one of whose marginals is exact, by one more half-step.</summary>
    public double ViolationOfBest(HalfSteps halfSteps, bool rowsAreExact)
    {
        if (rowsAreExact)
        {
            BestTarget.Span.CopyTo(Target.Span);
            halfSteps.ToTarget(BestSource.Span, Target.Span);
            return Violation(BestTarget.Span, Target.Span, problem.Target.ActiveWeights);
        }

        BestSource.Span.CopyTo(Image.Span);
        halfSteps.ToSource(BestTarget.Span, Image.Span);
        return Violation(BestSource.Span, Image.Span, problem.Source.ActiveWeights);
    }

    private void ResetMixer(SinkhornOptions options) =>
        _mixer.Reset(SourceWeights, options.AndersonMemory, LargestStep * problem.Problem.Geometry.CostBound);

    /// <summary>
    /// <c>sum_i w_i |exp((before_i - after_i) / epsilon) - 1|</c>: how far a marginal is off where a half-step would change a potential so.
    /// </summary>
    private double Violation(ReadOnlySpan<double> before, ReadOnlySpan<double> after, ReadOnlySpan<double> weights)
    {
        fixed (double* first = before, second = after, factors = weights)
            return VectorKernel.Instance.Violation(first, second, factors, problem.Relaxation?.SourceScale ?? (1 / problem.Epsilon), before.Length);
    }

    /// <summary>The dual value of f and its soft c-transform g, whose plan has mass 1.</summary>
    public double Dual(ReadOnlySpan<double> f, ReadOnlySpan<double> g)
    {
        ReadOnlySpan<double> sourceWeights = problem.Source.ActiveWeights;
        ReadOnlySpan<double> targetWeights = problem.Target.ActiveWeights;
        fixed (double* first = f, second = g, a = sourceWeights, b = targetWeights)
            return VectorKernel.Instance.Dot(first, a, f.Length) + VectorKernel.Instance.Dot(second, b, g.Length);
    }

    /// <summary>
    /// Takes a constant out of <see cref="Source"/> where it has gone astray along it: sweeps do not feel it, but a sum of many accelerated steps
    /// would end where double precision no longer resolves epsilon.
    /// </summary>
    public void Center()
    {
        double mean = Centering.Mean(problem.Source.ActiveWeights, Source.Span);
        if (Math.Abs(mean) > LargestStep * problem.Problem.Geometry.CostBound)
            Centering.Shift(Source.Span, -mean);
    }

    /// <summary>What the row sums are to be, normalised to sum 1.</summary>
    private ReadOnlySpan<double> SourceWeights => problem.Relaxation is { } relaxation ? relaxation.SourceWeights : problem.Source.ActiveWeights;

    private bool MayTakeNewtonSteps => double.IsFinite(_sweepsBeforeNewton);

    /// <summary>What entries may be off by where potentials as large as the cost are rounded to double precision.</summary>
    private double Rounding => Math.ScaleB(1, -53) * problem.Problem.Geometry.CostBound / problem.Epsilon;

    private bool HasStalled(double precision)
    {
        if (BestViolation < 0.9 * _bestBeforePatience)
        {
            _bestBeforePatience = BestViolation;
            _sweepsSinceProgress = 0;
            _restarts = 0;
        }

        _sweepsSinceProgress++;
        return (_sweepsSinceProgress > Patience && BestViolation < NearPrecision * precision)
            || (_sweepsSinceProgress > PatienceCloseToPrecision && BestViolation < CloseToPrecision * precision);
    }
}
