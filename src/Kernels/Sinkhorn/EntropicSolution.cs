namespace Microsoft.ML.SlicedOT;

/// <summary>
/// A pair of potentials of an entropic transport problem, relative to the product of its measures and with <c>&lt;a, f&gt; = 0</c>.
/// An instance can be filled again and again; its buffers grow as needed.
/// </summary>
public sealed class EntropicSolution
{
    private double[] _sourcePotential = [];
    private double[] _targetPotential = [];
    private int _sourceCount;
    private int _targetCount;

    /// <summary>The n values of the source potential f.</summary>
    public ReadOnlySpan<double> SourcePotential => _sourcePotential.AsSpan(0, _sourceCount);

    /// <summary>The m values of the target potential g.</summary>
    public ReadOnlySpan<double> TargetPotential => _targetPotential.AsSpan(0, _targetCount);

    /// <summary>How many sweeps were taken, those at larger epsilons included.</summary>
    public int Sweeps { get; internal set; }

    /// <summary>Through how many larger epsilons the solution was approached; 0 without epsilon scaling.</summary>
    public int ScalingLevels { get; internal set; }

    /// <summary>The L1 marginal violation <c>||P1 - a||_1 + ||P'1 - b||_1</c>.</summary>
    public double MarginalViolation { get; internal set; }

    /// <summary>Why the computation ended.</summary>
    public ExitReason ExitReason { get; internal set; }

    /// <summary>What the potentials prove, where <see cref="SinkhornOptions.Certify"/> asked for it and the computation did not fail; otherwise null.</summary>
    public Certificate? Certificate { get; internal set; }

    internal Span<double> MutableSourcePotential => _sourcePotential.AsSpan(0, _sourceCount);

    internal Span<double> MutableTargetPotential => _targetPotential.AsSpan(0, _targetCount);

    internal void Resize(int sourceCount, int targetCount)
    {
        if (_sourcePotential.Length < sourceCount)
            _sourcePotential = new double[sourceCount];
        if (_targetPotential.Length < targetCount)
            _targetPotential = new double[targetCount];
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
    /// The violation stopped shrinking above the tolerance, near the accuracy of double precision, and beginning anew from the best potentials several
    /// times got no further. A method other than Sinkhorn's may still find a digit or two.
    /// </summary>
    PrecisionReached,

    /// <summary>No finite potentials came about; those returned are the best that were seen, or zero.</summary>
    NumericalFailure,
}
