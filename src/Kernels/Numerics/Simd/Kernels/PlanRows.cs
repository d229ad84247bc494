namespace Microsoft.ML.SlicedOT.Simd;

/// <summary>A plan <c>2^(rowOffset_r + offset_j - scale * C_rj)</c> seen row by row.</summary>
internal unsafe struct PlanRows
{
    /// <summary>The costs.</summary>
    public CostRows Costs;

    /// <summary>One offset a column, padded with <see cref="ExponentialKernel.Absent"/>.</summary>
    public double* Offsets;

    /// <summary>Multiplies the costs.</summary>
    public double Scale;
}
