namespace Microsoft.ML.SlicedOT.Simd;

/// <summary>The precision of exponents and of the powers taken of them.</summary>
internal enum KernelPrecision
{
    /// <summary>Both in single precision.</summary>
    Single,

    /// <summary>Exponents in double, powers and their sums in single precision.</summary>
    Mixed,

    /// <summary>Both in double precision.</summary>
    Double,
}
