namespace Microsoft.ML.SlicedOT;

/// <summary>What solving a problem needs: the ways to take half-steps, the iteration with its iterates, and sums over the plan it ends with.</summary>
internal sealed class SolverWorkspace : Workspace<SolverWorkspace>
{
    /// <summary>An empty workspace; <see cref="Workspace{TSelf}.Rent"/> gives one that has grown.</summary>
    public SolverWorkspace() => Iteration = new SinkhornIteration(Problem);

    /// <summary>Soft c-transforms.</summary>
    public Transforms Transforms { get; } = new();

    /// <summary>Products with a stored kernel in single precision.</summary>
    public AbsorbedKernelHalfSteps<float> SingleKernel { get; } = new();

    /// <summary>Products with a stored kernel in double precision.</summary>
    public AbsorbedKernelHalfSteps<double> DoubleKernel { get; } = new();

    /// <summary>Half-steps of an unbalanced problem, over any of these.</summary>
    public DampedHalfSteps Damped { get; } = new();

    /// <summary>Sums over a plan.</summary>
    public PlanSums Sums { get; } = new();

    /// <summary>The iteration and its iterates.</summary>
    public SinkhornIteration Iteration { get; }

    /// <summary>Adds up the plan of the iteration's best pair, in double precision.</summary>
    /// <returns>Its marginal violation.</returns>
    public double AddUp(bool keepsRows)
    {
        Span<double> f = Iteration.BestSource.Span, g = Iteration.BestTarget.Span;
        if (Problem.Relaxation is not { } relaxation)
        {
            Sums.Compute(Problem, f, g, keepsRows);
            return Sums.MarginalViolation;
        }

        relaxation.Enter(f, g);
        Sums.Compute(Problem, relaxation.SourcePotential, relaxation.TargetPotential);
        relaxation.Leave();
        return Sums.MarginalViolation;
    }

    /// <inheritdoc/>
    protected override long Bytes => Transforms.Bytes + SingleKernel.Bytes + DoubleKernel.Bytes + Sums.Bytes + Iteration.Bytes;
}
