namespace Microsoft.ML.SlicedOT.Kernels.Tests;

public class EntropicDualTests
{
    [Fact]
    public void SemiDualIsTheDualAtTheSoftCTransform()
    {
        TransportProblem problem = Problems.Random(1, 40, 30, 2, 0.05, zeroShare: 0.2);
        double[] f = Problems.Potential(1, 40, 0.2);
        double expected = ScalarReference.DualValue(problem, f, ScalarReference.ToTarget(problem, f));
        Assert.Equal(expected, EntropicDual.SemiDual(problem, f), 1e-7);
        Assert.Equal(expected, EntropicDual.Value(problem, f, ScalarReference.ToTarget(problem, f)), 1e-12);
    }

    [Fact]
    public void GradientAgreesWithFiniteDifferences()
    {
        foreach (double zeroShare in new[] { 0, 0.4 })
        {
            TransportProblem problem = Problems.Random(2, 20, 15, 3, 0.1, zeroShare);
            double[] f = Problems.Potential(3, 20, 0.2);
            var gradient = new double[20];
            double value = EntropicDual.GradientToSource(problem, f, gradient);
            Assert.Equal(ScalarReference.DualValue(problem, f, ScalarReference.ToTarget(problem, f)), value, 1e-7);
            const double Step = 1e-5;
            for (int i = 0; i < f.Length; i++)
            {
                double[] up = [.. f];
                double[] down = [.. f];
                up[i] += Step;
                down[i] -= Step;
                double slope = (ScalarReference.DualValue(problem, up, ScalarReference.ToTarget(problem, up))
                    - ScalarReference.DualValue(problem, down, ScalarReference.ToTarget(problem, down))) / (2 * Step);
                Assert.Equal(slope, gradient[i], 1e-6);
            }
        }
    }

    [Fact]
    public void GradientVanishesAtTheOptimum()
    {
        TransportProblem problem = Problems.Random(3, 30, 40, 2, 0.03);
        EntropicSolution solution = new SinkhornSolver(new SinkhornOptions { Tolerance = 1e-9 }).Solve(problem);
        var gradient = new double[30];
        EntropicDual.GradientToSource(problem, solution.SourcePotential, gradient);
        Assert.All(gradient, static value => Assert.Equal(0, value, 1e-7));
    }

    [Fact]
    public void TheGradientMayOverwriteThePotential()
    {
        TransportProblem problem = Problems.Random(4, 30, 20, 2, 0.1);
        double[] f = Problems.Potential(4, 30, 0.5);
        var gradient = new double[30];
        double value = EntropicDual.GradientToSource(problem, f, gradient);
        Assert.Equal(value, EntropicDual.GradientToSource(problem, f, f));
        Assert.Equal(gradient, f);
    }
}
