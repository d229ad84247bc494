namespace Microsoft.ML.SlicedOT;

/// <summary>
/// Bounds of the transport costs between two measures under the squared Euclidean cost, without an n x m pass: some log(n + m) times d + log(n + m) steps an atom, and d² an atom and d³ for each frame.
/// All are in squared coordinates.
/// </summary>
/// <remarks>
/// The means' distance is taken out exactly. Along every orthonormal frame the one-dimensional costs add up to a lower bound, each
/// coordinate costing at least its own optimum; the frames are the eigenframe of the Gaussian optimal map, in which the bound is never
/// below the Bures distance (Gelbrich 1990), and some around it. The upper bounds are costs of couplings, found by halving both measures
/// by mass again and again along an axis of the same frame.
/// </remarks>
public readonly record struct TransportCostBounds
{
    /// <summary>The regularisation these were computed for.</summary>
    public double Epsilon { get; internal init; }

    /// <summary>What W2² has of its bounds with nothing learned: fitted once over ten families of pairs.</summary>
    internal const double LowerShare = 0.375, UpperShare = 0.635;

    /// <summary>What the entropic transport cost has of the lower bound and of cost and entropic term of the bisection coupling.</summary>
    internal const double CostLowerShare = 0.40, CostShare = 0.61, CostPenaltyShare = 0.095;

    /// <summary>What the entropic value has of its bounds.</summary>
    internal const double ValueLowerShare = 0.30, ValueUpperShare = 0.70;

    /// <summary>The squared distance of the means: a part of everything below but <see cref="EntropicPenalty"/>.</summary>
    public double MeanShift { get; internal init; }

    /// <summary>At most W2², and so at most the entropic transport cost and value for every epsilon; 0 between equal measures.</summary>
    public double Lower { get; internal init; }

    /// <summary>At least W2²: the cost of a coupling.</summary>
    public double Upper { get; internal init; }

    /// <summary>W2² of the Gaussians with the measures' means and covariances, at most W2² (Gelbrich 1990) and at most <see cref="Lower"/>, both up to rounding.</summary>
    public double Gaussian { get; internal init; }

    /// <summary>The cost of the product coupling: at least the entropic transport cost for every epsilon.</summary>
    public double Product { get; internal init; }

    /// <summary>The mean over all frames tried of what the largest is <see cref="Lower"/>: at most that.</summary>
    internal double MeanLower { get; init; }

    /// <summary>The mean over all frames tried of what the least is <see cref="Upper"/>: at least that.</summary>
    internal double MeanUpper { get; init; }

    /// <summary>By how much the entropic plan between the Gaussians costs more than <see cref="Gaussian"/>; 0 without regularisation.</summary>
    /// <remarks>The plan's cross covariance is known in closed form (Janati, Muzellec, Peyré and Cuturi 2020, theorem 1).</remarks>
    internal double GaussianExcess { get; init; }

    /// <summary>The debiased Sinkhorn divergence of the Gaussians with the measures' means and covariances; <see cref="Gaussian"/> without regularisation.</summary>
    internal double GaussianDivergence { get; init; }

    /// <summary>Which share of W2² above the means' distance is left of it in the divergence, were the measures Gaussians: 0 to 1.</summary>
    internal double DebiasedShare => Gaussian > MeanShift ? (GaussianDivergence - MeanShift) / (Gaussian - MeanShift) : 1;

    /// <summary>The transport cost <c>&lt;P,C&gt;</c> of the coupling of <see cref="EntropicUpper"/>. Near the optimal one's, above or below it.</summary>
    public double EntropicCost { get; internal init; }

    /// <summary>The entropic term <c>epsilon KL(P | a b^T)</c> of the coupling of <see cref="EntropicUpper"/>.</summary>
    public double EntropicPenalty { get; internal init; }

    /// <summary>The geometric mean of both measures' <c>sum of squared weights</c>: one over the number of atoms where weights are uniform.</summary>
    internal double Concentration { get; init; }

    /// <summary>At least the entropic value <c>min &lt;P,C&gt; + epsilon KL(P | a b^T)</c>: its value at a coupling.</summary>
    public double EntropicUpper => EntropicCost + EntropicPenalty;

    /// <summary>W2² estimated from the bounds with nothing learned, between them.</summary>
    public double Estimate => Combine((LowerShare * (Lower - MeanShift)) + (UpperShare * (Upper - MeanShift)), Upper);

    /// <summary>The entropic transport cost <c>&lt;P,C&gt;</c> estimated with nothing learned, from <see cref="Lower"/> to <see cref="Product"/>.</summary>
    public double EntropicCostEstimate =>
        Combine((CostLowerShare * (Lower - MeanShift)) + (CostShare * (EntropicCost - MeanShift)) + (CostPenaltyShare * EntropicPenalty), Product);

    /// <summary>The entropic value estimated with nothing learned, from <see cref="Lower"/> to <see cref="EntropicUpper"/>.</summary>
    public double EntropicValueEstimate =>
        Combine((ValueLowerShare * (Lower - MeanShift)) + (ValueUpperShare * (EntropicUpper - MeanShift)), EntropicUpper);

    /// <summary>Computes the bounds.</summary>
    /// <param name="source">The source.</param>
    /// <param name="target">The target, of the source's dimension. Source and target may be exchanged; the upper bounds differ a little then.</param>
    /// <param name="options">What to compute; <see langword="null"/> for the defaults.</param>
    /// <param name="workspace">Buffers to reuse, not by two threads at a time: nothing is allocated once they have grown. <see langword="null"/> for new ones.</param>
    /// <exception cref="ArgumentException">Dimensions differ.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public static TransportCostBounds Compute(
        DiscreteMeasure source,
        DiscreteMeasure target,
        TransportCostBoundsOptions? options = null,
        TransportCostBoundsWorkspace? workspace = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(target);
        source.Support.RequireDimensionOf(target.Support);
        options ??= new TransportCostBoundsOptions();
        options.Validate();
        return (workspace ?? new TransportCostBoundsWorkspace()).Compute(source, target, options);
    }

    private double Combine(double aboveShift, double largest) => Math.Max(Lower, Math.Min(MeanShift + aboveShift, largest));
}
