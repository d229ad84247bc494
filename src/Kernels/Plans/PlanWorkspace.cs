using Microsoft.ML.SlicedOT.Simd;

namespace Microsoft.ML.SlicedOT;

/// <summary>What sums over the plan of a given pair of potentials need.</summary>
internal sealed class PlanWorkspace : Workspace<PlanWorkspace>
{
    /// <summary>Soft c-transforms.</summary>
    public Transforms Transforms { get; } = new();

    /// <summary>Sums over the plan.</summary>
    public PlanSums Sums { get; } = new();

    /// <summary>Means of the target points under the plan's rows.</summary>
    public ConditionalAverages Averages { get; } = new();

    /// <summary>
    /// What sums over the plan are to be multiplied with: 1 for a balanced problem. An unbalanced one is packed as the balanced problem between the
    /// marginals that its potentials ask for, both normalised to sum 1, with the same plan.
    /// </summary>
    public double Mass { get; private set; }

    /// <summary>The source potential at the packed atoms.</summary>
    public AlignedBuffer<double> Source { get; } = new();

    /// <summary>The target potential at the packed atoms.</summary>
    public AlignedBuffer<double> Target { get; } = new();

    /// <summary>Room for a number a source atom; what it means is the affair of who rented the workspace.</summary>
    public AlignedBuffer<double> SourceScratch { get; } = new();

    /// <inheritdoc/>
    protected override long Bytes =>
        Transforms.Bytes + Sums.Bytes + Averages.Bytes + Source.Bytes + Target.Bytes + SourceScratch.Bytes;

    /// <summary>Checks the potentials and leaves those of the packed atoms in <see cref="Source"/> and <see cref="Target"/>.</summary>
    /// <exception cref="ArgumentException">A wrong length, or a value that is not finite.</exception>
    public static PlanWorkspace Rent(TransportProblem problem, ReadOnlySpan<double> sourcePotential, ReadOnlySpan<double> targetPotential)
    {
        ArgumentNullException.ThrowIfNull(problem);
        PotentialChecks.Require(sourcePotential, problem.SourceCount, "source", nameof(sourcePotential));
        PotentialChecks.Require(targetPotential, problem.TargetCount, "target", nameof(targetPotential));
        PlanWorkspace workspace = Rent(problem);
        PackedProblem packed = workspace.Problem;
        packed.Source.Gather(sourcePotential, workspace.Source.Resize(packed.Source.ActiveCount));
        packed.Target.Gather(targetPotential, workspace.Target.Resize(packed.Target.ActiveCount));
        workspace.Mass = 1;
        if (packed.Relaxation is { } relaxation)
        {
            relaxation.Enter(workspace.Source.Span, workspace.Target.Span);
            relaxation.SourcePotential.CopyTo(workspace.Source.Span);
            relaxation.TargetPotential.CopyTo(workspace.Target.Span);
            workspace.Mass = Math.Exp(problem.LogMassFactor + relaxation.LogMass);
        }

        return workspace;
    }
}
