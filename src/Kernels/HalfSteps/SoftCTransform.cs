namespace Microsoft.ML.SlicedOT;

/// <summary>
/// The soft c-transform, a half-step of Sinkhorn's algorithm: the potential of one measure that makes the marginal of that measure exact.
/// Defined at atoms of zero weight too. Good to about 1e-7 of epsilon, and for squared distances above dimension 8 and angles on the sphere of the cost.
/// </summary>
public static class SoftCTransform
{
    /// <summary><c>g_j = -epsilon log sum_i a_i exp((f_i - C_ij) / epsilon)</c>.</summary>
    /// <param name="problem">Measures, cost and epsilon.</param>
    /// <param name="sourcePotential">The n values of f, all finite.</param>
    /// <param name="targetPotential">Receives the m values of g.</param>
    /// <exception cref="ArgumentException">A wrong length, or a value that is not finite.</exception>
    public static void ToTarget(TransportProblem problem, ReadOnlySpan<double> sourcePotential, Span<double> targetPotential)
    {
        ArgumentNullException.ThrowIfNull(problem);
        PotentialChecks.Require(sourcePotential, problem.SourceCount, "source", nameof(sourcePotential));
        PotentialChecks.RequireLength(targetPotential.Length, problem.TargetCount, "target", nameof(targetPotential));
        using var workspace = TransformWorkspace.Rent(problem);
        Span<double> f = workspace.Potential.Resize(workspace.Problem.Source.ActiveCount);
        workspace.Problem.Source.Gather(sourcePotential, f);
        targetPotential.Clear();
        workspace.Transforms.Prepare(workspace.Problem).ToTarget(f, targetPotential, all: true);
        workspace.Finish();
    }

    /// <summary><c>f_i = -epsilon log sum_j b_j exp((g_j - C_ij) / epsilon)</c>.</summary>
    /// <param name="problem">Measures, cost and epsilon.</param>
    /// <param name="targetPotential">The m values of g, all finite.</param>
    /// <param name="sourcePotential">Receives the n values of f.</param>
    /// <exception cref="ArgumentException">A wrong length, or a value that is not finite.</exception>
    public static void ToSource(TransportProblem problem, ReadOnlySpan<double> targetPotential, Span<double> sourcePotential)
    {
        ArgumentNullException.ThrowIfNull(problem);
        PotentialChecks.Require(targetPotential, problem.TargetCount, "target", nameof(targetPotential));
        PotentialChecks.RequireLength(sourcePotential.Length, problem.SourceCount, "source", nameof(sourcePotential));
        using var workspace = TransformWorkspace.Rent(problem);
        Span<double> g = workspace.Potential.Resize(workspace.Problem.Target.ActiveCount);
        workspace.Problem.Target.Gather(targetPotential, g);
        sourcePotential.Clear();
        workspace.Transforms.Prepare(workspace.Problem).ToSource(g, sourcePotential, all: true);
        workspace.Finish();
    }
}
