namespace Microsoft.ML.SlicedOT;

/// <summary>
/// The one-dimensional problems of a pair along given directions. Shared geometries keep them sorted; others are projected and sorted
/// into the workspace, a few directions at a time.
/// </summary>
internal readonly ref struct PairSlices
{
    private readonly Geometry _geometry;
    private readonly SlicingDirections _directions;
    private readonly UnivariateWorkspace _workspace;
    private readonly SlicedGeometry? _sorted;
    private readonly ReadOnlySpan<long> _sourceMasses;
    private readonly ReadOnlySpan<long> _targetMasses;
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
        _uniform = problem.Source.IsUniform && problem.Target.IsUniform;
        workspace.Batch.Reserve(problem.SourceCount, problem.TargetCount);
        if (_uniform)
        {
            workspace.Batch.LoadUniform();
            workspace.Batch.Rank(1);
            return;
        }

        Span<long> sourceMasses = workspace.SourceMasses(problem.SourceCount);
        Span<long> targetMasses = workspace.TargetMasses(problem.TargetCount);
        FixedPointMass.Convert(problem.Source.Weights, sourceMasses);
        FixedPointMass.Convert(problem.Target.Weights, targetMasses);
        _sourceMasses = sourceMasses;
        _targetMasses = targetMasses;
    }

    /// <summary>
    /// Passes the source potentials of all directions, each up to a constant, to a sink: direction l with <c>coefficients[l]</c> (1 if there are none)
    /// to the n numbers of <paramref name="destination"/> from <c>l * stride</c> on.
    /// </summary>
    internal void Sum<TSink>(ReadOnlySpan<double> coefficients, Span<double> destination, int stride)
        where TSink : struct, IPotentialSink
    {
        if (_geometry.Cost.UnivariateExponent == 1)
            Sum<AbsoluteDistance, TSink>(coefficients, destination, stride);
        else
            Sum<SquaredDistance, TSink>(coefficients, destination, stride);
    }

    private void Sum<TCost, TSink>(ReadOnlySpan<double> coefficients, Span<double> destination, int stride)
        where TCost : struct, IUnivariateCost
        where TSink : struct, IPotentialSink
    {
        int n = _geometry.SourceCount;
        StaircaseBatch batch = _workspace.Batch;
        for (int first = 0; first < _directions.Count; first += StaircaseBatch.Lanes)
        {
            int lanes = Math.Min(StaircaseBatch.Lanes, _directions.Count - first);
            for (int lane = 0; lane < lanes; lane++)
                Load(lane, first + lane);
            if (!_uniform)
                batch.Rank(lanes);
            for (int lane = 0; lane < lanes; lane++)
            {
                int l = first + lane;
                SourceSteps steps = batch.Steps(_uniform ? 0 : lane);
                ReadOnlySpan<float> t = _uniform ? TargetPositions(lane, l) : batch.TargetPositions(lane);
                double coefficient = coefficients.IsEmpty ? 1 : coefficients[l];
                steps.Sum<TCost, TSink>(SourcePositions(lane, l), SourceOrder(lane, l), t, coefficient, destination.Slice(l * stride, n));
            }
        }
    }

    private void Load(int lane, int l)
    {
        if (_sorted is null)
        {
            _workspace.SourceSlice(lane).Project(_geometry.SourcePoints, _directions[l]);
            if (!_geometry.IsSymmetric)
                _workspace.TargetSlice(lane).Project(_geometry.TargetPoints, _directions[l]);
        }

        if (_uniform)
            return;
        _workspace.Batch.LoadSource(lane, SourceOrder(lane, l), _sourceMasses);
        _workspace.Batch.LoadTarget(lane, TargetPositions(lane, l), TargetOrder(lane, l), _targetMasses);
    }

    private ReadOnlySpan<float> SourcePositions(int lane, int l) => _sorted is null ? _workspace.SourceSlice(lane).Positions : _sorted.Source.Positions(l);

    private ReadOnlySpan<int> SourceOrder(int lane, int l) => _sorted is null ? _workspace.SourceSlice(lane).Order : _sorted.Source.Order(l);

    private ReadOnlySpan<float> TargetPositions(int lane, int l) => _sorted is null ? TargetSlice(lane).Positions : _sorted.Target.Positions(l);

    private ReadOnlySpan<int> TargetOrder(int lane, int l) => _sorted is null ? TargetSlice(lane).Order : _sorted.Target.Order(l);

    private SortedSlice TargetSlice(int lane) => _geometry.IsSymmetric ? _workspace.SourceSlice(lane) : _workspace.TargetSlice(lane);
}
