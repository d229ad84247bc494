using System.Numerics;

namespace Microsoft.ML.SlicedOT;

/// <summary>A discrete probability measure: points <c>x_1 … x_n</c> and weights <c>a_i &gt;= 0</c> that sum to 1.</summary>
public sealed class DiscreteMeasure
{
    private const double RequiredMassTolerance = 1e-4;

    private double[] _weights;
    private double[]? _spare;

    /// <summary>The uniform measure on <paramref name="support"/>: all weights 1/n.</summary>
    /// <param name="support">The points.</param>
    public DiscreteMeasure(Support support)
    {
        ArgumentNullException.ThrowIfNull(support);
        Support = support;
        _weights = new double[support.Count];
        _weights.AsSpan().Fill(1.0 / support.Count);
        TotalMass = 1;
        IsUniform = true;
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
        _weights = [];
        AssignCore(weights, normalization);
    }

    /// <inheritdoc cref="DiscreteMeasure(Support, ReadOnlySpan{float}, WeightNormalization)"/>
    public DiscreteMeasure(Support support, ReadOnlySpan<double> weights, WeightNormalization normalization = WeightNormalization.Normalize)
    {
        ArgumentNullException.ThrowIfNull(support);
        Support = support;
        _weights = [];
        AssignCore(weights, normalization);
    }

    /// <summary>The points.</summary>
    public Support Support { get; }

    /// <summary>The number n of atoms (points with their weights, zero weights included).</summary>
    public int Count => Support.Count;

    /// <summary>The dimension d of the points.</summary>
    public int Dimension => Support.Dimension;

    /// <summary>The n weights, normalised to sum 1.</summary>
    public ReadOnlySpan<double> Weights => _weights;

    /// <summary>The sum of the weights as they were given.</summary>
    public double TotalMass { get; private set; }

    /// <summary>Whether all weights are equal.</summary>
    public bool IsUniform { get; private set; }

    /// <summary>A number that depends on points and weights alone, the same on every machine and runtime: the identity of a measure when data are split.</summary>
    public ulong ContentHash => StableHash.Of(_weights, Support.ContentHash);

    /// <summary>Gives the measure other weights in place, without allocating. Not while another thread reads it.</summary>
    internal void Assign(ReadOnlySpan<float> weights, WeightNormalization normalization = WeightNormalization.Normalize) =>
        AssignCore(weights, normalization);

    /// <inheritdoc cref="Assign(ReadOnlySpan{float}, WeightNormalization)"/>
    internal void Assign(ReadOnlySpan<double> weights, WeightNormalization normalization = WeightNormalization.Normalize) =>
        AssignCore(weights, normalization);

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
        double[] copy = _spare ??= new double[Count];
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
            copy.AsSpan().Fill(1.0 / Count);
        else
        {
            for (int i = 0; i < copy.Length; i++)
                copy[i] /= total;
        }

        _spare = _weights.Length == Count ? _weights : null;
        _weights = copy;
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
