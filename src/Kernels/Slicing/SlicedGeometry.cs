namespace Microsoft.ML.SlicedOT;

/// <summary>Both supports of a geometry, projected and sorted along the same directions.</summary>
internal sealed class SlicedGeometry
{
    internal SlicedGeometry(Geometry geometry, SlicingDirections directions)
    {
        Directions = directions;
        Source = new SlicedSupport(geometry.SourcePoints, directions);
        Target = geometry.IsSymmetric ? Source : new SlicedSupport(geometry.TargetPoints, directions);
    }

    internal SlicingDirections Directions { get; }

    internal SlicedSupport Source { get; }

    internal SlicedSupport Target { get; }
}
