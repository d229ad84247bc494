namespace Microsoft.ML.SlicedOT.Simd;

/// <summary>What the columns of a rounded plan <c>R_j = P_j x y_j + e m_j</c> have in common for all rows; everything padded.</summary>
internal unsafe struct RoundedColumns
{
    /// <summary>The factors y; 1 in the padding.</summary>
    public double* Scales;

    /// <summary>The shares m; 0 in the padding.</summary>
    public double* Missing;

    /// <summary>log2 of the weights b.</summary>
    public double* LogWeights;
}
