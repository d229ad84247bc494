namespace Microsoft.ML.SlicedOT.Kernels.Tests;

public class SmallEpsilonObjectiveTests
{
    /// <summary>Where plans are almost permutations, the Hessian is what cancellation leaves of it; the fit must still end, and not below its start.</summary>
    [Theory]
    [InlineData(1e-2)]
    [InlineData(1e-3)]
    [InlineData(1e-4)]
    [InlineData(1e-5)]
    [InlineData(1e-7)]
    public void AFitEndsAtOrAboveItsStart(double epsilon)
    {
        for (int seed = 1; seed <= 10; seed++)
        {
            var random = new Random(seed);
            var objective = new PotentialObjective(GroundCost.SquaredEuclidean, epsilon, 2);
            for (int pair = 0; pair < 3; pair++)
            {
                var source = new DiscreteMeasure(Cloud(random, 0));
                var target = new DiscreteMeasure(Cloud(random, 0.3f));
                objective.Add(new TransportProblem(source, target, GroundCost.SquaredEuclidean, epsilon));
            }

            AmortizedCouplingModel model = objective.Fit();
            Assert.All(model.Coefficients.ToArray(), c => Assert.True(double.IsFinite(c)));
            Assert.InRange(model.Report.DualValues[^1], model.Report.DualValues[0] - 1e-9, double.MaxValue);
        }
    }

    private static Support Cloud(Random random, float shift) =>
        new([.. Enumerable.Range(0, 2 * random.Next(3, 9)).Select(_ => random.NextSingle() + shift)], 2);
}
