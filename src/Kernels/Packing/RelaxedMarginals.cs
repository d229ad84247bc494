using System.Numerics.Tensors;
using Microsoft.ML.SlicedOT.Simd;

namespace Microsoft.ML.SlicedOT;

/// <summary>
/// What penalties on mass make of the potentials of the packed atoms: damping, the best translation, and the marginals that potentials ask for.
/// </summary>
/// <remarks>
/// <para>
/// With weights of sum 1 the dual objective is <c>rho1 &lt;a, 1 - e^(-f/rho1)&gt; + rho2 &lt;b, 1 - e^(-g/rho2)&gt; + epsilon (1 - sum P)</c>. Its half-steps
/// are the soft c-transforms times <c>rho / (rho + epsilon)</c> (Chizat et al. 2018), and at the optimum the marginals are
/// <c>a^ = a e^(-f/rho1)</c> and <c>b^ = b e^(-g/rho2)</c>: the solution is the balanced one between those.
/// </para>
/// <para>
/// The best constant to move from g to f is a closed form (Séjourné, Vialard and Peyré 2022), for a half-step together with its potential:
/// for <c>s = softc(f)</c> it is <c>l = (log &lt;b, e^(-s/(rho2+epsilon))&gt; - log &lt;a, e^(-f/rho1)&gt;) / (1/rho1 + 1/(rho2+epsilon))</c>, to be taken from f,
/// and <c>g = rho2 / (rho2 + epsilon) (s + l)</c>. Afterwards a^, b^ and the plan have the same total, and the dual value depends on f through
/// <see cref="Value"/> alone. Here all potentials are kept in the frame of the one that a half-step starts from: that stays, and l is taken from the other.
/// </para>
/// </remarks>
internal sealed class RelaxedMarginals(PackedProblem problem)
{
    private readonly AlignedBuffer<double> _sourceWeights = new();
    private readonly AlignedBuffer<double> _targetWeights = new();
    private readonly AlignedBuffer<double> _sourcePotential = new();
    private readonly AlignedBuffer<double> _targetPotential = new();
    private double _sourceInverse;
    private double _targetInverse;

    /// <summary>The marginal that the source potential of the last half-step to the target asks for, of sum 1.</summary>
    public ReadOnlySpan<double> SourceWeights => _sourceWeights.Span;

    /// <summary>
    /// The dual value of the last half-step's potentials as a generalisation of <c>&lt;a, f&gt; + &lt;b, g&gt;</c>: concave in f, the same for every
    /// constant in it, and <c>-(rho1 + rho2 + epsilon) log M</c> for the plan's mass M.
    /// </summary>
    public double Value { get; private set; }

    /// <summary>The natural logarithm of the mass M of the marginals that <see cref="Translate"/> or <see cref="Enter"/> left, for weights of sum 1.</summary>
    public double LogMass { get; private set; }

    /// <summary>The sum of both potentials' exponential means, the same for every translation: the mass is <c>exp(-Means / (rho1 + rho2))</c>.</summary>
    public double Means { get; private set; }

    /// <summary>What turns a difference of source potentials into a logarithm of row sums over what is asked for: <c>1/epsilon + 1/rho1</c>.</summary>
    public double SourceScale => (1 / Epsilon) + _sourceInverse;

    /// <summary>The potentials of the equivalent balanced problem, after <see cref="Enter"/>.</summary>
    public ReadOnlySpan<double> SourcePotential => _sourcePotential.Span;

    /// <summary>The potentials of the equivalent balanced problem, after <see cref="Enter"/>.</summary>
    public ReadOnlySpan<double> TargetPotential => _targetPotential.Span;

    /// <summary>The factor of a half-step to the source, <c>rho1 / (rho1 + epsilon)</c>.</summary>
    public double SourceDamping => 1 / (1 + (Epsilon * _sourceInverse));

    /// <summary>The factor of a half-step to the target, <c>rho2 / (rho2 + epsilon)</c>.</summary>
    public double TargetDamping => 1 / (1 + (Epsilon * _targetInverse));

    /// <summary>The bytes held.</summary>
    public long Bytes => _sourceWeights.Bytes + _targetWeights.Bytes + _sourcePotential.Bytes + _targetPotential.Bytes;

    private double Epsilon => problem.Epsilon;

    /// <summary>Begins a new problem.</summary>
    public RelaxedMarginals Begin()
    {
        _sourceInverse = 1 / problem.Problem.SourcePenalty.Value;
        _targetInverse = 1 / problem.Problem.TargetPenalty.Value;
        problem.Source.ActiveWeights.CopyTo(_sourceWeights.Resize(problem.Source.ActiveCount));
        _sourcePotential.Resize(problem.Source.ActiveCount);
        _targetWeights.Resize(problem.Target.ActiveCount);
        _targetPotential.Resize(problem.Target.ActiveCount);
        return this;
    }

    /// <summary>Turns <c>softc(f)</c> into the target potential of the joint half-step.</summary>
    /// <returns>The constant l.</returns>
    public double DampTarget(ReadOnlySpan<double> f, Span<double> transform)
    {
        ReadOnlySpan<double> a = problem.Source.ActiveWeights;
        double mean = SoftMean.Of(a, f, _sourceInverse, _sourcePotential.Span);
        SoftMean.Weigh(a, f, mean, _sourceInverse, _sourceWeights.Span);
        return Damp(mean, _sourceInverse, problem.Target.ActiveWeights, transform, _targetInverse, TargetDamping, _targetPotential.Span);
    }

    /// <summary>The marginal that a target potential asks for, of sum 1; valid until the next is asked for.</summary>
    public ReadOnlySpan<double> TargetWeights(ReadOnlySpan<double> g)
    {
        ReadOnlySpan<double> b = problem.Target.ActiveWeights;
        SoftMean.Weigh(b, g, SoftMean.Of(b, g, _targetInverse, _targetPotential.Span), _targetInverse, _targetWeights.Span);
        return _targetWeights.Span;
    }

    /// <summary>Turns <c>softc(g)</c> into the source potential of the joint half-step.</summary>
    /// <returns>The constant l.</returns>
    public double DampSource(ReadOnlySpan<double> g, Span<double> transform)
    {
        double mean = SoftMean.Of(problem.Target.ActiveWeights, g, _targetInverse, _targetPotential.Span);
        return Damp(mean, _targetInverse, problem.Source.ActiveWeights, transform, _sourceInverse, SourceDamping, _sourcePotential.Span);
    }

    /// <summary>Turns <c>softc(g)</c>, for the g of a half-step with constant l, into that potential's image, in the frame of the same f.</summary>
    public void DampImage(double translation, Span<double> transform) => Damp(transform, SourceDamping, -translation);

    /// <summary>Takes the image's mean distance from f out of it, under the weights that f asks for: iterations know potentials up to constants.</summary>
    public void CenterImage(ReadOnlySpan<double> f, Span<double> image)
    {
        double mean = Centering.Mean(SourceWeights, f) - Centering.Mean(SourceWeights, image);
        Centering.Shift(image, mean);
    }

    /// <summary>Moves the constant between f and g that maximises the dual objective.</summary>
    /// <returns>What was added to f.</returns>
    public double Translate(Span<double> f, Span<double> g)
    {
        double constant = BestTranslation(f, g, out _, out _);
        Centering.Shift(f, constant);
        Centering.Shift(g, -constant);
        return constant;
    }

    /// <summary>
    /// Gives the packed atoms the marginals that potentials ask for after the best translation, normalised to sum 1, and leaves the potentials of the same
    /// plan, normalised by the same total, relative to those: <c>f (1 + epsilon/rho1) + epsilon log M</c> and <c>g (1 + epsilon/rho2)</c>.
    /// </summary>
    public void Enter(ReadOnlySpan<double> f, ReadOnlySpan<double> g)
    {
        double constant = BestTranslation(f, g, out double sourceMean, out double targetMean);
        SoftMean.Weigh(problem.Source.ActiveWeights, f, sourceMean, _sourceInverse, _sourceWeights.Span);
        SoftMean.Weigh(problem.Target.ActiveWeights, g, targetMean, _targetInverse, _targetWeights.Span);
        problem.Source.Reweigh(SourceWeights);
        problem.Target.Reweigh(_targetWeights.Span);
        TensorPrimitives.Add(f, constant, _sourcePotential.Span);
        TensorPrimitives.Multiply<double>(_sourcePotential.Span, 1 / SourceDamping, _sourcePotential.Span);
        Centering.Shift(_sourcePotential.Span, Epsilon * LogMass);
        TensorPrimitives.Subtract(g, constant, _targetPotential.Span);
        TensorPrimitives.Multiply<double>(_targetPotential.Span, 1 / TargetDamping, _targetPotential.Span);
    }

    /// <summary>Takes <see cref="Enter"/> back.</summary>
    public void Leave()
    {
        problem.Source.Restore();
        problem.Target.Restore();
    }

    private double BestTranslation(ReadOnlySpan<double> f, ReadOnlySpan<double> g, out double sourceMean, out double targetMean)
    {
        sourceMean = SoftMean.Of(problem.Source.ActiveWeights, f, _sourceInverse, _sourcePotential.Span);
        targetMean = SoftMean.Of(problem.Target.ActiveWeights, g, _targetInverse, _targetPotential.Span);
        double sum = _sourceInverse + _targetInverse;
        Means = sourceMean + targetMean;
        LogMass = -Means * (_sourceInverse / sum) * _targetInverse;
        return (targetMean * (_targetInverse / sum)) - (sourceMean * (_sourceInverse / sum));
    }

    private double Damp(
        double fromMean, double fromInverse, ReadOnlySpan<double> weights, Span<double> transform, double inverse, double damping, Span<double> scratch)
    {
        double damped = inverse * damping;
        double mean = SoftMean.Of(weights, transform, damped, scratch);
        double sum = fromInverse + damped;
        double translation = (fromMean * (fromInverse / sum)) - (mean * (damped / sum));
        Value = fromMean + mean;
        Damp(transform, damping, translation);
        return translation;
    }

    /// <summary><c>damping (s + translation) - translation</c>.</summary>
    private static void Damp(Span<double> transform, double damping, double translation)
    {
        TensorPrimitives.Multiply<double>(transform, damping, transform);
        Centering.Shift(transform, (damping * translation) - translation);
    }
}
