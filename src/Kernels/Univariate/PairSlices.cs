using System.Runtime.CompilerServices;

namespace Microsoft.ML.SlicedOT;

/// <summary>
/// The one-dimensional problems of a pair along given directions. Shared geometries keep them sorted; others are projected and sorted
/// into the workspace, a bundle of directions at a time.
/// </summary>
internal readonly unsafe ref struct PairSlices
{
    private readonly Geometry _geometry;
    private readonly SlicingDirections _directions;
    private readonly UnivariateWorkspace _workspace;
    private readonly SlicedGeometry? _sorted;
    private readonly bool _uniform;
    private readonly bool _compactTarget;

    public PairSlices(TransportProblem problem, SlicingDirections directions, UnivariateWorkspace workspace)
    {
        if (directions.Dimension != problem.Source.Dimension)
        {
            throw new ArgumentException(
                $"The directions have dimension {directions.Dimension} and the points {problem.Source.Dimension}; both must be equal.", nameof(directions));
        }

        _geometry = problem.Geometry;
        _directions = directions;
        _workspace = workspace;
        _sorted = SlicedGeometry.Of(_geometry, directions);
        _uniform = problem.Source.IsUniform && problem.Target.IsUniform;
        workspace.BundlePotentials.Resize(checked(problem.SourceCount * SliceBundle.Size));
        workspace.Staircase.Resize(problem.SourceCount);
        if (!_uniform)
        {
            workspace.SourceBoundaries.Load(problem.Source.Weights);
            _compactTarget = workspace.TargetAtoms.TryLoad(_geometry.TargetPoints, problem.Target.Weights, MostCompact());
            workspace.TargetBoundaries.Load(_compactTarget ? workspace.TargetAtoms.Weights : problem.Target.Weights);
        }
        else if (problem.SourceCount != problem.TargetCount)
            workspace.Uniform.Find(problem.SourceCount, problem.TargetCount);
    }

    /// <summary>
    /// Passes the source potentials of all directions, each up to a constant, to a sink: direction l with <c>coefficients[l]</c> (1 if there are none)
    /// to the n numbers of <paramref name="destination"/> from <c>l * stride</c> on.
    /// </summary>
    public void Sum<TSink>(ReadOnlySpan<double> coefficients, Span<double> destination, int stride)
        where TSink : struct, IPotentialSink
    {
        fixed (double* keptSource = _sorted?.Source.Keys, keptTarget = _sorted?.Target.Keys)
        {
            for (int bundle = 0; bundle < SliceBundle.Count(_directions); bundle++)
            {
                double* source = keptSource == null
                    ? _workspace.SourceBundle.Slice(_geometry.SourcePoints.Coordinates, _directions, bundle)
                    : keptSource + ((nint)bundle * _geometry.SourceCount * SliceBundle.Size);
                double* target = _compactTarget ? _workspace.TargetBundle.Slice(_workspace.TargetAtoms.Points, _directions, bundle)
                    : keptTarget != null ? keptTarget + ((nint)bundle * _geometry.TargetCount * SliceBundle.Size)
                    : _geometry.IsSymmetric ? source
                    : _workspace.TargetBundle.Slice(_geometry.TargetPoints.Coordinates, _directions, bundle);
                int first = bundle * SliceBundle.Size;
                int lanes = SliceBundle.Lanes(_directions, bundle);
                Sum(source, target, coefficients.IsEmpty ? [] : coefficients.Slice(first, lanes));
                Pass<TSink>(source, lanes, destination.Slice(first * stride, ((lanes - 1) * stride) + _geometry.SourceCount), stride);
            }
        }

        GC.KeepAlive(_workspace);
    }

    /// <summary>
    /// Up to how many atoms with mass the target is sorted without the others. Where its slices are sorted anyway, sorting few atoms again has to
    /// cost less than passing all of them.
    /// </summary>
    private int MostCompact() =>
        _sorted is null && !_geometry.IsSymmetric ? _geometry.TargetCount - 1 : _geometry.TargetCount / (3 + (_directions.Dimension / 8));

    /// <summary>Writes the potentials of a bundle, in the order of the source's keys.</summary>
    private void Sum(double* source, double* target, ReadOnlySpan<double> coefficients)
    {
        double* multiples = stackalloc double[SliceBundle.Size];
        new Span<double>(multiples, SliceBundle.Size).Fill(1);
        coefficients.CopyTo(new Span<double>(multiples, SliceBundle.Size));
        _workspace.SumPotentials(source, target, _geometry.SourceCount, _geometry.TargetCount, _uniform, multiples, _geometry.Cost.UnivariateExponent);
    }

    /// <summary>Passes the potentials of a bundle to a sink, at the places of the atoms they belong to.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Pass<TSink>(double* keys, int lanes, Span<double> destination, nint stride)
        where TSink : struct, IPotentialSink
    {
        double* potentials = _workspace.BundlePotentials.Pointer;
        double* end = keys + ((nint)_geometry.SourceCount * SliceBundle.Size);
        fixed (double* sink = destination)
        {
            for (; keys < end; keys += SliceBundle.Size, potentials += SliceBundle.Size)
            {
                if (lanes == SliceBundle.Size)
                {
                    Pass<TSink>(sink, keys, potentials);
                    Pass<TSink>(sink + stride, keys + 1, potentials + 1);
                    Pass<TSink>(sink + (2 * stride), keys + 2, potentials + 2);
                    Pass<TSink>(sink + (3 * stride), keys + 3, potentials + 3);
                    Pass<TSink>(sink + (4 * stride), keys + 4, potentials + 4);
                    Pass<TSink>(sink + (5 * stride), keys + 5, potentials + 5);
                    Pass<TSink>(sink + (6 * stride), keys + 6, potentials + 6);
                    Pass<TSink>(sink + (7 * stride), keys + 7, potentials + 7);
                    continue;
                }

                for (nint lane = 0; lane < lanes; lane++)
                    Pass<TSink>(sink + (lane * stride), keys + lane, potentials + lane);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Pass<TSink>(double* line, double* key, double* potential)
        where TSink : struct, IPotentialSink
    {
        double* place = line + SliceBundle.Index(key);
        *place = TSink.Combine(*place, *potential);
    }
}
