namespace Microsoft.ML.SlicedOT.Kernels.Tests;

public class SoftCTransformTests
{
    public static TheoryData<int, double, double, bool, float, float> Cases
    {
        get
        {
            var cases = new TheoryData<int, double, double, bool, float, float>();
            foreach (int dimension in new[] { 1, 2, 3, 5, 12 })
                foreach (double epsilon in new[] { 1.0, 0.01, 1e-5 })
                    foreach (double zeroShare in new[] { 0, 0.05, 0.6 })
                        cases.Add(dimension, epsilon, zeroShare, false, 1, 0);
            cases.Add(2, 0.01, 0.3, true, 1, 0);
            cases.Add(2, 1e-6, 0, true, 1, 0);
            cases.Add(2, 1e6, 0, false, 1000, 0);
            cases.Add(3, 0.01, 0.2, false, 1, 1000);
            cases.Add(2, 1e-14, 0.2, false, 1e-6f, 0);
            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void AgreesWithTheScalarReference(int dimension, double epsilon, double zeroShare, bool asMatrix, float scale, float offset)
    {
        for (int size = 1; size <= 40; size += 13)
        {
            TransportProblem problem = Problems.Random(size, size, 41 - size, dimension, epsilon, zeroShare, asMatrix, scale, offset);
            double[] f = Problems.Potential(size, problem.SourceCount, scale * scale);
            var g = new double[problem.TargetCount];
            SoftCTransform.ToTarget(problem, f, g);
            AssertClose(ScalarReference.ToTarget(problem, f), g, epsilon, ScalarReference.CostRounding(problem));

            var back = new double[problem.SourceCount];
            SoftCTransform.ToSource(problem, g, back);
            AssertClose(ScalarReference.ToSource(problem, g), back, epsilon, ScalarReference.CostRounding(problem));
        }
    }

    [Fact]
    public void AgreesWithTheScalarReferenceOnProductGrids()
    {
        Support[] grids = [Support.Grid(7, 11), Support.Grid(20, 3), Problems.Grid3(3, 4, 5), Problems.Grid3(2, 6, 3)];
        foreach ((int s, int t) in new[] { (0, 0), (0, 1), (1, 0), (2, 2), (2, 3), (3, 2) })
        {
            TransportProblem problem = Problems.Grids(s, grids[s], grids[t], 0.05, zeroShare: 0.4);
            Assert.True(SeparableHalfSteps.Applies(problem.Geometry, problem.Epsilon));
            double[] f = Problems.Potential(1, problem.SourceCount);
            var g = new double[problem.TargetCount];
            SoftCTransform.ToTarget(problem, f, g);
            double[] expected = ScalarReference.ToTarget(problem, f);
            for (int j = 0; j < g.Length; j++)
                Assert.Equal(expected[j], g[j], 1e-12);
        }
    }

    [Fact]
    public void SphereArcAgreesWithTheScalarReference()
    {
        var random = new Random(5);
        float[] Vectors(int count) => Enumerable.Range(0, 3 * count).Select(_ => random.NextSingle() - 0.5f).ToArray();
        var source = new DiscreteMeasure(new Support(Vectors(23), 3));
        var target = new DiscreteMeasure(new Support(Vectors(37), 3));
        var problem = new TransportProblem(source, target, GroundCost.SphereArc, 0.05);
        double[] f = Problems.Potential(2, 23);
        var g = new double[37];
        SoftCTransform.ToTarget(problem, f, g);
        AssertClose(ScalarReference.ToTarget(problem, f), g, 0.05, extra: 4e-7);
    }

    [Fact]
    public void MarginalIsExactAfterAHalfStep()
    {
        TransportProblem problem = Problems.Random(3, 50, 33, 2, 0.01, zeroShare: 0.2);
        double[] g = Problems.Potential(4, 33);
        var f = new double[50];
        SoftCTransform.ToSource(problem, g, f);
        double[] rows = ScalarReference.RowSums(ScalarReference.Plan(problem, f, g));
        for (int i = 0; i < rows.Length; i++)
            Assert.Equal(problem.Source.Weights[i], rows[i], 1e-6 * problem.Source.Weights[i]);
    }

    [Fact]
    public void WrongPotentialsAreNamed()
    {
        TransportProblem problem = Problems.Random(3, 5, 4, 2, 0.01);
        var g = new double[4];
        Assert.Contains("3 values", Assert.Throws<ArgumentException>(() => SoftCTransform.ToTarget(problem, new double[3], g)).Message);
        double[] f = [0, 0, double.NaN, 0, 0];
        Assert.Contains("at atom 2", Assert.Throws<ArgumentException>(() => SoftCTransform.ToTarget(problem, f, g)).Message);
        Assert.Throws<ArgumentException>(() => SoftCTransform.ToTarget(problem, new double[5], new double[5]));
    }

    /// <summary>Entries of relative error 1e-7 give potentials to that many epsilons; doubles and float32 costs bound the rest.</summary>
    private static void AssertClose(double[] expected, double[] actual, double epsilon, double extra = 0)
    {
        for (int k = 0; k < expected.Length; k++)
            Assert.Equal(expected[k], actual[k], (3e-7 * epsilon) + (1e-13 * Math.Abs(expected[k])) + extra);
    }
}
