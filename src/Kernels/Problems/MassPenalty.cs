namespace Microsoft.ML.SlicedOT;

/// <summary>
/// How strongly one side of a transport problem holds on to its weights: what a coupling pays for mass that stays, or that is not there, on that side.
/// <c>default</c> is <see cref="Exact"/>.
/// </summary>
/// <remarks>
/// A side with a penalty rho adds <c>rho KL(p | w)</c> to the problem, where p is the coupling's marginal, w are the weights as they were given (not
/// normalised) and <c>KL(p | w) = sum_i p_i log(p_i / w_i) - p_i + w_i</c> (Liero, Mielke and Savaré 2018; Chizat et al. 2018). Mass that is dearer to
/// move than about <c>rho</c> a unit on both sides together is not moved; much above the largest cost the marginal is all but exact.
/// </remarks>
public readonly record struct MassPenalty
{
    /// <summary>The largest penalty that is not <see cref="Exact"/>.</summary>
    public const double Largest = 1e37;

    private readonly double _value;
    private readonly bool _isRelative;

    private MassPenalty(double value, bool isRelative)
    {
        _value = value;
        _isRelative = isRelative;
    }

    /// <summary>The marginal is the weights: no mass stays behind, none is missing.</summary>
    public static MassPenalty Exact => default;

    /// <summary>Whether the marginal has to be exact.</summary>
    public bool IsExact => _value == 0;

    /// <summary>Whether <see cref="Value"/> is a multiple of the mean cost.</summary>
    public bool IsRelative => _isRelative;

    /// <summary>The penalty rho in the units of the cost, or the multiple of the mean cost where <see cref="IsRelative"/>; positive infinity for <see cref="Exact"/>.</summary>
    public double Value => IsExact ? double.PositiveInfinity : _value;

    /// <summary>A penalty in the units of the cost.</summary>
    /// <param name="rho">Positive, at most 1e37, or positive infinity for <see cref="Exact"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">Zero, negative, NaN, or finite and too large.</exception>
    public static MassPenalty Absolute(double rho) => Create(rho, isRelative: false, nameof(rho));

    /// <summary>A multiple of the mean cost <c>sum_ij a_i b_j C_ij</c> (of weights normalised to sum 1) of the pair, or of the training pairs where a model is fitted.</summary>
    /// <param name="multiple">Positive, at most 1e37, or positive infinity for <see cref="Exact"/>. With 1 a few outliers lose most of their mass, and others little.</param>
    /// <exception cref="ArgumentOutOfRangeException">Zero, negative, NaN, or finite and too large.</exception>
    public static MassPenalty Relative(double multiple) => Create(multiple, isRelative: true, nameof(multiple));

    /// <summary>The penalty in the units of the cost.</summary>
    /// <param name="meanCost">What relative penalties are multiples of.</param>
    /// <exception cref="PairException">A relative penalty of a mean cost that is not positive, or too large.</exception>
    public MassPenalty Resolve(double meanCost)
    {
        if (!_isRelative)
            return this;
        double rho = _value * meanCost;
        return rho > 0 && rho <= Largest
            ? new MassPenalty(rho, isRelative: false)
            : throw new PairException(FormattableString.Invariant(
                $"The mass penalty is {_value:G6} times the mean cost, which is {meanCost:G6}; that is no positive number of at most 1e37. Use MassPenalty.Absolute."));
    }

    /// <summary>In words.</summary>
    public override string ToString() => IsExact ? "exact" : FormattableString.Invariant($"{_value}") + (_isRelative ? " x mean cost" : string.Empty);

    private static MassPenalty Create(double value, bool isRelative, string name)
    {
        if (double.IsPositiveInfinity(value))
            return Exact;
        return value is > 0 and <= Largest
            ? new MassPenalty(value, isRelative)
            : throw new ArgumentOutOfRangeException(name, value, "A mass penalty must be positive and at most 1e37; use MassPenalty.Exact where the marginal has to be exact.");
    }
}
