namespace Microsoft.ML.SlicedOT;

/// <summary>Half-steps that can also give the potential at atoms that were not packed: full soft c-transforms.</summary>
internal abstract class TransformHalfSteps : HalfSteps
{
    /// <inheritdoc/>
    public sealed override void ToTarget(ReadOnlySpan<double> f, Span<double> g) => ToTarget(f, g, all: false);

    /// <inheritdoc/>
    public sealed override void ToSource(ReadOnlySpan<double> g, Span<double> f) => ToSource(g, f, all: false);

    /// <summary>The soft c-transform of the packed atoms' source potential, at all target atoms or at the packed ones.</summary>
    public abstract void ToTarget(ReadOnlySpan<double> f, Span<double> g, bool all);

    /// <summary>The soft c-transform of the packed atoms' target potential, at all source atoms or at the packed ones.</summary>
    public abstract void ToSource(ReadOnlySpan<double> g, Span<double> f, bool all);
}
