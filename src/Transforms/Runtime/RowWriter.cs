namespace Microsoft.ML.SlicedOT;

/// <summary>Writes row <paramref name="i"/> of a coupling.</summary>
internal delegate void RowWriter(int i, Span<float> row);
