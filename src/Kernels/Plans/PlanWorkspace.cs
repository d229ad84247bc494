namespace Microsoft.ML.SlicedOT;

/// <summary>Workspaces for the plan of a given pair of potentials.</summary>
internal static class PlanWorkspace
{
    /// <summary>Checks the potentials and leaves those of the packed atoms in the workspace's source and target.</summary>
    public static TransportWorkspace Rent(TransportProblem problem, ReadOnlySpan<double> sourcePotential, ReadOnlySpan<double> targetPotential)
    {
        ArgumentNullException.ThrowIfNull(problem);
        PotentialChecks.Require(sourcePotential, problem.SourceCount, "source", nameof(sourcePotential));
        PotentialChecks.Require(targetPotential, problem.TargetCount, "target", nameof(targetPotential));
        var workspace = TransportWorkspace.Rent(problem, leaveOutZeroWeights: true);
        PackedProblem packed = workspace.Problem;
        packed.Source.Gather(sourcePotential, workspace.Source.Resize(packed.Source.ActiveCount));
        packed.Target.Gather(targetPotential, workspace.Target.Resize(packed.Target.ActiveCount));
        return workspace;
    }
}
