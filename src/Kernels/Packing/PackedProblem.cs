using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.ML.SlicedOT.Simd;

namespace Microsoft.ML.SlicedOT;

/// <summary>A transport problem as the vectorised kernels read it. Reused from problem to problem.</summary>
internal sealed unsafe class PackedProblem
{
    private readonly AlignedBuffer<float> _costsEnd = new();
    private readonly AlignedBuffer<float> _costsTransposedEnd = new();
    private readonly ExactCostMatrix _exactCosts = new();
    private RelaxedMarginals? _relaxation;
    private float[]? _costs;
    private float[]? _costsTransposed;

    /// <summary>The source measure.</summary>
    public PackedSide Source { get; } = new();

    /// <summary>The target measure.</summary>
    public PackedSide Target { get; } = new();

    /// <summary>The problem packed last.</summary>
    public TransportProblem Problem { get; private set; } = null!;

    /// <summary>The marginals that an unbalanced problem's potentials ask for; null for a balanced problem.</summary>
    public RelaxedMarginals? Relaxation { get; private set; }

    /// <summary>Where costs come from.</summary>
    public CostShape Shape { get; private set; }

    /// <summary>
    /// Where costs in double precision come from: the points, where <see cref="Shape"/> reads a matrix of theirs that is rounded to single precision,
    /// or a second matrix, once <see cref="KeepExactCosts"/> made one. What a solution proves, and the steps that end in it, read these.
    /// </summary>
    public CostShape ExactShape { get; private set; }

    /// <summary>The epsilon to compute with: the problem's, or one on the way to it.</summary>
    public double Epsilon { get; private set; }

    /// <summary>What costs and potentials are multiplied with to become exponents of two: <c>1 / (epsilon ln 2)</c>.</summary>
    public double Scale { get; private set; }

    /// <summary>What exponents of two are multiplied with to become potentials: <c>epsilon ln 2</c>.</summary>
    public double Unit { get; private set; }

    /// <summary>The bytes held.</summary>
    public long Bytes => Source.Bytes + Target.Bytes + _costsEnd.Bytes + _costsTransposedEnd.Bytes + _exactCosts.Bytes + (_relaxation?.Bytes ?? 0);

    /// <summary>Packs <paramref name="problem"/>.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="leaveOutZeroWeights">Whether zero-weight atoms may be left out.</param>
    public void Pack(TransportProblem problem, bool leaveOutZeroWeights)
    {
        Geometry geometry = problem.Geometry;
        problem.RequireResolvableExponents();
        Problem = problem;
        ChangeEpsilon(problem.Epsilon);
        Shape = ShapeOf(geometry);
        ExactShape = geometry.Cost is MatrixCost ? CostShape.Stored : ShapeOfPoints(geometry);
        bool isStored = Shape == CostShape.Stored;
        bool withPoints = ExactShape != CostShape.Stored;
        Source.Pack(geometry.SourcePoints, problem.Source.Weights, leaveOutZeroWeights && !isStored, withPoints);
        Target.Pack(geometry.TargetPoints, problem.Target.Weights, leaveOutZeroWeights && !isStored, withPoints);
        Relaxation = problem.IsBalanced ? null : (_relaxation ??= new RelaxedMarginals(this)).Begin();
        _costs = isStored ? geometry.DenseCost : null;
        _costsTransposed = null;
        if (isStored)
            CopyEnd(_costs, Target.PaddedCount, _costsEnd);
    }

    /// <summary>
    /// Keeps the costs in double precision from here on, where they are dear to compute and not too many: for those who read them again and again.
    /// </summary>
    public void KeepExactCosts()
    {
        if (ExactShape is CostShape.Exact || ExactShape == Shape || !ExactCostMatrix.Applies(Source, Target))
            return;
        _exactCosts.Fill(ExactShape, SourceRows(all: false), Source.ActiveCount);
        ExactShape = CostShape.Exact;
    }

    /// <summary>Goes over to another epsilon.</summary>
    public void ChangeEpsilon(double epsilon)
    {
        Epsilon = epsilon;
        Unit = epsilon * Math.Log(2);
        Scale = 1 / Unit;
    }

    /// <summary>Lets go of the problem and its cost matrices; buffers stay.</summary>
    public void Release()
    {
        Problem = null!;
        _costs = null;
        _costsTransposed = null;
    }

    /// <summary>Costs with a row for each source atom (all of them, or the packed ones) and a column for each packed target atom.</summary>
    public CostRows SourceRows(bool all) => Rows(Source, Target, all, _costs, _costsEnd) with
    {
        ExactCosts = ExactShape == CostShape.Exact ? _exactCosts.Costs : null,
    };

    /// <summary>Costs with a row for each target atom (all of them, or the packed ones) and a column for each packed source atom.</summary>
    public CostRows TargetRows(bool all)
    {
        if (_costs is not null && _costsTransposed is null)
        {
            _costsTransposed = Problem.Geometry.DenseCostTransposed;
            CopyEnd(_costsTransposed, Source.PaddedCount, _costsTransposedEnd);
        }

        return Rows(Target, Source, all, _costsTransposed, _costsTransposedEnd) with
        {
            ExactCosts = ExactShape == CostShape.Exact ? _exactCosts.Transposed : null,
        };
    }

    private static void CopyEnd(ReadOnlySpan<float> costs, int paddedColumnCount, AlignedBuffer<float> end)
    {
        Span<float> copy = end.Resize(checked(2 * paddedColumnCount));
        copy.Clear();
        int length = Math.Min(costs.Length, paddedColumnCount);
        costs[^length..].CopyTo(copy[(paddedColumnCount - length)..]);
    }

    private static CostShape ShapeOf(Geometry geometry) => geometry.HasDenseCost ? CostShape.Stored : ShapeOfPoints(geometry);

    private static CostShape ShapeOfPoints(Geometry geometry) => geometry.Cost is SphereArcCost
        ? CostShape.SphereArc
        : geometry.Source.Dimension switch { 2 => CostShape.Plane, 3 => CostShape.Space, _ => CostShape.AnyDimension };

    private CostRows Rows(PackedSide rows, PackedSide columns, bool all, float[]? costs, AlignedBuffer<float> costsEnd) => new()
    {
        ColumnCount = columns.ActiveCount,
        PaddedColumnCount = columns.PaddedCount,
        Dimension = Problem.Source.Dimension,
        ColumnAxes = columns.Axes,
        UnitColumnAxes = ExactShape == CostShape.SphereArc ? columns.UnitAxes : null,
        RowPoints = all ? rows.Points : rows.ActivePoints,
        Costs = costs is null ? null : (float*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(costs)), // allocated pinned by Geometry
        CostCount = costs?.LongLength ?? 0,
        CostsEnd = costsEnd.Pointer,
    };
}
