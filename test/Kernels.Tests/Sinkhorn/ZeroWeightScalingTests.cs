namespace Microsoft.ML.SlicedOT.Kernels.Tests;

public class ZeroWeightScalingTests
{
    /// <summary>Where a start puts the potential of an atom without mass, or almost none, far above all others.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1e-30)]
    public void AnAtomWithoutMassDoesNotPushTheOthersOutOfRange(double weight)
    {
        float[] costs =
        [
            1.936f, 21.076f, 21.123f, 21.497f, -22.43f, -12.42f, -17.26f, 15.56f, 0.644f, 11.85f,
            9.566f, -20.93f, 9.743f, 1.426f, -22.02f, 8.142f, 16.88f, 3.056f, -4.195f, -15.38f,
        ];
        for (double scale = 0.1; scale < 30; scale *= 1.3)
        {
            var source = new Support([0f, 1f], 1);
            var target = new Support([.. Enumerable.Range(0, 10).Select(j => (float)j)], 1);
            var geometry = new Geometry(source, target, GroundCost.FromMatrix([.. costs.Select(c => (float)(c * scale))], 2, 10));
            var problem = new TransportProblem(geometry, new DiscreteMeasure(source, [weight, 1.0]), new DiscreteMeasure(target), 1);
            EntropicSolution solution = new SinkhornSolver(new SinkhornOptions { Tolerance = 1e-9, MaximumSweeps = 50 }).Solve(problem, [80, 0]);
            Assert.Equal(ExitReason.Converged, solution.ExitReason);
            Assert.InRange(solution.Certify().MarginalViolation, 0, 2e-9);
        }
    }
}
