namespace Microsoft.ML.SlicedOT;

/// <summary>A run of features of one kind.</summary>
/// <param name="Kind">What the features are.</param>
/// <param name="Offset">Index of the first one among all features.</param>
/// <param name="Count">How many there are.</param>
public readonly record struct FeatureBlock(FeatureBlockKind Kind, int Offset, int Count);
