namespace Microsoft.ML.SlicedOT;

/// <summary>The strength epsilon of the entropic regularisation: a number in the units of the cost, or a multiple of the mean cost.</summary>
public sealed record Regularization
{
    /// <summary>The largest epsilon: potentials carry roundoff in units of it and must fit into float32.</summary>
    public const double LargestEpsilon = 1e37;

    private Regularization(double value, bool isRelative)
    {
        Value = value;
        IsRelative = isRelative;
    }

    /// <summary>Epsilon itself, or the multiple of the mean cost where <see cref="IsRelative"/>.</summary>
    public double Value { get; }

    /// <summary>Whether <see cref="Value"/> multiplies the mean cost.</summary>
    public bool IsRelative { get; }

    /// <summary>A given epsilon, in the units of the ground cost.</summary>
    /// <param name="epsilon">Positive, at most 1e37.</param>
    public static Regularization Absolute(double epsilon) => new(Checked(epsilon, nameof(epsilon)), isRelative: false);

    /// <summary>Epsilon as a multiple of the mean of the ground cost under the product of the two measures.</summary>
    /// <param name="scale">Positive and finite.</param>
    public static Regularization RelativeToMeanCost(double scale) => new(Checked(scale, nameof(scale)), isRelative: true);

    /// <summary>The epsilon to use where the mean cost is <paramref name="meanCost"/>.</summary>
    /// <param name="meanCost">Mean ground cost (see <see cref="Geometry.MeanCost"/>), averaged over the pairs; read only where <see cref="IsRelative"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">Relative, and <paramref name="meanCost"/> is not positive and finite (all points coincide, say).</exception>
    public double Resolve(double meanCost)
    {
        if (!IsRelative)
            return Value;
        double epsilon = Value * meanCost;
        if (!(epsilon > 0 && epsilon <= LargestEpsilon))
        {
            throw new ArgumentOutOfRangeException(
                nameof(meanCost), meanCost,
                "A relative epsilon needs a mean cost that is positive and not too large; give an absolute epsilon (all points coincide, or costs are not positive).");
        }

        return epsilon;
    }

    internal static double Checked(double value, string parameterName)
    {
        if (!(value > 0 && value <= LargestEpsilon))
            throw new ArgumentOutOfRangeException(parameterName, value, "The regularisation must be a positive number of at most 1e37, the range of float32.");
        return value;
    }
}
