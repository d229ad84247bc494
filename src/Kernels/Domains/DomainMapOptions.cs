namespace Microsoft.ML.SlicedOT;

/// <summary>Settings of <see cref="DomainMap.Fit"/>.</summary>
public sealed record DomainMapOptions
{
    /// <summary>The kind of map; linear by default.</summary>
    public DomainMapKind Kind { get; init; } = DomainMapKind.Linear;

    /// <summary>How features are scaled before distances are taken; by default as <see cref="FeatureScaling.Auto"/> finds. The wrong choice cost up to 30 points of accuracy.</summary>
    public FeatureScaling Scaling { get; init; } = FeatureScaling.Auto;

    /// <summary>Epsilon as a multiple of the mean squared distance within the domains (which a shift between them does not change), 0.001 to 100.</summary>
    public double EpsilonScale { get; init; } = 0.1;

    /// <summary>The weight of the class penalty as a multiple of the same distance, 0.001 to 100; for <see cref="DomainMapKind.ClassRegularized"/> only.</summary>
    public double ClassPenaltyScale { get; init; } = 0.1;

    /// <summary>Points of each domain that an entropic map is solved between, 10 to 10,000: of a larger source so many rows are drawn, of a larger target, which the map keeps, they are centres of clusters.</summary>
    public int MaximumAnchors { get; init; } = 3000;

    /// <summary>
    /// Whether an entropic map is followed by a correction of each feature's mean and spread to those of the target: averages of anchors lie closer
    /// together than the anchors do. On in front of a trained model, off where a model is trained on mapped rows, which it served worse.
    /// </summary>
    public bool CorrectsSpread { get; init; } = true;

    /// <summary>The class of each source point, 0, 1, …; null where they have none. At most one domain has classes.</summary>
    public IReadOnlyList<int>? SourceClasses { get; init; }

    /// <summary>The class of each target point, 0, 1, …; null where they have none.</summary>
    public IReadOnlyList<int>? TargetClasses { get; init; }

    /// <summary>
    /// Whether the points of the domain with classes are weighted by class proportions estimated for the other domain. For domains that differ in
    /// proportions as well as in how they measure; needs classes.
    /// </summary>
    public bool ReweightsClasses { get; init; }

    /// <summary>Seed of what is drawn.</summary>
    public int Seed { get; init; } = 1;

    internal void Validate(int sourceCount, int targetCount)
    {
        Validate();
        if (SourceClasses is not null && TargetClasses is not null)
            throw new ArgumentException("Both domains have classes; give those of one, the labelled one.", nameof(TargetClasses));
        if ((Kind == DomainMapKind.ClassRegularized || ReweightsClasses) && SourceClasses is null && TargetClasses is null)
            throw new ArgumentException("Class regularisation and reweighting need the classes of one domain; give SourceClasses or TargetClasses.", nameof(SourceClasses));
        CheckClasses(SourceClasses, sourceCount, nameof(SourceClasses));
        CheckClasses(TargetClasses, targetCount, nameof(TargetClasses));
    }

    /// <summary>Checks what does not depend on data.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of range.</exception>
    internal void Validate()
    {
        Require(Enum.IsDefined(Kind), nameof(Kind), Kind, "a defined kind of map");
        Require(Enum.IsDefined(Scaling), nameof(Scaling), Scaling, "Auto, Common or PerFeature");
        Require(EpsilonScale is >= 1e-3 and <= 100, nameof(EpsilonScale), EpsilonScale, "between 0.001 and 100, as a multiple of the mean squared distance within the domains");
        Require(ClassPenaltyScale is >= 1e-3 and <= 100, nameof(ClassPenaltyScale), ClassPenaltyScale, "between 0.001 and 100, as a multiple of the mean squared distance within the domains");
        Require(MaximumAnchors is >= 10 and <= 10_000, nameof(MaximumAnchors), MaximumAnchors, "between 10 and 10,000");
    }

    /// <summary>More classes than points are a mistake in the making: a label column that holds a measurement.</summary>
    internal const int MostClasses = 1000;

    private static void CheckClasses(IReadOnlyList<int>? classes, int count, string name)
    {
        if (classes is null)
            return;
        if (classes.Count != count)
            throw new ArgumentException($"{classes.Count} classes were given for {count} points; give one a point.", name);
        for (int i = 0; i < count; i++)
        {
            if (classes[i] is < 0 or >= MostClasses)
                throw new ArgumentException($"The class of point {i} is {classes[i]}; classes are numbers from 0 to {MostClasses - 1}.", name);
        }
    }

    private static void Require(bool holds, string name, object value, string range)
    {
        if (!holds)
            throw new ArgumentOutOfRangeException(name, value, $"{name} must be {range}.");
    }
}

/// <summary>The kinds of map from one domain to another.</summary>
public enum DomainMapKind
{
    /// <summary>The optimal map between the Gaussians with the domains' means and covariances (Bures), covariances shrunk (Ledoit, Wolf 2004). Start here.</summary>
    Linear = 0,

    /// <summary>Each feature's mean and standard deviation become the target's.</summary>
    PerFeature = 1,

    /// <summary>Each feature's distribution becomes the target's: the monotone map of quantiles, which is optimal on the line.</summary>
    PerFeatureMonotone = 2,

    /// <summary>Each row goes to the average of target points under the entropic coupling (barycentric projection), out of sample by the stored potential.</summary>
    Entropic = 3,

    /// <summary>The same with a penalty on coupling a point with several classes (Courty, Flamary, Tuia, Rakotomamonjy 2017).</summary>
    ClassRegularized = 4,
}

/// <summary>How features are scaled before distances are taken.</summary>
public enum FeatureScaling
{
    /// <summary>One scale, unless that would leave next to nothing but one feature.</summary>
    Auto = 0,

    /// <summary>One scale for all: for features of one unit, such as pixels, coordinates, principal components.</summary>
    Common = 1,

    /// <summary>Each feature is divided by its spread within the domains: for tables of different units.</summary>
    PerFeature = 2,
}
