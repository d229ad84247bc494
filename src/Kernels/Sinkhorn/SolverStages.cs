using System.Diagnostics.CodeAnalysis;
using Microsoft.ML.SlicedOT.Simd;

namespace Microsoft.ML.SlicedOT;

/// <summary>Which half-steps a problem is solved with: the fastest first, more precise ones for what is left.</summary>
internal static class SolverStages
{
    /// <summary>Most entries a stored kernel may have. Larger ones would be read from main memory, which takes longer than computing them.</summary>
    private const long LargestKernel = 1L << 24;

    /// <summary>Above this relative error of entries, single-precision exponents are of no use.</summary>
    private const double LargestSingleError = 1e-3;

    /// <summary>A relative error of entries that a prediction does not feel.</summary>
    private const double PredictionError = 1e-4;

    /// <summary>The half-steps of a stage, or null past the last.</summary>
    /// <param name="workspace">Holds the problem.</param>
    /// <param name="route">The route asked for.</param>
    /// <param name="stage">The stage, from 0.</param>
    /// <param name="isSettled">Whether the start is expected to be near the solution.</param>
    public static HalfSteps? Select(SolverWorkspace workspace, SinkhornRoute route, int stage, bool isSettled) =>
        Damped(workspace, SelectTransforms(workspace, route, stage, isSettled));

    private static HalfSteps? SelectTransforms(SolverWorkspace workspace, SinkhornRoute route, int stage, bool isSettled)
    {
        PackedProblem problem = workspace.Problem;
        if (IsSeparable(problem, route))
            return stage == 0 ? workspace.Transforms.Separable.Prepare(problem) : null;
        if (IsLast(workspace, route, stage))
            problem.KeepExactCosts();
        if (StoresKernel(problem, route))
        {
            return stage switch
            {
                0 => workspace.SingleKernel.Prepare(problem, workspace.Transforms.LogDomain, isSettled),
                1 => workspace.DoubleKernel.Prepare(problem, workspace.Transforms.LogDomain, isSettled: true),
                _ => null,
            };
        }

        stage += FirstLogStage(problem);
        return stage <= (int)KernelPrecision.Double ? workspace.Transforms.LogDomain.Prepare(problem, (KernelPrecision)stage) : null;
    }

    /// <summary>Whether no stage follows.</summary>
    public static bool IsLast(SolverWorkspace workspace, SinkhornRoute route, int stage) =>
        IsSeparable(workspace.Problem, route) ? stage == 0
        : StoresKernel(workspace.Problem, route) ? stage == 1
        : stage + FirstLogStage(workspace.Problem) == (int)KernelPrecision.Double;

    /// <summary>The half-steps for a few steps from a prediction.</summary>
    public static HalfSteps ForPrediction(SolverWorkspace workspace) => Damped(workspace, TransformsForPrediction(workspace));

    /// <summary>The half-steps of an unbalanced problem; a balanced one's are the transforms themselves.</summary>
    [return: NotNullIfNotNull(nameof(transforms))]
    private static HalfSteps? Damped(SolverWorkspace workspace, HalfSteps? transforms) =>
        workspace.Problem.Relaxation is { } relaxation && transforms is not null ? workspace.Damped.Prepare(relaxation, transforms) : transforms;

    /// <summary>Single soft c-transforms that are as good as those.</summary>
    public static TransformHalfSteps TransformsForPrediction(SolverWorkspace workspace)
    {
        PackedProblem problem = workspace.Problem;
        if (SeparableHalfSteps.Applies(problem.Problem.Geometry, problem.Epsilon))
            return workspace.Transforms.Prepare(problem);
        if (LogDomainHalfSteps.SingleError(problem) <= PredictionError)
            return workspace.Transforms.LogDomain.Prepare(problem, KernelPrecision.Single);

        // Where costs are stored in single precision, the coupling, which reads exact ones, would feel their rounding.
        return problem.ExactShape == problem.Shape ? workspace.Transforms.Prepare(problem) : workspace.Transforms.LogDomain.Prepare(problem, KernelPrecision.Double);
    }

    private static bool IsSeparable(PackedProblem problem, SinkhornRoute route) =>
        route != SinkhornRoute.Log && SeparableHalfSteps.Applies(problem.Problem.Geometry, problem.Epsilon);

    private static bool StoresKernel(PackedProblem problem, SinkhornRoute route) => route switch
    {
        SinkhornRoute.Log => false,
        _ => (long)problem.Source.ActiveCount * problem.Target.PaddedCount <= LargestKernel,
    };

    private static int FirstLogStage(PackedProblem problem) =>
        (int)(LogDomainHalfSteps.SingleError(problem) > LargestSingleError ? KernelPrecision.Mixed : KernelPrecision.Single);
}
