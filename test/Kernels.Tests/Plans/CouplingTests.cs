
namespace Microsoft.ML.SlicedOT.Kernels.Tests;

public class CouplingTests
{
    public static TheoryData<int, double, bool> Cases => new() { { 2, 0, false }, { 3, 0.4, false }, { 7, 0.1, false }, { 2, 0.2, true } };

    [Theory]
    [MemberData(nameof(Cases))]
    public void RowsDenseAndSumsAgreeWithTheScalarReference(int dimension, double zeroShare, bool asMatrix)
    {
        TransportProblem problem = Problems.Random(dimension, 35, 29, dimension, 0.05, zeroShare, asMatrix);
        EntropicSolution solution = new SinkhornSolver(new SinkhornOptions { MaximumSweeps = 3 }).Solve(problem);
        double[,] expected = ScalarReference.Plan(problem, solution.SourcePotential, solution.TargetPotential);
        Coupling coupling = solution.Coupling();
        var dense = new float[35 * 29];
        var singles = new float[29];
        var doubles = new double[29];
        coupling.WriteDense(dense);
        double cost = 0;
        double mass = 0;
        for (int i = 0; i < 35; i++)
        {
            coupling.WriteRow(i, singles);
            coupling.WriteRow(i, doubles);
            for (int j = 0; j < 29; j++)
            {
                Assert.Equal(expected[i, j], doubles[j], 1e-14);
                Assert.Equal(expected[i, j], singles[j], 2e-7 * expected[i, j]);
                Assert.Equal(singles[j], dense[(i * 29) + j]);
                Assert.True(problem.Source.Weights[i] * problem.Target.Weights[j] > 0 || singles[j] == 0);
                cost += expected[i, j] * ScalarReference.Cost(problem, i, j);
                mass += expected[i, j];
            }
        }

        var rows = new double[35];
        var columns = new double[29];
        coupling.SourceMarginal(rows);
        coupling.TargetMarginal(columns);
        AssertClose(ScalarReference.RowSums(expected), rows, 1e-13);
        AssertClose(ScalarReference.ColumnSums(expected), columns, 1e-13);
        Assert.Equal(cost, coupling.TransportCost, 1e-13);
        Assert.Equal(mass, coupling.Mass, 1e-13);
        Assert.Equal(ScalarReference.MarginalViolation(problem, expected), coupling.MarginalViolation, 1e-12);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void RoundedCouplingHasExactMarginals(int dimension, double zeroShare, bool asMatrix)
    {
        TransportProblem problem = Problems.Random(dimension, 35, 29, dimension, 0.05, zeroShare, asMatrix);
        double[] f = Problems.Potential(1, 35, 0.2);
        double[] g = ScalarReference.ToTarget(problem, f);
        double[,] expected = ScalarReference.Round(problem, ScalarReference.Plan(problem, f, g));
        RoundedCoupling rounded = new Coupling(problem, f, g).Round();
        var plan = new double[35, 29];
        var row = new double[29];
        for (int i = 0; i < 35; i++)
        {
            rounded.WriteRow(i, row);
            for (int j = 0; j < 29; j++)
            {
                plan[i, j] = row[j];
                Assert.True(row[j] >= 0);
                Assert.Equal(expected[i, j], row[j], 1e-14);
            }
        }

        AssertClose(problem.Source.Weights.ToArray(), ScalarReference.RowSums(plan), 1e-14);
        AssertClose(problem.Target.Weights.ToArray(), ScalarReference.ColumnSums(plan), 1e-14);
    }

    [Fact]
    public void SparseEntriesAndDroppedMassMakeTheDenseCoupling()
    {
        TransportProblem problem = Problems.Random(1, 40, 50, 2, 0.01, zeroShare: 0.2);
        EntropicSolution solution = new SinkhornSolver().Solve(problem);
        Coupling coupling = solution.Coupling();
        var dense = new float[40 * 50];
        coupling.WriteDense(dense);
        foreach (float threshold in new[] { 0, 1e-8f, 1e-4f, 1 })
        {
            SparseCoupling sparse = coupling.ToSparse(threshold);
            double kept = 0;
            int count = 0;
            for (int i = 0; i < 40; i++)
                for (int k = sparse.RowStarts[i]; k < sparse.RowStarts[i + 1]; k++, count++)
                {
                    Assert.Equal(dense[(i * 50) + sparse.Columns[k]], sparse.Values[k]);
                    Assert.True(sparse.Values[k] > threshold);
                    kept += sparse.Values[k];
                }

            Assert.Equal(dense.Count(value => value > threshold), count);
            Assert.Equal(count, sparse.Count);
            Assert.Equal(1, kept + sparse.DroppedMass, 1e-6);
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => coupling.ToSparse(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => coupling.ToSparse(float.NaN));
    }

    [Fact]
    public void OneCouplingServesProblemsOfAnySize()
    {
        var coupling = new Coupling();
        foreach ((int n, int m) in new[] { (40, 30), (5, 60), (33, 2) })
        {
            TransportProblem problem = Problems.Random(n, n, m, 2, 0.02);
            double[] f = Problems.Potential(n, n, 0.1);
            double[] g = ScalarReference.ToTarget(problem, f);
            coupling.Assign(problem, f, g);
            Assert.Equal(1, coupling.Mass, 1e-12);
            var dense = new float[n * m];
            coupling.WriteDense(dense);
            var fresh = new float[n * m];
            new Coupling(problem, f, g).WriteDense(fresh);
            Assert.Equal(fresh, dense);
        }
    }

    [Fact]
    public void WritingAllocatesNothing()
    {
        TransportProblem problem = Problems.Random(1, 40, 30, 2, 0.02);
        double[] f = Problems.Potential(1, 40, 0.1);
        double[] g = ScalarReference.ToTarget(problem, f);
        var dense = new float[1200];
        var coupling = new Coupling();
        long allocated = long.MaxValue;
        for (int round = 0; round < 20 && allocated > 0; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            coupling.Assign(problem, f, g);
            coupling.WriteDense(dense);
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Assert.Equal(0, allocated);
    }

    [Fact]
    public void WrongRowsAndDestinationsAreRefused()
    {
        TransportProblem problem = Problems.Random(1, 4, 3, 2, 0.02);
        var coupling = new Coupling(problem, new double[4], new double[3]);
        Assert.Throws<ArgumentOutOfRangeException>(() => coupling.WriteRow(4, new float[3]));
        Assert.Throws<ArgumentOutOfRangeException>(() => coupling.WriteRow(-1, new double[3]));
        Assert.Throws<ArgumentException>(() => coupling.WriteRow(0, new float[4]));
        Assert.Throws<ArgumentException>(() => coupling.WriteDense(new float[11]));
        Assert.Throws<ArgumentException>(() => new Coupling(problem, new double[4], [0, double.PositiveInfinity, 0]));
    }

    private static void AssertClose(double[] expected, double[] actual, double tolerance)
    {
        for (int k = 0; k < expected.Length; k++)
            Assert.Equal(expected[k], actual[k], tolerance);
    }

    [Fact]
    public void AnEmptyCouplingSaysWhatToDo()
    {
        var coupling = new Coupling();
        Assert.Contains("Assign", Assert.Throws<InvalidOperationException>(() => coupling.Mass).Message);
        Assert.Contains("Assign", Assert.Throws<InvalidOperationException>(() => coupling.WriteDense(new float[1])).Message);
        Assert.Contains("Assign", Assert.Throws<InvalidOperationException>(() => coupling.WriteRow(0, new float[1])).Message);
    }

    [Fact]
    public void ASolutionKnowsItsProblem()
    {
        TransportProblem problem = Problems.Random(1, 9, 7, 2, 0.1);
        EntropicSolution solution = new SinkhornSolver().Solve(problem);
        Assert.Same(problem, solution.Problem);
        var expected = new float[63];
        var written = new float[63];
        new Coupling(problem, solution.SourcePotential, solution.TargetPotential).WriteDense(expected);
        solution.Coupling().WriteDense(written);
        Assert.Equal(expected, written);
        var assigned = new Coupling();
        assigned.Assign(solution);
        assigned.WriteDense(written);
        Assert.Equal(expected, written);
        Assert.Equal(Certificate.Compute(problem, solution.SourcePotential, solution.TargetPotential), solution.Certify());
        var projected = new float[18];
        BarycentricProjection.Compute(problem, solution.SourcePotential, solution.TargetPotential, projected);
        Assert.Equal(projected, solution.TransportedSource());
        var empty = new EntropicSolution();
        Assert.Contains("empty", Assert.Throws<InvalidOperationException>(() => empty.Coupling()).Message);
    }
}
