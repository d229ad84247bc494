namespace Microsoft.ML.SlicedOT;

/// <summary>Which features of a pair of measures the Kantorovich potential is predicted from.</summary>
/// <remarks>The defaults are one set for every task; see <see cref="PotentialFeatures"/> for what each block is.</remarks>
public sealed record FeatureOptions
{
    /// <summary>How the slicing directions are spread over the unit sphere.</summary>
    public DirectionScheme DirectionScheme { get; init; } = DirectionScheme.Even;

    /// <summary>Number of slicing directions L; null chooses by dimension (1-D: 1; plane: 20; space: 50; above: whole orthogonal blocks; above 1,024 dimensions 524,288 / d, at least 64). At most 65,536.</summary>
    public int? NumberOfDirections { get; init; }

    /// <summary>Directions to use instead of drawing them; overrides scheme, number and seed of the slices.</summary>
    public SlicingDirections? Directions { get; init; }

    /// <summary>
    /// The sum of the exact potentials along the pair's own frame, and up to 12 dimensions the same corrected by bisection plans (see
    /// <see cref="UntrainedStart"/>); for the squared Euclidean cost in 2 dimensions and more, up to 65,536.
    /// </summary>
    public bool FramePotentials { get; init; }

    /// <summary>
    /// The potential of the pair whose atoms are pooled into a few blocks, solved there and carried to all atoms (see <see cref="UntrainedStart.Pooled"/>); for costs
    /// between points. What is learned adds to it.
    /// </summary>
    public bool PooledPotential { get; init; } = true;

    /// <summary>The closed-form entropic potential between the Gaussians that share the two measures' means and covariances.</summary>
    public bool GaussianPotential { get; init; } = true;

    /// <summary>The linear term x·(mean_b - mean_a).</summary>
    public bool MeanShift { get; init; } = true;

    /// <summary>Centred quadratic monomials z_i z_j, plain and times the relative change of covariance; above 16 dimensions the sums of the squares only.</summary>
    public bool Monomials { get; init; } = true;

    /// <summary>Number of random Fourier features of standardised x, the smooth part all pairs have in common; 0 for none, at most 65,536.</summary>
    public int RandomFourierFeatures { get; init; } = 150;

    /// <summary>One free value an atom of the fixed source support. Undefined at atoms that no training pair gives mass, hence off by default.</summary>
    public bool AtomIntercept { get; init; }

    /// <summary>Seed of the directions and of the Fourier features; null: that of the options these belong to where they have one, else 1.</summary>
    public int? Seed { get; init; }

    /// <summary>The plain sliced model: evenly spread or random directions and nothing else.</summary>
    public static FeatureOptions SlicesOnly(int? numberOfDirections = null, DirectionScheme scheme = DirectionScheme.Even, int? seed = null) => new()
    {
        DirectionScheme = scheme,
        NumberOfDirections = numberOfDirections,
        PooledPotential = false,
        GaussianPotential = false,
        MeanShift = false,
        Monomials = false,
        RandomFourierFeatures = 0,
        Seed = seed,
    };

    /// <summary>Features of one kind beyond this are a slip of the keyboard.</summary>
    internal const int LargestCount = 1 << 16;

    /// <summary>Numbers of one block that a saved model can hold.</summary>
    private const long MostNumbersOfBlock = 1L << 28;

    /// <summary>From here on whole blocks of d orthogonal directions take minutes to draw and more numbers than a model should have.</summary>
    private const int LargestDimensionOfWholeBlocks = 1024;

    /// <summary>What the directions of higher dimensions take in numbers.</summary>
    private const int NumbersOfDirectionsInHighDimension = 1 << 19;

    private const int LeastDirectionsInHighDimension = 64;

    internal int ResolvedSeed => Seed ?? 1;

    internal int ResolveNumberOfDirections(int dimension)
    {
        if (NumberOfDirections is < 1 or > LargestCount)
            throw new ArgumentOutOfRangeException(nameof(NumberOfDirections), NumberOfDirections, "The number of slicing directions must be positive and at most 65,536, or null to choose it by dimension.");
        return NumberOfDirections ?? dimension switch
        {
            1 => 1,
            2 => 20,
            3 => 50,
            > LargestDimensionOfWholeBlocks => Math.Max(LeastDirectionsInHighDimension, NumbersOfDirectionsInHighDimension / dimension),
            _ => dimension * Math.Max(1, (64 + dimension - 1) / dimension),
        };
    }

    /// <summary>Refuses what is out of range or too large, before anything is drawn.</summary>
    /// <exception cref="ArgumentException">An option is out of range; the message names it.</exception>
    internal void Validate(int dimension)
    {
        int directions = ResolveNumberOfDirections(dimension);
        if (!Enum.IsDefined(DirectionScheme))
            throw new ArgumentOutOfRangeException(nameof(DirectionScheme), DirectionScheme, "Choose DirectionScheme.Even, Orthogonal or Random.");
        if (RandomFourierFeatures is < 0 or > LargestCount)
            throw new ArgumentOutOfRangeException(nameof(RandomFourierFeatures), RandomFourierFeatures, "The number of random Fourier features must be at least 0 and at most 65,536.");
        RequireSize(Directions is null ? directions : 0, dimension, nameof(NumberOfDirections));
        RequireSize(RandomFourierFeatures, dimension, nameof(RandomFourierFeatures));
    }

    private static void RequireSize(int count, int dimension, string option)
    {
        if ((long)count * dimension > MostNumbersOfBlock)
        {
            throw new ArgumentException(
                $"{option} is {count}, which in {dimension} dimensions makes {(long)count * dimension} numbers; a model can hold {MostNumbersOfBlock} of a kind. Choose a smaller {option}, or reduce the dimension of the points.",
                option);
        }
    }
}

/// <summary>A run of features of one kind.</summary>
/// <param name="Kind">What the features are.</param>
/// <param name="Offset">Index of the first one among all features.</param>
/// <param name="Count">How many there are.</param>
internal readonly record struct FeatureBlock(FeatureBlockKind Kind, int Offset, int Count);

/// <summary>The kinds of feature a potential is predicted from, in the order of the coefficients.</summary>
internal enum FeatureBlockKind
{
    /// <summary>Exact 1-D Kantorovich potentials along the slicing directions.</summary>
    Slices = 0,

    /// <summary>The closed-form potential between the Gaussian fits of the two measures.</summary>
    GaussianPotential = 1,

    /// <summary>The linear term x·(mean_b - mean_a).</summary>
    MeanShift = 2,

    /// <summary>Centred quadratic monomials.</summary>
    Monomials = 3,

    /// <summary>Random Fourier features of standardised x.</summary>
    RandomFourier = 4,

    /// <summary>One value an atom of a fixed source support.</summary>
    AtomIntercept = 5,

    /// <summary>The potential along the pair's own frame, and the same corrected by bisection plans.</summary>
    Frame = 6,

    /// <summary>The potential of the pair whose atoms are pooled into blocks.</summary>
    Pooled = 7,
}
