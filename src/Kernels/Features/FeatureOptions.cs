namespace Microsoft.ML.SlicedOT;

/// <summary>Which features of a pair of measures the Kantorovich potential is predicted from.</summary>
/// <remarks>The defaults are one set for every task; see <see cref="PotentialFeatures"/> for what each block is.</remarks>
public sealed record FeatureOptions
{
    /// <summary>How the slicing directions are spread over the unit sphere.</summary>
    public DirectionScheme DirectionScheme { get; init; } = DirectionScheme.Even;

    /// <summary>Number of slicing directions L; 0 chooses by dimension (1-D: 1; plane: 20; space: 50; above: whole orthogonal blocks).</summary>
    public int NumberOfDirections { get; init; }

    /// <summary>Directions to use instead of drawing them; overrides scheme, number and seed of the slices.</summary>
    public SlicingDirections? Directions { get; init; }

    /// <summary>The closed-form entropic potential between the Gaussians that share the two measures' means and covariances.</summary>
    public bool GaussianPotential { get; init; } = true;

    /// <summary>The linear term x·(mean_b - mean_a).</summary>
    public bool MeanShift { get; init; } = true;

    /// <summary>Centred quadratic monomials z_i z_j, plain and times the relative change of covariance; above 16 dimensions the sums of the squares only.</summary>
    public bool Monomials { get; init; } = true;

    /// <summary>Number of random Fourier features of standardised x, the smooth part all pairs have in common; 0 for none.</summary>
    public int RandomFourierFeatures { get; init; } = 150;

    /// <summary>One free value an atom of the fixed source support. Undefined at atoms that no training pair gives mass, hence off by default.</summary>
    public bool AtomIntercept { get; init; }

    /// <summary>Seed of the directions and of the Fourier features.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>The plain sliced model: evenly spread or random directions and nothing else.</summary>
    public static FeatureOptions SlicesOnly(int numberOfDirections = 0, DirectionScheme scheme = DirectionScheme.Even, int seed = 1) => new()
    {
        DirectionScheme = scheme,
        NumberOfDirections = numberOfDirections,
        GaussianPotential = false,
        MeanShift = false,
        Monomials = false,
        RandomFourierFeatures = 0,
        Seed = seed,
    };

    internal int ResolveNumberOfDirections(int dimension)
    {
        if (NumberOfDirections < 0)
            throw new ArgumentOutOfRangeException(nameof(NumberOfDirections), NumberOfDirections, "The number of slicing directions must be positive, or 0 to choose it by dimension.");
        return NumberOfDirections > 0 ? NumberOfDirections : dimension switch
        {
            1 => 1,
            2 => 20,
            3 => 50,
            _ => dimension * Math.Max(1, (64 + dimension - 1) / dimension),
        };
    }
}
