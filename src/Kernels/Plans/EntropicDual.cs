using System.Numerics.Tensors;

namespace Microsoft.ML.SlicedOT;

/// <summary>The dual objective <c>D(f, g) = &lt;a, f&gt; + &lt;b, g&gt; - epsilon (sum P - 1)</c>, concave; its maximum is the entropic transport cost.</summary>
/// <remarks>
/// Of an unbalanced problem it is <c>rho1 &lt;a, 1 - e^(-f/rho1)&gt; + rho2 &lt;b, 1 - e^(-g/rho2)&gt; + epsilon (A B - sum P)</c> for the best translation of
/// the two potentials, that is, with the best constant moved from one to the other.
/// </remarks>
public static class EntropicDual
{
    /// <summary>The dual objective of a pair of potentials, in double precision.</summary>
    /// <param name="problem">Measures, cost and epsilon.</param>
    /// <param name="sourcePotential">The n values of f.</param>
    /// <param name="targetPotential">The m values of g.</param>
    /// <exception cref="ArgumentException">A wrong length, or a value that is not finite.</exception>
    public static double Value(TransportProblem problem, ReadOnlySpan<double> sourcePotential, ReadOnlySpan<double> targetPotential)
    {
        using var workspace = PlanWorkspace.Rent(problem, sourcePotential, targetPotential);
        workspace.Sums.Compute(workspace.Problem, workspace.Source.Span, workspace.Target.Span);
        double value = workspace.Problem.Relaxation is { } relaxation
            ? UnbalancedDual.Value(problem, relaxation.LogMass, relaxation.Means, workspace.Sums.Mass)
            : Value(problem, sourcePotential, targetPotential, workspace.Sums.Mass);
        workspace.Finish();
        return value;
    }

    /// <summary>
    /// The semi-dual <c>D(f, softc(f)) = &lt;a, f&gt; + &lt;b, softc(f)&gt;</c>; the plan then has mass 1. Of an unbalanced problem the largest dual value that
    /// any g and any translation reach.
    /// </summary>
    /// <param name="problem">Measures, cost and epsilon.</param>
    /// <param name="sourcePotential">The n values of f.</param>
    /// <exception cref="ArgumentException">A wrong length, or a value that is not finite.</exception>
    public static double SemiDual(TransportProblem problem, ReadOnlySpan<double> sourcePotential)
    {
        ArgumentNullException.ThrowIfNull(problem);
        PotentialChecks.Require(sourcePotential, problem.SourceCount, "source", nameof(sourcePotential));
        using var workspace = PlanWorkspace.Rent(problem);
        Transform(workspace, sourcePotential, out _);
        double value = SemiDual(workspace, sourcePotential);
        workspace.Finish();
        return value;
    }

    /// <summary>The gradient <c>a - P 1</c> of the semi-dual with respect to f, for the plan P of (f, softc(f)); of an unbalanced problem <c>a e^(-f/rho1) - P 1</c>.</summary>
    /// <param name="problem">Measures, cost and epsilon.</param>
    /// <param name="sourcePotential">The n values of f.</param>
    /// <param name="gradient">Receives n values; may be the potential itself.</param>
    /// <returns>The semi-dual.</returns>
    /// <exception cref="ArgumentException">A wrong length, or a value that is not finite.</exception>
    public static double GradientToSource(TransportProblem problem, ReadOnlySpan<double> sourcePotential, Span<double> gradient)
    {
        ArgumentNullException.ThrowIfNull(problem);
        PotentialChecks.Require(sourcePotential, problem.SourceCount, "source", nameof(sourcePotential));
        PotentialChecks.RequireLength(gradient.Length, problem.SourceCount, "source", nameof(gradient));
        using var workspace = PlanWorkspace.Rent(problem);
        PackedProblem packed = workspace.Problem;
        TransformHalfSteps halfSteps = Transform(workspace, sourcePotential, out double translation);
        Span<double> f = workspace.Source.Span;
        Span<double> image = workspace.SourceScratch.Resize(f.Length);
        f.CopyTo(image);
        halfSteps.ToSource(workspace.Target.Span, image);
        RelaxedMarginals? relaxation = packed.Relaxation;
        relaxation?.DampImage(translation, image);
        TensorPrimitives.Subtract(f, image, image);
        TensorPrimitives.Multiply(image, relaxation?.SourceScale ?? (1 / problem.Epsilon), image);
        TensorPrimitives.ExpM1<double>(image, image);
        TensorPrimitives.Multiply(image, relaxation is null ? packed.Source.ActiveWeights : relaxation.SourceWeights, image);
        TensorPrimitives.Negate<double>(image, image);
        if (relaxation is not null)
            TensorPrimitives.Multiply(image, Math.Exp(problem.LogMassFactor - (relaxation.Value / problem.PenaltySum)), image);
        double value = SemiDual(workspace, sourcePotential); // before the gradient is written, which may be the potential's own memory
        gradient.Clear();
        packed.Source.Scatter(image, gradient);
        workspace.Finish();
        return value;
    }

    internal static double Value(TransportProblem problem, ReadOnlySpan<double> f, ReadOnlySpan<double> g, double mass) =>
        TensorPrimitives.Dot(problem.Source.Weights, f) + TensorPrimitives.Dot(problem.Target.Weights, g) - (problem.Epsilon * (mass - 1));

    /// <summary>The semi-dual of the soft c-transform in the workspace.</summary>
    private static double SemiDual(PlanWorkspace workspace, ReadOnlySpan<double> sourcePotential) => workspace.Problem.Relaxation is { } relaxation
        ? UnbalancedDual.Value(workspace.Problem.Problem, -relaxation.Value / workspace.Problem.Problem.PenaltySum, relaxation.Value, planShare: 1)
        : TensorPrimitives.Dot(workspace.Problem.Problem.Source.Weights, sourcePotential)
            + TensorPrimitives.Dot(workspace.Problem.Target.ActiveWeights, workspace.Target.Span);

    /// <summary>Leaves f and softc(f), damped where a penalty asks for it, at the packed atoms in the workspace.</summary>
    private static TransformHalfSteps Transform(PlanWorkspace workspace, ReadOnlySpan<double> sourcePotential, out double translation)
    {
        PackedProblem packed = workspace.Problem;
        Span<double> f = workspace.Source.Resize(packed.Source.ActiveCount);
        packed.Source.Gather(sourcePotential, f);
        TransformHalfSteps halfSteps = workspace.Transforms.Prepare(packed);
        Span<double> g = workspace.Target.Resize(packed.Target.ActiveCount);
        g.Clear();
        halfSteps.ToTarget(f, g);
        translation = packed.Relaxation?.DampTarget(f, g) ?? 0;
        return halfSteps;
    }
}
