namespace Microsoft.ML.SlicedOT.Kernels.Tests;

public class WorkspaceTests
{
    [Fact]
    public void WorkThatFailedDropsItsWorkspace()
    {
        TransportProblem problem = Problems.Random(1, 5, 6, 2, 0.1);
        SolverWorkspace failed;
        using (failed = SolverWorkspace.Rent(problem))
        {
            // left without Finish, as by an exception
        }

        var rented = new List<SolverWorkspace>();
        for (int k = 0; k < 64; k++)
        {
            var workspace = SolverWorkspace.Rent(problem);
            rented.Add(workspace);
            Assert.NotSame(failed, workspace);
        }

        foreach (SolverWorkspace workspace in rented)
            workspace.Dispose();
    }

    [Fact]
    public void ThePoolsAreBounded()
    {
        TransportProblem problem = Problems.Random(1, 5, 6, 2, 0.1);
        var rented = new List<SolverWorkspace>();
        for (int k = 0; k < 10; k++)
        {
            rented.Add(SolverWorkspace.Rent(problem));
            rented[k].Iteration.Anchor.Resize(4 << 20);
            rented[k].Finish();
        }

        foreach (SolverWorkspace workspace in rented)
            workspace.Dispose();
        Assert.InRange(WorkspacePools.Bytes, 0, WorkspacePools.MostBytes);
    }
}
