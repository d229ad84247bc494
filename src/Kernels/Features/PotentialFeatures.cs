namespace Microsoft.ML.SlicedOT;

/// <summary>
/// The feature map of a learned Kantorovich potential: <c>f = Phi alpha</c>, Phi's columns being functions on the source atoms made from
/// the pair alone. Immutable and safe to share between threads.
/// </summary>
/// <remarks>
/// Blocks, in the order of the coefficients: exact 1-D potentials along slicing directions; the potentials along the pair's own frame; that of its pooled atoms; the Gaussian potential; the mean shift; centred
/// quadratic monomials; random Fourier features; an intercept an atom. Each column is centred with the source weights, so every prediction has
/// <c>&lt;a,f&gt; = 0</c>.
/// </remarks>
public sealed class PotentialFeatures
{
    private readonly IFeatureBlock[] _blocks;
    private readonly FeatureBlock[] _layout;
    private readonly Lazy<string[]> _names;

    internal PotentialFeatures(int dimension, double univariateExponent, bool isSquaredEuclidean, IFeatureBlock[] blocks)
    {
        Dimension = dimension;
        UnivariateExponent = univariateExponent;
        IsSquaredEuclidean = isSquaredEuclidean;
        _blocks = blocks;
        _layout = new FeatureBlock[blocks.Length];
        for (int k = 0; k < blocks.Length; k++)
        {
            _layout[k] = new FeatureBlock(blocks[k].Kind, Count, blocks[k].Count);
            Count = checked(Count + blocks[k].Count);
        }

        // Made when asked for: a file may declare many features and hold none.
        _names = new Lazy<string[]>(() => [.. blocks.SelectMany(b => Enumerable.Range(0, b.Count).Select(b.Name))]);
        Directions = ((SliceBlock)blocks[0]).Directions;
    }

    /// <summary>Dimension d of the points.</summary>
    public int Dimension { get; }

    /// <summary>Exponent p of the 1-D cost |s-t|^p on the slices.</summary>
    internal double UnivariateExponent { get; }

    /// <summary>Number of features, slices first.</summary>
    public int Count { get; }

    /// <summary>The slicing directions.</summary>
    public SlicingDirections Directions { get; }

    /// <summary>A name for every feature, in the order of the coefficients.</summary>
    public IReadOnlyList<string> Names => _names.Value;

    /// <summary>The runs of features of one kind, in order.</summary>
    internal IReadOnlyList<FeatureBlock> Blocks => _layout;

    internal bool IsSquaredEuclidean { get; }

    internal ReadOnlySpan<IFeatureBlock> FeatureBlocks => _blocks;

    /// <summary>Makes the feature map for points of one dimension and one ground cost.</summary>
    /// <param name="options">What features; null for the defaults.</param>
    /// <param name="dimension">Dimension of the points, at least 1.</param>
    /// <param name="cost">The ground cost: it sets the exponent of the slices.</param>
    /// <param name="sourceCount">Number of atoms of the fixed source support; needed for <see cref="FeatureOptions.AtomIntercept"/> only.</param>
    /// <exception cref="ArgumentException">An option is out of range, the directions given have another dimension, or an atom intercept is asked for without a fixed support.</exception>
    public static PotentialFeatures Create(FeatureOptions? options, int dimension, GroundCost cost, int sourceCount = 0) =>
        Create(options, dimension, cost, sourceCount, CancellationToken.None);

    /// <inheritdoc cref="Create(FeatureOptions?, int, GroundCost, int)"/>
    internal static PotentialFeatures Create(FeatureOptions? options, int dimension, GroundCost cost, int sourceCount, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(cost);
        ArgumentOutOfRangeException.ThrowIfLessThan(dimension, 1);
        options ??= new FeatureOptions();
        options.Validate(dimension);
        SlicingDirections directions = options.Directions
            ?? SlicingDirections.Create(options.DirectionScheme, options.ResolveNumberOfDirections(dimension), dimension, options.ResolvedSeed, cancellationToken);
        if (directions.Dimension != dimension)
            throw new ArgumentException($"The slicing directions have dimension {directions.Dimension}, the points {dimension}.", nameof(options));
        if (options.AtomIntercept && sourceCount <= 0)
            throw new ArgumentException("An atom intercept needs a fixed source support: give the supports once, or turn AtomIntercept off.", nameof(options));

        bool squaredEuclidean = cost.Kind == GroundCostKind.SquaredEuclidean;
        var blocks = new List<IFeatureBlock> { SliceBlock.For(directions) };
        if (options.FramePotentials && FramePotential.AppliesTo(squaredEuclidean, dimension))
            blocks.Add(new FrameBlock(dimension));
        if (options.PooledPotential && SlicedOT.PooledPotential.AppliesTo(cost))
            blocks.Add(new PooledBlock());
        if (options.GaussianPotential)
            blocks.Add(new GaussianPotentialBlock(squaredEuclidean));
        if (options.MeanShift)
            blocks.Add(new MeanShiftBlock());
        if (options.Monomials)
            blocks.Add(new MonomialBlock(dimension));
        if (options.RandomFourierFeatures > 0)
            blocks.Add(RandomFourierBlock.Draw(options.RandomFourierFeatures, dimension, options.ResolvedSeed));
        if (options.AtomIntercept)
            blocks.Add(new AtomInterceptBlock(sourceCount));
        return new PotentialFeatures(dimension, cost.UnivariateExponent, squaredEuclidean, [.. blocks]);
    }

    /// <summary>The kind of feature <paramref name="feature"/>.</summary>
    internal FeatureBlockKind BlockOf(int feature)
    {
        foreach (FeatureBlock block in _layout)
        {
            if (feature >= block.Offset && feature < block.Offset + block.Count)
                return block.Kind;
        }

        throw new ArgumentOutOfRangeException(nameof(feature), feature, $"There are {Count} features.");
    }

    /// <summary>The factor by which the average of the sliced potentials is multiplied in the untrained model.</summary>
    /// <remarks>
    /// For squared Euclidean cost d, exact for translations when the directions form a tight frame. For a cost that is a distance,
    /// one over the mean of |theta_1| over the sphere (2 in space): the largest factor for which the average stays dual feasible for the chord.
    /// </remarks>
    internal double UntrainedScale => UnivariateExponent == 2
        ? Dimension
        : 1 / MeanAbsoluteCoordinate(Dimension);

    /// <summary>Coefficients of the model that has seen no data: <see cref="UntrainedScale"/> / L on the slices, 0 elsewhere.</summary>
    internal double[] UntrainedCoefficients()
    {
        var coefficients = new double[Count];
        coefficients.AsSpan(0, _layout[0].Count).Fill(UntrainedScale / Directions.Count);
        return coefficients;
    }

    /// <summary>Whether the pair's own frame potentials are among the features.</summary>
    internal bool HasFrames => _layout.Any(block => block.Kind == FeatureBlockKind.Frame);

    /// <summary>Whether the potential of the pair's pooled atoms is among the features.</summary>
    internal bool HasPooled => _layout.Any(block => block.Kind == FeatureBlockKind.Pooled);

    /// <summary>The same map without the frame potentials, and which features it has.</summary>
    internal int[] WithoutFrames(out PotentialFeatures others)
    {
        others = new PotentialFeatures(Dimension, UnivariateExponent, IsSquaredEuclidean, [.. _blocks.Where(block => block.Kind != FeatureBlockKind.Frame)]);
        return [.. _layout.Where(block => block.Kind != FeatureBlockKind.Frame).SelectMany(block => Enumerable.Range(block.Offset, block.Count))];
    }

    /// <summary>Coefficients of the potentials that are the pair's own, where they are among the features (frame, plan-guided, pooled): 1 there, 0 elsewhere.</summary>
    internal IEnumerable<double[]> OwnStarts()
    {
        foreach (FeatureBlock block in _layout.Where(block => block.Kind is FeatureBlockKind.Frame or FeatureBlockKind.Pooled))
        {
            for (int k = block.Offset; k < block.Offset + block.Count; k++)
            {
                var coefficients = new double[Count];
                coefficients[k] = 1;
                yield return coefficients;
            }
        }
    }

    /// <summary>Computes Phi for a pair.</summary>
    /// <param name="problem">The pair; its measures have this map's dimension.</param>
    /// <param name="columns">Receives Count x n numbers, feature-major, each feature centred with the source weights.</param>
    /// <exception cref="ArgumentException">The dimension or the length does not fit.</exception>
    public void Compute(TransportProblem problem, Span<double> columns)
    {
        Check(problem);
        int n = problem.SourceCount;
        if (columns.Length != (long)Count * n)
            throw new ArgumentException($"Phi has {Count} features x {n} source atoms, but the destination has {columns.Length} entries.", nameof(columns));
        var workspace = FeatureWorkspace.Take(problem);
        for (int k = 0; k < _blocks.Length; k++)
            _blocks[k].Compute(workspace, columns.Slice(_layout[k].Offset * n, _layout[k].Count * n));
        workspace.Release();
        for (int k = 0; k < Count; k++)
            Centering.Apply(problem.Source.Weights, columns.Slice(k * n, n));
    }

    /// <summary>Adds <c>Phi coefficients</c> to <paramref name="f"/> without storing Phi, then centres f with the source weights.</summary>
    /// <param name="problem">The pair.</param>
    /// <param name="coefficients">One number a feature.</param>
    /// <param name="f">Length n.</param>
    public void AddTo(TransportProblem problem, ReadOnlySpan<double> coefficients, Span<double> f)
    {
        Check(problem);
        if (coefficients.Length != Count)
            throw new ArgumentException($"There are {Count} features, but {coefficients.Length} coefficients.", nameof(coefficients));
        if (f.Length != problem.SourceCount)
            throw new ArgumentException($"The source has {problem.SourceCount} atoms, but the potential {f.Length} entries.", nameof(f));
        var workspace = FeatureWorkspace.Take(problem);
        for (int k = 0; k < _blocks.Length; k++)
        {
            ReadOnlySpan<double> block = coefficients.Slice(_layout[k].Offset, _layout[k].Count);
            if (block.ContainsAnyExcept(0.0))
                _blocks[k].AddTo(workspace, block, f);
        }

        workspace.Release();
        Centering.Apply(problem.Source.Weights, f);
    }

    /// <summary>The same map on some of its slicing directions only.</summary>
    internal PotentialFeatures WithDirections(ReadOnlySpan<int> kept)
    {
        var vectors = new float[kept.Length * Dimension];
        for (int l = 0; l < kept.Length; l++)
            Directions[kept[l]].CopyTo(vectors.AsSpan(l * Dimension));
        return new PotentialFeatures(Dimension, UnivariateExponent, IsSquaredEuclidean, [new SliceBlock(SlicingDirections.FromVectors(vectors, Dimension)), .. _blocks[1..]]);
    }

    /// <summary>Whether both maps compute the same features, number for number.</summary>
    internal bool ContentEquals(PotentialFeatures other)
    {
        using var mine = new MemoryStream();
        using var theirs = new MemoryStream();
        using (var writer = new BinaryWriter(mine))
            PotentialFeaturesFormat.Write(writer, this);
        using (var writer = new BinaryWriter(theirs))
            PotentialFeaturesFormat.Write(writer, other);
        return mine.ToArray().AsSpan().SequenceEqual(theirs.ToArray());
    }

    private static double MeanAbsoluteCoordinate(int dimension)
    {
        // E|theta_1| = Gamma(d/2) / (sqrt(pi) Gamma((d+1)/2)); the recursion E_{d+2} = E_d d/(d+1) starts from E_1 = 1, E_2 = 2/pi.
        double mean = dimension % 2 == 1 ? 1 : 2 / Math.PI;
        for (int d = dimension % 2 == 1 ? 1 : 2; d < dimension; d += 2)
            mean *= (double)d / (d + 1);
        return mean;
    }

    private void Check(TransportProblem problem)
    {
        ArgumentNullException.ThrowIfNull(problem);
        if (problem.Source.Dimension != Dimension)
            throw new ArgumentException($"The model was made for points of dimension {Dimension}, but the pair has dimension {problem.Source.Dimension}.", nameof(problem));
    }
}
