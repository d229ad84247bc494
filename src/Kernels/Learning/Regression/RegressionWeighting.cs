namespace Microsoft.ML.SlicedOT;

/// <summary>What error of the potential the regression makes small.</summary>
/// <remarks>
/// No choice is best everywhere. The curvature does better where epsilon is small against the cost, the coupling where epsilon is large and
/// where pairs are few; the source's mass is the cheapest by far and never far behind.
/// </remarks>
public enum RegressionWeighting
{
    /// <summary>The squared error under the source weights.</summary>
    SourceMass = 0,

    /// <summary>
    /// The squared error in the metric of the dual's Hessian at the teacher, diag(a) - P diag(1/b) P^T: to second order the loss of dual
    /// value.
    /// </summary>
    Curvature = 1,

    /// <summary>The squared error of the predicted coupling after two half-steps, to first order around the teacher, relative to the teacher's squares.</summary>
    Coupling = 2,
}
