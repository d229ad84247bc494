namespace Microsoft.ML.SlicedOT.Simd;

/// <summary>How potentials become exponents of scalings.</summary>
/// <param name="Scale">1 / epsilon.</param>
/// <param name="Shift">Subtracted from potentials.</param>
/// <param name="Least">Exponents are cut off here.</param>
internal readonly record struct ScalingRange(double Scale, double Shift, double Least);
