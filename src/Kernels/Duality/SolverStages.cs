using Microsoft.ML.SlicedOT.Simd;

namespace Microsoft.ML.SlicedOT;

/// <summary>Which half-steps a problem is solved with: the fastest first, more precise ones for what is left.</summary>
internal static class SolverStages
{
    /// <summary>Above this relative error of entries, single-precision exponents are of no use.</summary>
    private const double LargestSingleError = 1e-3;

    /// <summary>The half-steps of a stage, or null past the last.</summary>
    public static HalfSteps? Select(TransportWorkspace workspace, SinkhornRoute route, int stage)
    {
        PackedProblem problem = workspace.Problem;
        if (LogDomainHalfSteps.SingleError(problem) > LargestSingleError)
            stage++;
        return stage < 3 ? workspace.LogDomain.Prepare(problem, (KernelPrecision)stage) : null;
    }

    /// <summary>Whether no stage follows.</summary>
    public static bool IsLast(TransportWorkspace workspace, SinkhornRoute route, int stage) =>
        stage + (LogDomainHalfSteps.SingleError(workspace.Problem) > LargestSingleError ? 1 : 0) == (int)KernelPrecision.Double;

    /// <summary>The half-steps for a few steps from a prediction.</summary>
    public static HalfSteps ForPrediction(TransportWorkspace workspace) => workspace.LogDomain.Prepare(
        workspace.Problem,
        LogDomainHalfSteps.SingleError(workspace.Problem) > 1e-5 ? KernelPrecision.Mixed : KernelPrecision.Single);
}
