namespace Microsoft.ML.SlicedOT.Kernels.Tests;

/// <summary>A weighted point.</summary>
internal sealed record Atom(float[] Position, double Weight)
{
    public override string ToString() => $"({string.Join(", ", Position)}):{Weight}";
}
