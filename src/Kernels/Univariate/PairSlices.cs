namespace Microsoft.ML.SlicedOT;

/// <summary>The one-dimensional problems of a pair: sorted once for shared geometries, otherwise projected and sorted into a workspace, direction by direction.</summary>
internal readonly ref struct PairSlices
{
    private readonly Geometry _geometry;
    private readonly SlicingDirections _directions;
    private readonly UnivariateWorkspace _workspace;
    private readonly SlicedGeometry? _sorted;
    private readonly ReadOnlySpan<long> _sourceMasses;
    private readonly ReadOnlySpan<long> _targetMasses;
    private readonly long _sourceTotal;
    private readonly bool _uniform;

    internal PairSlices(TransportProblem problem, SlicingDirections directions, UnivariateWorkspace workspace)
    {
        if (directions.Dimension != problem.Source.Dimension)
        {
            throw new ArgumentException(
                $"The directions have dimension {directions.Dimension} and the points {problem.Source.Dimension}; both must be equal.", nameof(directions));
        }

        _geometry = problem.Geometry;
        _directions = directions;
        _workspace = workspace;
        _sorted = _geometry.KeepsSlices ? _geometry.Slices(directions) : null;
        _uniform = problem.Source.IsUniform && problem.Target.IsUniform && problem.SourceCount == problem.TargetCount;
        if (_uniform)
            return;

        Span<long> sourceMasses = workspace.SourceMasses(problem.SourceCount);
        Span<long> targetMasses = workspace.TargetMasses(problem.TargetCount);
        _sourceTotal = FixedPointMass.Convert(problem.Source.Weights, sourceMasses);
        FixedPointMass.Convert(problem.Target.Weights, targetMasses);
        _sourceMasses = sourceMasses;
        _targetMasses = targetMasses;
    }

    /// <summary>The source potential along direction <paramref name="l"/>, atoms ascending, up to a constant; <paramref name="order"/> tells which atom is where. Valid until the next call.</summary>
    internal ReadOnlySpan<double> Solve(int l, out ReadOnlySpan<int> order)
    {
        SortedSlice? source = null;
        SortedSlice? target = null;
        if (_sorted is null)
        {
            source = _workspace.SourceSlice;
            source.Project(_geometry.SourcePoints, _directions[l]);
            target = source;
            if (!_geometry.IsSymmetric)
            {
                target = _workspace.TargetSlice;
                target.Project(_geometry.TargetPoints, _directions[l]);
            }
        }

        ReadOnlySpan<float> s = source is null ? _sorted!.Source.Positions(l) : source.Positions;
        ReadOnlySpan<float> t = target is null ? _sorted!.Target.Positions(l) : target.Positions;
        ReadOnlySpan<int> targetOrder = target is null ? _sorted!.Target.Order(l) : target.Order;
        order = source is null ? _sorted!.Source.Order(l) : source.Order;

        Span<double> potential = _workspace.Potential(s.Length);
        if (_geometry.Cost.UnivariateExponent == 1)
            Solve<AbsoluteDistance>(s, order, t, targetOrder, potential);
        else
            Solve<SquaredDistance>(s, order, t, targetOrder, potential);
        return potential;
    }

    private void Solve<TCost>(ReadOnlySpan<float> s, ReadOnlySpan<int> sourceOrder, ReadOnlySpan<float> t, ReadOnlySpan<int> targetOrder, Span<double> potential)
        where TCost : struct, IUnivariateCost
    {
        if (_uniform)
        {
            MonotoneDual.WalkUniform<TCost>(s, t, potential);
            return;
        }

        SortedAtoms source = _workspace.Source;
        SortedAtoms target = _workspace.Target;
        source.FillAll(s, sourceOrder, _sourceMasses, _sourceTotal, FixedPointMass.SourceInfinity);
        target.FillPositive(t, targetOrder, _targetMasses);
        MonotoneDual.Walk<TCost>(s, source.Boundaries, source.FirstWithMass, target.Positions, target.Boundaries, potential);
    }
}
