namespace Microsoft.ML.SlicedOT;

/// <summary>Both supports of a geometry, projected and sorted along the same directions.</summary>
internal sealed class SlicedGeometry
{
    public SlicedGeometry(Geometry geometry, SlicingDirections directions)
    {
        Directions = directions;
        Source = new SlicedSupport(geometry.SourcePoints, directions);
        Target = geometry.IsSymmetric ? Source : new SlicedSupport(geometry.TargetPoints, directions);
    }

    public SlicingDirections Directions { get; }

    public SlicedSupport Source { get; }

    public SlicedSupport Target { get; }
}
