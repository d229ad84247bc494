namespace Microsoft.ML.SlicedOT;

/// <summary>How the dual objective is maximised.</summary>
public enum ObjectiveOptimizer
{
    /// <summary>Full-batch Newton with exact gradient and Hessian, drawn towards the untrained model.</summary>
    Newton = 0,

    /// <summary>The published schedule, for fidelity: Adam, one pair a step, gradients clipped to norm 1, learning rate falling along a cosine to 1 %.</summary>
    Adam = 1,
}
