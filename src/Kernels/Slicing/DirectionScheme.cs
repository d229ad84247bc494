namespace Microsoft.ML.SlicedOT;

/// <summary>How slicing directions are chosen on the unit sphere of R^d. On the line there is one direction, whatever the scheme.</summary>
public enum DirectionScheme
{
    /// <summary>
    /// Evenly spread: equal angles in the plane (exactly a tight frame), a spherical Fibonacci lattice on the half-sphere in space
    /// (a direction and its opposite give the same potentials; adjusted to a tight frame), <see cref="Orthogonal"/> in higher dimensions.
    /// </summary>
    Even,

    /// <summary>Blocks of d mutually orthogonal directions, each block a random rotation. A tight frame where the count is a multiple of d.</summary>
    Orthogonal,

    /// <summary>Independent and uniform on the sphere.</summary>
    Random,
}
