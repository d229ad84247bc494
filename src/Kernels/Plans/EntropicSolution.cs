namespace Microsoft.ML.SlicedOT;

/// <summary>
/// A pair of potentials of an entropic transport problem, relative to the product of its measures and with <c>&lt;a, f&gt; = 0</c>.
/// It knows the problem it solves, and so its coupling, its certificate and where mass goes. An instance can be filled again and again; its buffers
/// grow as needed.
/// </summary>
public sealed class EntropicSolution
{
    private TransportProblem? _problem;
    private double[] _sourcePotential = [];
    private double[] _targetPotential = [];
    private int _sourceCount;
    private int _targetCount;

    /// <summary>The problem that the potentials belong to.</summary>
    /// <exception cref="InvalidOperationException">Nothing was solved or predicted into this instance yet.</exception>
    public TransportProblem Problem =>
        _problem ?? throw new InvalidOperationException("The solution is empty; hand it to a solver's Solve or a model's Predict first.");

    /// <summary>The n values of the source potential f.</summary>
    public ReadOnlySpan<double> SourcePotential => _sourcePotential.AsSpan(0, _sourceCount);

    /// <summary>The m values of the target potential g.</summary>
    public ReadOnlySpan<double> TargetPotential => _targetPotential.AsSpan(0, _targetCount);

    /// <summary>
    /// How many sweeps were taken, those at larger epsilons included. Each of the <see cref="NewtonSteps"/> counts as the sweeps that take about as long.
    /// </summary>
    public int Sweeps { get; internal set; }

    /// <summary>Through how many larger epsilons the solution was approached; 0 without epsilon scaling.</summary>
    public int ScalingLevels { get; internal set; }

    /// <summary>How many steps of Newton's method on the dual were taken; 0 where sweeps were fast enough, or <see cref="SinkhornOptions.Acceleration"/> or
    /// <see cref="SinkhornOptions.Route"/> leave no room for them.</summary>
    public int NewtonSteps { get; internal set; }

    /// <summary>The L1 marginal violation <c>||P1 - a||_1 + ||P'1 - b||_1</c>.</summary>
    public double MarginalViolation { get; internal set; }

    /// <summary>Why the computation ended.</summary>
    public ExitReason ExitReason { get; internal set; }

    /// <summary>What the potentials prove, where the solver's options asked for it and the computation did not fail; otherwise null.</summary>
    public Certificate? Certificate { get; internal set; }

    /// <summary>The coupling of these potentials, which are copied. <see cref="SlicedOT.Coupling.Assign(EntropicSolution)"/> fills one that is there already.</summary>
    /// <exception cref="InvalidOperationException">The solution is empty.</exception>
    public Coupling Coupling() => new(Problem, SourcePotential, TargetPotential);

    /// <summary>Computes what these potentials prove: two passes over the entries, O(n + m) memory.</summary>
    /// <exception cref="InvalidOperationException">The solution is empty.</exception>
    public Certificate Certify() => SlicedOT.Certificate.Compute(Problem, SourcePotential, TargetPotential);

    /// <summary>Every source point moved to the mean of where its mass goes: the barycentric projection.</summary>
    /// <param name="destination">Receives n x d coordinates, row-major.</param>
    /// <exception cref="ArgumentException">The destination is not n d long.</exception>
    /// <exception cref="InvalidOperationException">The solution is empty.</exception>
    public void TransportedSource(Span<float> destination) =>
        BarycentricProjection.Compute(Problem, SourcePotential, TargetPotential, destination);

    /// <returns>n x d coordinates, row-major.</returns>
    /// <inheritdoc cref="TransportedSource(Span{float})"/>
    public float[] TransportedSource()
    {
        var points = new float[checked(Problem.SourceCount * Problem.Target.Dimension)];
        TransportedSource(points);
        return points;
    }

    internal Span<double> MutableSourcePotential => _sourcePotential.AsSpan(0, _sourceCount);

    internal Span<double> MutableTargetPotential => _targetPotential.AsSpan(0, _targetCount);

    /// <summary>Makes room for the potentials of a problem, and takes note of it.</summary>
    internal void Begin(TransportProblem problem)
    {
        int sourceCount = problem.SourceCount;
        int targetCount = problem.TargetCount;
        if (_sourcePotential.Length < sourceCount)
            _sourcePotential = new double[sourceCount];
        if (_targetPotential.Length < targetCount)
            _targetPotential = new double[targetCount];
        _problem = problem;
        _sourceCount = sourceCount;
        _targetCount = targetCount;
    }
}

/// <summary>Why a computation of potentials ended.</summary>
public enum ExitReason
{
    /// <summary>The potentials are a prediction; nothing was iterated.</summary>
    Predicted,

    /// <summary>The marginal violation is at most the tolerance.</summary>
    Converged,

    /// <summary>The sweeps allowed were used up first.</summary>
    MaximumSweepsReached,

    /// <summary>
    /// The violation stopped shrinking above the tolerance, at the accuracy of double precision: neither beginning anew from the best potentials several
    /// times nor, where it serves, Newton's method got further. Where rounding alone may exceed the tolerance (see <see cref="SinkhornOptions.Tolerance"/>)
    /// it is also said when 1,000 sweeps do not halve the violation: <see cref="EntropicSolution.MarginalViolation"/> tells what was reached, which on a plateau
    /// is far from a solution. A larger epsilon helps, more sweeps do not.
    /// </summary>
    PrecisionReached,

    /// <summary>No finite potentials came about; those returned are the best that were seen, or zero.</summary>
    NumericalFailure,
}
