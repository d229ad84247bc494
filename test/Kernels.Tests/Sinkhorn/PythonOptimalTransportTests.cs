namespace Microsoft.ML.SlicedOT.Kernels.Tests;

/// <summary>Potentials, couplings and costs against values made with Python OT.</summary>
public class PythonOptimalTransportTests
{
    [Theory]
    [MemberData(nameof(ReferenceSolution.Names), MemberType = typeof(ReferenceSolution))]
    public void SolvesToTheSamePotentialsCouplingAndCost(string name)
    {
        var reference = ReferenceSolution.Read(name);
        TransportProblem problem = reference.ToProblem();
        foreach (SinkhornRoute route in Enum.GetValues<SinkhornRoute>())
        {
            EntropicSolution solution = new SinkhornSolver(new SinkhornOptions { Tolerance = 1e-10, Route = route }).Solve(problem);
            Assert.Equal(ExitReason.Converged, solution.ExitReason);
            for (int i = 0; i < problem.SourceCount; i++)
                Assert.Equal(reference.SourcePotential[i], solution.SourcePotential[i], 1e-7);
            for (int j = 0; j < problem.TargetCount; j++)
                Assert.Equal(reference.TargetPotential[j], solution.TargetPotential[j], 1e-7);

            Coupling coupling = solution.Coupling();
            var row = new double[problem.TargetCount];
            for (int i = 0; i < problem.SourceCount; i++)
            {
                coupling.WriteRow(i, row);
                for (int j = 0; j < row.Length; j++)
                    Assert.Equal(reference.Coupling[i][j], row[j], 1e-9);
            }

            Assert.Equal(reference.TransportCost, coupling.TransportCost, 1e-8);
            Assert.True(coupling.TransportCost >= reference.ExactTransportCost - 1e-9);
        }
    }

    [Theory]
    [MemberData(nameof(ReferenceSolution.Names), MemberType = typeof(ReferenceSolution))]
    public void ReferencePotentialsAreCertifiedOptimal(string name)
    {
        var reference = ReferenceSolution.Read(name);
        var certificate = Certificate.Compute(reference.ToProblem(), reference.SourcePotential, reference.TargetPotential);
        Assert.InRange(certificate.MarginalViolation, 0, 1e-8);
        Assert.InRange(certificate.DualityGap, 0, 1e-10);
        Assert.Equal(reference.TransportCost, certificate.TransportCost, 1e-8);
    }
}
