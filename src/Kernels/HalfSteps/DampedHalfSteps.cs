namespace Microsoft.ML.SlicedOT;

/// <summary>
/// The half-steps of an unbalanced problem: soft c-transforms, however computed, damped by what a penalty leaves of them, each together with the best
/// translation (<see cref="RelaxedMarginals"/>).
/// </summary>
internal sealed class DampedHalfSteps : HalfSteps
{
    private HalfSteps _transforms = null!;
    private RelaxedMarginals _relaxation = null!;

    /// <inheritdoc/>
    public override double Precision => _transforms.Precision;

    /// <inheritdoc/>
    public override bool IsDoublePrecision => _transforms.IsDoublePrecision;

    /// <summary>Makes ready for a problem and its soft c-transforms.</summary>
    public DampedHalfSteps Prepare(RelaxedMarginals relaxation, HalfSteps transforms)
    {
        _relaxation = relaxation;
        _transforms = transforms;
        return this;
    }

    /// <inheritdoc/>
    public override void Settle() => _transforms.Settle();

    /// <inheritdoc/>
    public override void ToTarget(ReadOnlySpan<double> f, Span<double> g)
    {
        _transforms.ToTarget(f, g);
        _relaxation.DampTarget(f, g);
    }

    /// <inheritdoc/>
    public override void ToSource(ReadOnlySpan<double> g, Span<double> f)
    {
        _transforms.ToSource(g, f);
        _relaxation.DampSource(g, f);
    }

    /// <inheritdoc/>
    public override void Sweep(ReadOnlySpan<double> f, Span<double> g, Span<double> image)
    {
        _transforms.ToTarget(f, g);
        double translation = _relaxation.DampTarget(f, g);
        _transforms.ToSource(g, image);
        _relaxation.DampImage(translation, image);
    }
}
