namespace Microsoft.ML.SlicedOT;

/// <summary>What <see cref="TransportCostBounds.Compute"/> and <see cref="BisectionCoupling.Compute"/> take the trouble of.</summary>
public sealed record TransportCostBoundsOptions
{
    /// <summary>The regularisation epsilon of the entropic bounds, in squared coordinates: 0 or more, 0 (the default) for none.</summary>
    public double Epsilon { get; init; }

    /// <summary>
    /// How many more frames than the Gaussian map's are tried, 0 or more; the best of all counts. <see langword="null"/>, the default, is
    /// 8 in the plane and 4 otherwise. On the line there is one frame only.
    /// </summary>
    public int? AdditionalFrames { get; init; }

    /// <summary>
    /// How often the steps by which pairs of axes are turned to raise the lower bound are halved, starting from half a radian; 0, the
    /// default, turns none. Each round costs up to 2 d (d - 1) distances on the line; 4 is a sensible number below a dozen dimensions.
    /// </summary>
    public int ImprovementRounds { get; init; }

    /// <summary>Seed of the additional frames; they do not depend on it in the plane.</summary>
    public int Seed { get; init; }

    internal void Validate()
    {
        if (!(Epsilon >= 0 && double.IsFinite(Epsilon)))
            throw new ArgumentOutOfRangeException(nameof(Epsilon), Epsilon, "Epsilon must be finite and not negative; 0 is without regularisation.");
        if (AdditionalFrames < 0)
            throw new ArgumentOutOfRangeException(nameof(AdditionalFrames), AdditionalFrames, "The number of additional frames must not be negative.");
        if (ImprovementRounds is < 0 or > 40)
            throw new ArgumentOutOfRangeException(nameof(ImprovementRounds), ImprovementRounds, "The number of rounds must be 0 to 40.");
    }
}
