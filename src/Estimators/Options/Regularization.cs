namespace Microsoft.ML.SlicedOT;

/// <summary>The strength of the entropic regularisation as options ask for it.</summary>
/// <param name="Value">Epsilon itself, or the multiple of the mean cost where <paramref name="IsRelative"/>; positive, at most 1e37.</param>
/// <param name="IsRelative">Whether the value multiplies the mean of the ground cost over the training pairs.</param>
internal readonly record struct Regularization(double Value, bool IsRelative);
