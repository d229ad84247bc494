namespace Microsoft.ML.SlicedOT;

/// <summary>A source and a target measure in the same space; their numbers of atoms may differ.</summary>
public sealed class MeasurePair
{
    /// <summary>Pairs two measures.</summary>
    /// <param name="source">The source measure.</param>
    /// <param name="target">The target measure, of the same dimension.</param>
    /// <exception cref="ArgumentException">The dimensions differ.</exception>
    public MeasurePair(DiscreteMeasure source, DiscreteMeasure target)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(target);
        source.Support.RequireDimensionOf(target.Support);

        Source = source;
        Target = target;
    }

    /// <summary>The source measure.</summary>
    public DiscreteMeasure Source { get; }

    /// <summary>The target measure.</summary>
    public DiscreteMeasure Target { get; }
}
