namespace Microsoft.ML.SlicedOT;

/// <summary>How half-steps are computed.</summary>
public enum SinkhornRoute
{
    /// <summary>Whatever is fastest for the problem and safe: products with a kernel matrix (factorised on product grids), or the log domain.</summary>
    Auto,

    /// <summary>Log-sum-exps over costs that are loaded or computed on the fly; no matrix is kept.</summary>
    Log,

    /// <summary>Products with the absorbed kernel matrix <c>exp((f + g - C) / epsilon)</c>, absorbed again when scalings leave their range.</summary>
    Scaling,
}
