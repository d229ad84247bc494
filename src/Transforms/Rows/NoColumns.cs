namespace Microsoft.ML.SlicedOT;

/// <summary>The input of a mapping that reads nothing.</summary>
internal sealed class NoColumns;
