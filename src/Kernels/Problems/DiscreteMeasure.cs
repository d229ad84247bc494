using System.Numerics;

namespace Microsoft.ML.SlicedOT;

/// <summary>A discrete probability measure: points <c>x_1 … x_n</c> and weights <c>a_i &gt;= 0</c> that sum to 1.</summary>
public sealed class DiscreteMeasure
{
    private const double RequiredMassTolerance = 1e-4;

    private readonly bool _ownsSupport;
    private double[] _weights = [];
    private double[] _spare = [];

    /// <summary>The uniform measure on <paramref name="support"/>: all weights 1/n.</summary>
    /// <param name="support">The points.</param>
    public DiscreteMeasure(Support support)
    {
        ArgumentNullException.ThrowIfNull(support);
        Support = support;
        AssignUniform();
    }

    /// <summary>A measure with given weights.</summary>
    /// <param name="support">The points.</param>
    /// <param name="weights">One weight a point: finite, not negative, not all zero.</param>
    /// <param name="normalization">What to do with weights that do not sum to 1.</param>
    /// <exception cref="PairException">A wrong number of weights, a weight that is negative or not finite, or no positive weight.</exception>
    public DiscreteMeasure(Support support, ReadOnlySpan<float> weights, WeightNormalization normalization = WeightNormalization.Normalize)
    {
        ArgumentNullException.ThrowIfNull(support);
        Support = support;
        AssignCore(weights, normalization);
    }

    /// <inheritdoc cref="DiscreteMeasure(Support, ReadOnlySpan{float}, WeightNormalization)"/>
    public DiscreteMeasure(Support support, ReadOnlySpan<double> weights, WeightNormalization normalization = WeightNormalization.Normalize)
    {
        ArgumentNullException.ThrowIfNull(support);
        Support = support;
        AssignCore(weights, normalization);
    }

    /// <summary>A measure with points of its own, which <see cref="Assign(ReadOnlySpan{float}, int, ReadOnlySpan{float}, WeightNormalization)"/> may replace.</summary>
    /// <param name="coordinates">Row-major coordinates, point after point; all finite.</param>
    /// <param name="dimension">The number d of coordinates of a point, at least 1.</param>
    /// <param name="weights">One weight a point: finite, not negative, not all zero; empty for equal weights.</param>
    /// <param name="normalization">What to do with weights that do not sum to 1.</param>
    /// <exception cref="PairException">What is given is no measure; the message says why.</exception>
    public DiscreteMeasure(
        ReadOnlySpan<float> coordinates, int dimension, ReadOnlySpan<float> weights = default, WeightNormalization normalization = WeightNormalization.Normalize)
    {
        Support = new Support(coordinates, dimension);
        _ownsSupport = true;
        AssignOrUniform(weights, normalization);
    }

    /// <summary>The points.</summary>
    public Support Support { get; }

    /// <summary>The number n of atoms (points with their weights, zero weights included).</summary>
    public int Count => Support.Count;

    /// <summary>The dimension d of the points.</summary>
    public int Dimension => Support.Dimension;

    /// <summary>The n weights, normalised to sum 1.</summary>
    public ReadOnlySpan<double> Weights => _weights.AsSpan(0, Count);

    /// <summary>The sum of the weights as they were given.</summary>
    public double TotalMass { get; private set; }

    /// <summary>Whether all weights are equal.</summary>
    public bool IsUniform { get; private set; }

    /// <summary>A number that depends on points and weights alone, the same on every machine and runtime: the identity of a measure when data are split.</summary>
    internal ulong ContentHash => StableHash.Of(Weights, Support.ContentHash);

    /// <summary>
    /// Gives a measure that owns its points other points and weights, in place: nothing is allocated unless there are more than ever before. A problem
    /// of this measure has to be assigned again afterwards. Not while another thread reads the measure.
    /// </summary>
    /// <param name="coordinates">Row-major coordinates, point after point; all finite.</param>
    /// <param name="dimension">The number d of coordinates of a point, as before.</param>
    /// <param name="weights">One weight a point: finite, not negative, not all zero; empty for equal weights.</param>
    /// <param name="normalization">What to do with weights that do not sum to 1.</param>
    /// <exception cref="PairException">What is given is no measure; the message says why. The measure is to be assigned again before it is used.</exception>
    /// <exception cref="ArgumentOutOfRangeException">Another dimension.</exception>
    /// <exception cref="InvalidOperationException">The measure was made on a support, which others may use.</exception>
    public void Assign(
        ReadOnlySpan<float> coordinates, int dimension, ReadOnlySpan<float> weights = default, WeightNormalization normalization = WeightNormalization.Normalize)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(dimension, Dimension);
        if (!_ownsSupport)
            throw new InvalidOperationException("The measure was made on a support that others may use; make it of coordinates, and its points can be replaced.");
        Support.Assign(coordinates);
        AssignOrUniform(weights, normalization);
    }

    /// <summary>Gives the measure other weights in place, without allocating. Not while another thread reads it.</summary>
    /// <param name="weights">One weight a point: finite, not negative, not all zero.</param>
    /// <param name="normalization">What to do with weights that do not sum to 1.</param>
    /// <exception cref="PairException">What is given is no measure; it is then as it was.</exception>
    public void Assign(ReadOnlySpan<float> weights, WeightNormalization normalization = WeightNormalization.Normalize) =>
        AssignCore(weights, normalization);

    /// <inheritdoc cref="Assign(ReadOnlySpan{float}, WeightNormalization)"/>
    public void Assign(ReadOnlySpan<double> weights, WeightNormalization normalization = WeightNormalization.Normalize) =>
        AssignCore(weights, normalization);

    private void AssignOrUniform(ReadOnlySpan<float> weights, WeightNormalization normalization)
    {
        if (weights.IsEmpty)
            AssignUniform();
        else
            AssignCore(weights, normalization);
    }

    private void AssignUniform()
    {
        if (_weights.Length < Count)
            _weights = new double[Count];
        _weights.AsSpan(0, Count).Fill(1.0 / Count);
        TotalMass = 1;
        IsUniform = true;
    }

    private void AssignCore<T>(ReadOnlySpan<T> weights, WeightNormalization normalization)
        where T : struct, IFloatingPoint<T>
    {
        if (!Enum.IsDefined(normalization))
            throw new ArgumentOutOfRangeException(nameof(normalization), normalization, "Choose WeightNormalization.Normalize or Required.");
        if (weights.Length != Count)
        {
            throw new PairException(
                $"{weights.Length} weights were given for {Count} points; give one weight a point.");
        }

        // Copied first, so that what is checked is what is kept, whatever another thread writes into the caller's memory meanwhile.
        double[] buffer = _spare.Length >= Count ? _spare : new double[Count];
        Span<double> copy = buffer.AsSpan(0, Count);
        for (int i = 0; i < copy.Length; i++)
            copy[i] = double.CreateChecked(weights[i]);

        double total = 0;
        bool uniform = true;
        for (int i = 0; i < copy.Length; i++)
        {
            double weight = copy[i];
            if (!(weight >= 0 && double.IsFinite(weight)))
            {
                throw new PairException(
                    FormattableString.Invariant($"Weight {i} is {weight}; weights must be finite and not negative. Use 0 for an atom without mass."),
                    slot: i);
            }

            uniform &= weight == copy[0];
            total += weight;
        }

        if (total == 0)
            throw new PairException($"All {Count} weights are zero; at least one must be positive.");
        if (!double.IsFinite(total))
            throw new PairException("The sum of the weights overflows double precision; divide them by a common factor.");
        if (normalization == WeightNormalization.Required && Math.Abs(total - 1) > RequiredMassTolerance)
        {
            throw new PairException(
                FormattableString.Invariant($"The weights sum to {total:R} where a sum of 1 is required; divide them by their sum or choose WeightNormalization.Normalize."));
        }

        if (uniform)
            copy.Fill(1.0 / Count);
        else
        {
            for (int i = 0; i < copy.Length; i++)
                copy[i] /= total;
        }

        _spare = _weights;
        _weights = buffer;
        TotalMass = total;
        IsUniform = uniform;
    }
}

/// <summary>What to do with weights that do not sum to 1.</summary>
public enum WeightNormalization
{
    /// <summary>Divide the weights by their sum.</summary>
    Normalize,

    /// <summary>Weights that do not sum to 1 within 1e-4 are an error; a sum within that is normalised exactly.</summary>
    Required,
}
