namespace Microsoft.ML.SlicedOT;

/// <summary>
/// The two half-steps of Sinkhorn's algorithm on potentials of the packed atoms. Implementations differ in how they compute, not in what:
/// <c>g_j = -epsilon log sum_i a_i exp((f_i - C_ij) / epsilon)</c> and the same with the roles exchanged.
/// </summary>
internal abstract class HalfSteps
{
    /// <summary>How small an L1 marginal violation these half-steps resolve.</summary>
    public abstract double Precision { get; }

    /// <summary>Whether everything is computed in double precision.</summary>
    public abstract bool IsDoublePrecision { get; }

    /// <summary>The soft c-transform of a source potential.</summary>
    /// <param name="f">The source potential; only atoms of positive weight matter.</param>
    /// <param name="g">Receives the target potential; what it holds before serves as a guess where it is finite.</param>
    public abstract void ToTarget(ReadOnlySpan<double> f, Span<double> g);

    /// <summary>The soft c-transform of a target potential.</summary>
    /// <param name="g">The target potential; only atoms of positive weight matter.</param>
    /// <param name="f">Receives the source potential; what it holds before serves as a guess where it is finite.</param>
    public abstract void ToSource(ReadOnlySpan<double> g, Span<double> f);

    /// <summary>Says that the next source potential is near the solution, and so worth what makes half-steps near it fast and precise.</summary>
    public virtual void Settle()
    {
    }

    /// <summary>One half-step each: <paramref name="g"/> from <paramref name="f"/>, then <paramref name="image"/> from <paramref name="g"/>.</summary>
    public virtual void Sweep(ReadOnlySpan<double> f, Span<double> g, Span<double> image)
    {
        ToTarget(f, g);
        ToSource(g, image);
    }
}
