using System.Numerics.Tensors;

namespace Microsoft.ML.SlicedOT;

/// <summary>The dual objective <c>D(f, g) = &lt;a, f&gt; + &lt;b, g&gt; - epsilon (sum P - 1)</c>, concave; its maximum is the entropic transport cost.</summary>
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
        double value = Value(problem, sourcePotential, targetPotential, workspace.Sums.Mass);
        workspace.Finish();
        return value;
    }

    /// <summary>The semi-dual <c>D(f, softc(f)) = &lt;a, f&gt; + &lt;b, softc(f)&gt;</c>; the plan then has mass 1.</summary>
    /// <param name="problem">Measures, cost and epsilon.</param>
    /// <param name="sourcePotential">The n values of f.</param>
    /// <exception cref="ArgumentException">A wrong length, or a value that is not finite.</exception>
    public static double SemiDual(TransportProblem problem, ReadOnlySpan<double> sourcePotential)
    {
        ArgumentNullException.ThrowIfNull(problem);
        PotentialChecks.Require(sourcePotential, problem.SourceCount, "source", nameof(sourcePotential));
        using var workspace = PlanWorkspace.Rent(problem);
        Transform(workspace, sourcePotential);
        double value = SemiDual(workspace, sourcePotential);
        workspace.Finish();
        return value;
    }

    /// <summary>The gradient <c>a - P 1</c> of the semi-dual with respect to f, for the plan P of (f, softc(f)).</summary>
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
        TransformHalfSteps halfSteps = Transform(workspace, sourcePotential);
        Span<double> f = workspace.Source.Span;
        Span<double> image = workspace.SourceScratch.Resize(f.Length);
        f.CopyTo(image);
        halfSteps.ToSource(workspace.Target.Span, image);
        TensorPrimitives.Subtract(f, image, image);
        TensorPrimitives.Multiply(image, 1 / problem.Epsilon, image);
        TensorPrimitives.ExpM1<double>(image, image);
        TensorPrimitives.Multiply(image, packed.Source.ActiveWeights, image);
        TensorPrimitives.Negate<double>(image, image);
        double value = SemiDual(workspace, sourcePotential); // before the gradient is written, which may be the potential's own memory
        gradient.Clear();
        packed.Source.Scatter(image, gradient);
        workspace.Finish();
        return value;
    }

    internal static double Value(TransportProblem problem, ReadOnlySpan<double> f, ReadOnlySpan<double> g, double mass) =>
        TensorPrimitives.Dot(problem.Source.Weights, f) + TensorPrimitives.Dot(problem.Target.Weights, g) - (problem.Epsilon * (mass - 1));

    /// <summary>The semi-dual of the soft c-transform in the workspace.</summary>
    private static double SemiDual(PlanWorkspace workspace, ReadOnlySpan<double> sourcePotential) =>
        TensorPrimitives.Dot(workspace.Problem.Problem.Source.Weights, sourcePotential)
        + TensorPrimitives.Dot(workspace.Problem.Target.ActiveWeights, workspace.Target.Span);

    /// <summary>Leaves f and softc(f) at the packed atoms in the workspace.</summary>
    private static TransformHalfSteps Transform(PlanWorkspace workspace, ReadOnlySpan<double> sourcePotential)
    {
        PackedProblem packed = workspace.Problem;
        Span<double> f = workspace.Source.Resize(packed.Source.ActiveCount);
        packed.Source.Gather(sourcePotential, f);
        TransformHalfSteps halfSteps = workspace.Transforms.Prepare(packed);
        Span<double> g = workspace.Target.Resize(packed.Target.ActiveCount);
        g.Clear();
        halfSteps.ToTarget(f, g);
        return halfSteps;
    }
}
