using Microsoft.ML.SlicedOT.Simd;

namespace Microsoft.ML.SlicedOT.Kernels.Tests;

/// <summary>Every width and kind of points against plain loops, and what is kept against what is computed on the way.</summary>
public unsafe class CostKernelTests
{
    public static TheoryData<string, string> Kernels
    {
        get
        {
            var kernels = new TheoryData<string, string>();
            foreach (string width in new[] { "scalar", "128", "256", "512" })
                foreach (CostShape shape in new[] { CostShape.Plane, CostShape.Space, CostShape.AnyDimension, CostShape.SphereArc })
                    kernels.Add(width, shape.ToString());
            return kernels;
        }
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void RowsAgreeWithPlainLoops(string width, string shapeName)
    {
        CostShape shape = Enum.Parse<CostShape>(shapeName);
        CostKernel kernel = Create(width, shape);
        for (int columns = 1; columns <= 100; columns += columns < 20 ? 1 : 9)
        {
            var data = new KernelData(columns, 3, shape, 1);
            int padded = data.Rows.PaddedColumnCount;
            var row = new double[padded + 1];
            row[padded] = -1;
            fixed (double* costs = row)
                kernel.StoreRow(data.Rows, 2, costs);
            for (int j = 0; j < columns; j++)
                Assert.Equal(data.Cost(2, j), row[j], 1e-14);
            Assert.All(row, cost => Assert.True(double.IsFinite(cost)));
            Assert.Equal(-1, row[padded]); // nothing is written past the end
            GC.KeepAlive(data);
        }
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void RowsTogetherAreTheRowsOneByOne(string width, string shapeName)
    {
        CostShape shape = Enum.Parse<CostShape>(shapeName);
        CostKernel kernel = Create(width, shape);
        for (int count = 1; count <= 9; count++)
        {
            var data = new KernelData(35, count, shape, 1);
            int padded = data.Rows.PaddedColumnCount;
            var together = new double[(count * padded) + 1];
            var expected = new double[together.Length];
            together[^1] = expected[^1] = -1;
            fixed (double* costs = together, single = expected)
            {
                kernel.StoreRows(data.Rows, count, costs);
                for (int i = 0; i < count; i++)
                    kernel.StoreRow(data.Rows, i, single + (i * padded));
            }

            Assert.Equal(expected, together);
            GC.KeepAlive(data);
        }
    }

    [Theory]
    [InlineData(9, false)]
    [InlineData(64, false)]
    [InlineData(3, true)]
    public void WhatIsProvedDoesNotDependOnWhetherCostsAreKept(int dimension, bool isSphere)
    {
        var random = new Random(dimension);
        DiscreteMeasure source = Measure(random, 37, dimension);
        DiscreteMeasure target = Measure(random, 21, dimension);
        var problem = new TransportProblem(source, target, isSphere ? GroundCost.SphereArc : GroundCost.SquaredEuclidean, isSphere ? 0.05 : 0.1 * dimension);
        EntropicSolution solution = new SinkhornSolver(new SinkhornOptions { Tolerance = 1e-9 }).Solve(problem);
        Assert.Equal(ExitReason.Converged, solution.ExitReason);
        using var workspace = PlanWorkspace.Rent(problem, solution.SourcePotential, solution.TargetPotential);
        workspace.Sums.Compute(workspace.Problem, workspace.Source.Span, workspace.Target.Span);
        (double violation, double cost) = (workspace.Sums.MarginalViolation, workspace.Sums.TransportCost);
        Assert.InRange(violation, 0, 1.001e-9);
        workspace.Problem.KeepExactCosts();
        Assert.Equal(CostShape.Exact, workspace.Problem.ExactShape);
        workspace.Sums.Compute(workspace.Problem, workspace.Source.Span, workspace.Target.Span);
        Assert.Equal(violation, workspace.Sums.MarginalViolation);
        Assert.Equal(cost, workspace.Sums.TransportCost);
        CostRows rows = workspace.Problem.TargetRows(all: false);
        for (int j = 0; j < 21; j++)
            for (int i = 0; i < 37; i++)
                Assert.Equal(problem.Geometry.Evaluate(i, j), rows.ExactCosts[(j * rows.PaddedColumnCount) + i], 1e-14 * problem.Geometry.CostBound);
    }

    private static DiscreteMeasure Measure(Random random, int count, int dimension)
    {
        var points = new float[count * dimension];
        foreach (ref float coordinate in points.AsSpan())
            coordinate = random.NextSingle() - 0.3f;
        return new DiscreteMeasure(new Support(points, dimension));
    }

    private static CostKernel Create(string width, CostShape shape) => width switch
    {
        "scalar" => CostKernel.Create<DoubleScalar, SingleScalar>(shape),
        "128" => CostKernel.Create<Double128, Single128>(shape),
        "256" => CostKernel.Create<Double256, Single256>(shape),
        _ => CostKernel.Create<Double512, Single512>(shape),
    };
}
