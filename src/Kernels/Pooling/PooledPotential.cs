using System.Numerics.Tensors;

namespace Microsoft.ML.SlicedOT;

/// <summary>
/// The source potential of a pair whose atoms are pooled into blocks: both measures' blocks, a few dozen to a few hundred, make a small transport problem;
/// it is solved loosely, and a soft c-transform carries its target potential to all source atoms. Buffers are kept.
/// </summary>
/// <remarks>
/// What sweeps are slow in is the coarse part of a potential, which the blocks have; what blocks lack is fine, and the first half-steps at all atoms mend it.
/// The blocks are so many that all of it takes about as long as the two half-steps of a prediction at hundreds of atoms, and less at more.
/// </remarks>
internal sealed class PooledPotential
{
    /// <summary>Of n atoms with mass the square root of so many times n blocks are made.</summary>
    private const double AtomsForBlocks = 40;

    /// <summary>Above 32 dimensions, from this multiple of the mean cost on, the blocks are solved in a few sweeps from anywhere.</summary>
    private const double LargestEpsilonOfFrames = 0.01;

    /// <summary>Buffers for more atoms are not kept.</summary>
    private const int MostAtomsKept = 1 << 16;

    private static readonly SinkhornOptions Loose = new() { Tolerance = 1e-2, MaximumSweeps = 50, EpsilonScaling = false };

    [ThreadStatic]
    private static PooledPotential? _ofThisThread;

    private readonly BlockPartition _sourceBlocks = new();
    private readonly BlockPartition _targetBlocks = new();
    private readonly FramePotential _frame = new();
    private readonly EntropicSolution _solution = new();
    private DiscreteMeasure? _source;
    private DiscreteMeasure? _target;
    private TransportProblem? _blocks;
    private TransportProblem? _carried;
    private GroundCost? _cost;
    private int _dimension;
    private double[] _start = [];

    /// <summary>Whether a cost can be computed between means of points.</summary>
    public static bool AppliesTo(GroundCost cost) => cost.Kind is GroundCostKind.SquaredEuclidean or GroundCostKind.SphereArc;

    /// <summary>Computes the potential at all source atoms, of weighted mean 0.</summary>
    /// <param name="problem">The pair; the potential of a cost that this does not apply to is 0.</param>
    /// <param name="f">Receives the n values.</param>
    /// <param name="cancellationToken">Cancels between sweeps.</param>
    public static void Compute(TransportProblem problem, Span<double> f, CancellationToken cancellationToken = default)
    {
        if (!AppliesTo(problem.Geometry.Cost))
        {
            f.Clear();
            return;
        }

        PooledPotential pooled = _ofThisThread ?? new PooledPotential();
        _ofThisThread = null;
        try
        {
            pooled.ComputeBlocks(problem, f, cancellationToken);
        }
        catch (PairException)
        {
            // What solving refuses is refused there; costs between blocks may besides be too small for single precision where those between atoms just are not.
            f.Clear();
            return;
        }

        if (Math.Max(problem.SourceCount, problem.TargetCount) <= MostAtomsKept)
            _ofThisThread = pooled;
    }

    private void ComputeBlocks(TransportProblem problem, Span<double> f, CancellationToken cancellationToken)
    {
        Geometry geometry = problem.Geometry;
        DiscreteMeasure source = Pool(_sourceBlocks, geometry.SourcePoints, problem.Source, geometry.Cost, ref _source);
        DiscreteMeasure target = Pool(_targetBlocks, geometry.TargetPoints, problem.Target, geometry.Cost, ref _target);
        Assign(problem, source, target);
        if (_start.Length < source.Count)
            _start = new double[source.Count];
        Span<double> start = _start.AsSpan(0, source.Count);
        start.Clear();
        if (StartsAtFrame(problem))
        {
            _frame.Compute(source, target, problem.Epsilon, improves: false);
            _frame.CopyTo(start);
            _frame.Release();
        }

        SinkhornSolver.Solve(Loose, _blocks!, _solution, start, cancellationToken);
        using var workspace = SolverWorkspace.Rent(_carried!);
        Span<double> g = workspace.Iteration.Target.Resize(workspace.Problem.Target.ActiveCount);
        workspace.Problem.Target.Gather(_solution.TargetPotential, g);
        f.Clear();
        SolverStages.TransformsForPrediction(workspace).ToSource(g, f, all: true);
        workspace.Problem.Relaxation?.DampImage(0, f);
        workspace.Finish();
        Centering.Apply(problem.Source.Weights, f);

        // What is kept for the next pair keeps nothing of this one alive.
        _carried!.Assign(source, target);
    }

    /// <summary>Whether the blocks are solved from their frame's potential. Where mass is cheap, a balanced potential is further off than none.</summary>
    private static bool StartsAtFrame(TransportProblem problem)
    {
        if (!problem.IsBalanced || problem.Geometry.Cost.Kind != GroundCostKind.SquaredEuclidean)
            return false;
        return problem.Source.Dimension switch
        {
            <= FramePotential.LargestDimensionOfWholeFrames => true,
            <= FramePotential.LargestDimension => problem.Epsilon < LargestEpsilonOfFrames * problem.Geometry.MeanCost(problem.Source.Weights, problem.Target.Weights),
            _ => false,
        };
    }

    private static DiscreteMeasure Pool(BlockPartition blocks, Support points, DiscreteMeasure measure, GroundCost cost, ref DiscreteMeasure? pooled)
    {
        int atoms = measure.Count - measure.Weights.Count(0.0), d = points.Dimension;
        blocks.Compute(points, measure.Weights, (int)Math.Min(atoms, Math.Ceiling(Math.Sqrt(AtomsForBlocks * atoms))));
        Span<float> means = blocks.Points.AsSpan(0, blocks.Count * d);
        if (cost.Kind == GroundCostKind.SphereArc)
            ToSphere(means);
        if (pooled is null || pooled.Dimension != d)
            pooled = new DiscreteMeasure(means, d);
        else
            pooled.Assign(means, d);
        Span<double> masses = blocks.Masses.AsSpan(0, blocks.Count);
        TensorPrimitives.Multiply(masses, measure.TotalMass, masses);
        pooled.Assign(masses);
        return pooled;
    }

    /// <summary>Means of blocks that go round the globe have no direction: any serves as well.</summary>
    private static void ToSphere(Span<float> points)
    {
        for (int i = 0; i < points.Length; i += 3)
        {
            double length = Math.Sqrt(((double)points[i] * points[i]) + ((double)points[i + 1] * points[i + 1]) + ((double)points[i + 2] * points[i + 2]));
            (double x, double y, double z) = length > 1e-6 ? (points[i] / length, points[i + 1] / length, points[i + 2] / length) : (0, 0, 1);
            (points[i], points[i + 1], points[i + 2]) = ((float)x, (float)y, (float)z);
        }
    }

    /// <summary>Makes the problem of the blocks, and that of the source's atoms and the target's blocks.</summary>
    private void Assign(TransportProblem problem, DiscreteMeasure source, DiscreteMeasure target)
    {
        GroundCost cost = problem.Geometry.Cost;
        if (_blocks is not null && _carried is not null && ReferenceEquals(_cost, cost) && _dimension == source.Dimension)
        {
            _blocks.Assign(source, target, problem);
            _carried.Assign(problem.Source, target, problem);
            return;
        }

        (_cost, _dimension) = (cost, source.Dimension);
        _blocks = new TransportProblem(source, target, cost, problem.Epsilon, problem.SourcePenalty, problem.TargetPenalty);
        _carried = new TransportProblem(problem.Source, target, cost, problem.Epsilon, problem.SourcePenalty, problem.TargetPenalty);
    }
}
