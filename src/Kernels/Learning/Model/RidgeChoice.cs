namespace Microsoft.ML.SlicedOT;

/// <summary>How strongly one group of features was drawn towards the untrained model.</summary>
/// <param name="Features">The group: "Slices", "Extra" (Gaussian potential, mean shift, monomials) or "Common" (Fourier, intercept).</param>
/// <param name="Strength">Multiple of the Gram matrix's diagonal; positive infinity when the group is switched off.</param>
/// <param name="Reason">How the strength was chosen.</param>
public sealed record RidgeChoice(string Features, double Strength, string Reason);
