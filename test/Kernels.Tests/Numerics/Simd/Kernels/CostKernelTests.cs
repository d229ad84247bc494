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
    [InlineData(9, false)]
    [InlineData(64, false)]
    [InlineData(3, true)]
    public void WhatIsProvedDoesNotDependOnWhetherCostsAreKept(int dimension, bool isSphere)
    {
        var random = new Random(dimension);
        var source = new DiscreteMeasure(new Support(Problems.Points(random, 37, dimension), dimension));
        var target = new DiscreteMeasure(new Support(Problems.Points(random, 21, dimension), dimension));
        var problem = new TransportProblem(source, target, isSphere ? GroundCost.SphereArc : GroundCost.SquaredEuclidean, isSphere ? 0.05 : 0.1 * dimension);
        foreach (bool isSwapped in new[] { false, true })
        {
            TransportProblem pair = isSwapped ? new TransportProblem(target, source, problem.Geometry.Cost, problem.Epsilon) : problem;
            EntropicSolution solution = new SinkhornSolver(new SinkhornOptions { Tolerance = 1e-9, Certify = true }).Solve(pair);
            Assert.Equal(ExitReason.Converged, solution.ExitReason);
            Assert.Equal(solution.Certify(), solution.Certificate);
        }
    }

    private static CostKernel Create(string width, CostShape shape) => width switch
    {
        "scalar" => CostKernel.Create<DoubleScalar, SingleScalar>(shape),
        "128" => CostKernel.Create<Double128, Single128>(shape),
        "256" => CostKernel.Create<Double256, Single256>(shape),
        _ => CostKernel.Create<Double512, Single512>(shape),
    };
}
