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
        workspace.BundlePotentials.Resize(checked(problem.SourceCount * SliceBundle.Size));
        workspace.Staircase.Resize(problem.SourceCount);
        if (!_uniform)
        {
            workspace.SourceBoundaries.Load(problem.Source.Weights);
            workspace.TargetBoundaries.Load(problem.Target.Weights);
        }
        else if (problem.SourceCount != problem.TargetCount)
            workspace.Uniform.Find(problem.SourceCount, problem.TargetCount);
    }

    /// <summary>
    /// Passes the source potentials of all directions, each up to a constant, to a sink: direction l with <c>coefficients[l]</c> (1 if there are none)
    /// to the n numbers of <paramref name="destination"/> from <c>l * stride</c> on.
    /// </summary>
    internal void Sum<TSink>(ReadOnlySpan<double> coefficients, Span<double> destination, int stride)
        where TSink : struct, IPotentialSink
    {
        fixed (double* keptSource = _sorted?.Source.Keys, keptTarget = _sorted?.Target.Keys)
        {
            for (int bundle = 0; bundle < SliceBundle.Count(_directions); bundle++)
            {
                double* source = _sorted is null
                    ? _workspace.SourceBundle.Slice(_geometry.SourcePoints, _directions, bundle)
                    : keptSource + ((nint)bundle * _geometry.SourceCount * SliceBundle.Size);
                double* target = _sorted is not null
                    ? keptTarget + ((nint)bundle * _geometry.TargetCount * SliceBundle.Size)
                    : _geometry.IsSymmetric ? source : _workspace.TargetBundle.Slice(_geometry.TargetPoints, _directions, bundle);
                Sum(source, target);
                for (int lane = 0; lane < SliceBundle.Lanes(_directions, bundle); lane++)
                {
                    int l = (bundle * SliceBundle.Size) + lane;
                    Pass<TSink>(source + lane, lane, coefficients.IsEmpty ? 1 : coefficients[l], destination.Slice(l * stride, _geometry.SourceCount));
                }
            }
        }
    }

    /// <summary>Writes the potentials of a bundle, in the order of the source's keys.</summary>
    private void Sum(double* source, double* target)
    {
        double* firstWithMass = stackalloc double[SliceBundle.Size];
        double* lower = _workspace.Staircase.Lower;
        double* upper = _workspace.Staircase.Upper;
        if (!_uniform)
        {
            double* firstOfTarget = stackalloc double[SliceBundle.Size];
            _workspace.SourceBoundaries.Fill(source, -FixedPointMass.TieTolerance, FixedPointMass.SourceInfinity, firstWithMass);
            _workspace.TargetBoundaries.Fill(target, 0, FixedPointMass.TargetInfinity, firstOfTarget);
            _workspace.Staircase.Find(_workspace.SourceBoundaries, _workspace.TargetBoundaries, target);
        }
        else if (_geometry.SourceCount != _geometry.TargetCount)
            _workspace.Staircase.Take(_workspace.Uniform.Lower, _workspace.Uniform.Upper, target);
        else
        {
            // Atom meets atom: the one staircase leaves source atom i at target atom i, the other at the next.
            lower = target;
            upper = target + SliceBundle.Size;
        }

        double* potentials = _workspace.BundlePotentials.Pointer;
        if (_geometry.Cost.UnivariateExponent == 1)
            LineKernel.Instance.Sum<AbsoluteDistance>(source, lower, upper, _geometry.SourceCount, firstWithMass, potentials);
        else
            LineKernel.Instance.Sum<SquaredDistance>(source, lower, upper, _geometry.SourceCount, firstWithMass, potentials);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Pass<TSink>(double* keys, int lane, double coefficient, Span<double> destination)
        where TSink : struct, IPotentialSink
    {
        double* potentials = _workspace.BundlePotentials.Pointer + lane;
        fixed (double* sink = destination)
        {
            for (nint i = 0; i < destination.Length; i++)
            {
                double* place = sink + SliceBundle.Index(keys[i * SliceBundle.Size]);
                *place = TSink.Combine(*place, coefficient, potentials[i * SliceBundle.Size]);
            }
        }
    }
}
