using Microsoft.ML.SlicedOT.Simd;

namespace Microsoft.ML.SlicedOT.Kernels.Tests;

/// <summary>All ways of taking half-steps against the scalar reference.</summary>
public class HalfStepsTests
{
    [Theory]
    [InlineData(nameof(KernelPrecision.Single), 3e-5)]
    [InlineData(nameof(KernelPrecision.Mixed), 3e-7)]
    [InlineData(nameof(KernelPrecision.Double), 1e-12)]
    public void LogDomain(string precisionName, double tolerance)
    {
        KernelPrecision precision = Enum.Parse<KernelPrecision>(precisionName);
        foreach (int dimension in new[] { 1, 2, 3, 6, 20 })
        {
            TransportProblem problem = Problems.Random(dimension, 37, 51, dimension, 0.05, zeroShare: 0.1);
            using var workspace = SolverWorkspace.Rent(problem, leaveOutZeroWeights: false);
            Check(workspace.Transforms.LogDomain.Prepare(workspace.Problem, precision), problem, tolerance);
        }
    }

    [Fact]
    public void AbsorbedKernels()
    {
        TransportProblem problem = Problems.Random(1, 70, 45, 2, 0.02);
        using var workspace = SolverWorkspace.Rent(problem, leaveOutZeroWeights: false);
        Check(workspace.SingleKernel.Prepare(workspace.Problem, workspace.Transforms.LogDomain, isSettled: true), problem, 1e-5); // the first steps are the log domain's, in single precision
        Check(workspace.DoubleKernel.Prepare(workspace.Problem, workspace.Transforms.LogDomain, isSettled: true), problem, 1e-12);
    }

    [Fact]
    public void AbsorbedKernelsAbsorbAgainWhenPotentialsLeaveTheirRange()
    {
        TransportProblem problem = Problems.Random(1, 30, 45, 2, 0.001);
        using var workspace = SolverWorkspace.Rent(problem, leaveOutZeroWeights: false);
        AbsorbedKernelHalfSteps<double> steps = workspace.DoubleKernel.Prepare(workspace.Problem, workspace.Transforms.LogDomain, isSettled: true);
        double[] f = Problems.Potential(1, 30, 0.1);
        var g = new double[45];
        steps.ToTarget(f, g);
        double[] near = f.Select(static x => x * 1.1).ToArray();
        steps.ToTarget(near, g);
        AssertClose(ScalarReference.ToTarget(problem, near), g, 1e-12);
        double[] far = Problems.Potential(2, 30, 5);
        steps.ToTarget(far, g);
        double[] expected = ScalarReference.ToTarget(problem, far);
        AssertClose(expected, g, 1e-6); // in the log domain, where potentials that still move fast need no more
        Assert.True(expected.Zip(g, static (x, y) => Math.Abs(x - y)).Max() > 1e-11, "The log domain's step is single precision's: nothing was absorbed yet.");
        steps.ToTarget(far, g);
        AssertClose(expected, g, 1e-12);
    }

    [Fact]
    public void AFusedSweepIsTwoHalfSteps()
    {
        foreach ((int n, int m, double epsilon) in new[] { (70, 45, 0.5), (70, 45, 0.001), (3, 5000, 0.5), (3000, 70, 0.001), (700, 1100, 0.001) })
        {
            TransportProblem problem = Problems.Random(1, n, m, 2, epsilon);
            using var workspace = SolverWorkspace.Rent(problem, leaveOutZeroWeights: false);
            AbsorbedKernelHalfSteps<double> steps = workspace.DoubleKernel.Prepare(workspace.Problem, workspace.Transforms.LogDomain, isSettled: true);
            double[] f = Problems.Potential(1, n, 0.1);
            var g = new double[m];
            var image = new double[n];
            steps.Sweep(f, g, image);
            AssertClose(ScalarReference.ToTarget(problem, f), g, 1e-11);
            AssertClose(ScalarReference.ToSource(problem, g), image, epsilon > 0.01 ? 1e-11 : 1e-6);
            double[] next = [.. image];
            steps.Sweep(next, g, image);
            AssertClose(ScalarReference.ToTarget(problem, next), g, epsilon > 0.01 ? 1e-11 : 1e-6);
        }
    }

    [Fact]
    public void LargeProblemsGiveTheSameBitsAsOnOneThread()
    {
        const int Count = 4100; // just over the number of entries from which threads share the rows
        TransportProblem problem = Problems.Random(1, Count, Count, 2, 0.05);
        double[] f = Problems.Potential(1, Count, 0.1);
        using var workspace = SolverWorkspace.Rent(problem, leaveOutZeroWeights: false);
        LogDomainHalfSteps steps = workspace.Transforms.LogDomain.Prepare(workspace.Problem, KernelPrecision.Single);
        var first = new double[Count];
        var second = new double[Count];
        steps.ToTarget(f, first);
        steps.ToTarget(f, second.AsSpan());
        Assert.Equal(first, Transformed(steps, f));
        double[] expected = ScalarReference.ToTarget(Slice(problem, 3), f);
        for (int j = 0; j < 3; j++)
            Assert.Equal(expected[j], first[j], 1e-6);
    }

    private static double[] Transformed(LogDomainHalfSteps steps, double[] f)
    {
        var g = new double[f.Length];
        steps.ToTarget(f, g);
        return g;
    }

    /// <summary>The same source and the first few target atoms; a soft c-transform to the target does not depend on the target's weights.</summary>
    private static TransportProblem Slice(TransportProblem problem, int count)
    {
        var target = new Support(problem.Target.Support.Coordinates[..(2 * count)], 2);
        return new TransportProblem(
            new Geometry(problem.Source.Support, target, GroundCost.SquaredEuclidean), problem.Source, new DiscreteMeasure(target), problem.Epsilon);
    }

    private static void Check(HalfSteps steps, TransportProblem problem, double tolerance)
    {
        double[] f = Problems.Potential(1, problem.SourceCount, 0.1);
        var g = new double[problem.TargetCount];
        tolerance = (tolerance * problem.Epsilon) + (steps.IsDoublePrecision ? 0 : ScalarReference.CostRounding(problem));
        for (int sweep = 0; sweep < 4; sweep++)
        {
            steps.ToTarget(f, g);
            AssertClose(ScalarReference.ToTarget(problem, f), g, tolerance);
            steps.ToSource(g, f);
            AssertClose(ScalarReference.ToSource(problem, g), f, tolerance);
        }
    }

    private static void AssertClose(double[] expected, double[] actual, double tolerance)
    {
        for (int k = 0; k < expected.Length; k++)
            Assert.Equal(expected[k], actual[k], tolerance);
    }
}
