namespace Microsoft.ML.SlicedOT;

/// <summary>The kinds of feature a potential is predicted from, in the order of the coefficients.</summary>
public enum FeatureBlockKind
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
}
