namespace Microsoft.ML.SlicedOT.Kernels.Tests;

public class TransportWorkspaceTests
{
    [Fact]
    public void WorkThatFailedDropsItsWorkspace()
    {
        TransportProblem problem = Problems.Random(1, 5, 6, 2, 0.1);
        TransportWorkspace failed;
        using (failed = TransportWorkspace.Rent(problem, leaveOutZeroWeights: true))
        {
            // left without Finish, as by an exception
        }

        var rented = new List<TransportWorkspace>();
        for (int k = 0; k < 64; k++)
        {
            var workspace = TransportWorkspace.Rent(problem, leaveOutZeroWeights: true);
            rented.Add(workspace);
            Assert.NotSame(failed, workspace);
        }

        foreach (TransportWorkspace workspace in rented)
            workspace.Dispose();
    }

    [Fact]
    public void ThePoolIsBounded()
    {
        TransportProblem problem = Problems.Random(1, 5, 6, 2, 0.1);
        var rented = new List<TransportWorkspace>();
        for (int k = 0; k < 10; k++)
        {
            rented.Add(TransportWorkspace.Rent(problem, leaveOutZeroWeights: true));
            rented[k].Anchor.Resize(4 << 20);
            rented[k].Finish();
        }

        foreach (TransportWorkspace workspace in rented)
            workspace.Dispose();
        Assert.InRange(TransportWorkspace.BytesOfPool, 0, TransportWorkspace.MostBytesOfPool);
    }
}
