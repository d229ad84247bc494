namespace Microsoft.ML.SlicedOT;

/// <summary>One axis of a product grid.</summary>
/// <param name="Coordinate">Which coordinate of the points runs along the axis.</param>
/// <param name="Values">The values it takes, in the order of the points.</param>
internal sealed record GridAxis(int Coordinate, float[] Values);
