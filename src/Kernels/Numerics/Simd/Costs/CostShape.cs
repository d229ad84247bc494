namespace Microsoft.ML.SlicedOT.Simd;

/// <summary>Where the costs of a row come from.</summary>
internal enum CostShape
{
    /// <summary>A stored matrix.</summary>
    Stored,

    /// <summary>Squared distances of points in the plane.</summary>
    Plane,

    /// <summary>Squared distances of points in space.</summary>
    Space,

    /// <summary>Squared distances of points in any dimension.</summary>
    AnyDimension,

    /// <summary>Angles between unit vectors of R^3.</summary>
    SphereArc,
}
