namespace Microsoft.ML.SlicedOT.Simd;

/// <summary>
/// A cost matrix seen row by row, stored or as points. Its columns are padded to a whole number of the widest vectors:
/// costs in the padding are finite and of no meaning.
/// </summary>
internal unsafe struct CostRows
{
    /// <summary>The number of columns.</summary>
    public int ColumnCount;

    /// <summary>The number of columns with padding.</summary>
    public int PaddedColumnCount;

    /// <summary>The number of coordinates of a point.</summary>
    public int Dimension;

    /// <summary>Coordinates of the points that belong to the columns, axis after axis, each padded.</summary>
    public float* ColumnAxes;

    /// <summary>Where angles in double precision are asked for: the same coordinates divided by the points' lengths; otherwise null.</summary>
    public double* UnitColumnAxes;

    /// <summary>Coordinates of the points that belong to the rows, point after point.</summary>
    public float* RowPoints;

    /// <summary>The stored costs, row-major without padding, or null where points are given.</summary>
    public float* Costs;

    /// <summary>The number of stored costs.</summary>
    public long CostCount;

    /// <summary>
    /// A copy of the last <see cref="PaddedColumnCount"/> stored costs (preceded by zeros where there are fewer) followed by as many zeros:
    /// what rows that would be read past the end of <see cref="Costs"/> are read from.
    /// </summary>
    public float* CostsEnd;

    /// <summary>Costs in double precision, row-major with padding, or null where none are kept.</summary>
    public double* ExactCosts;
}

/// <summary>One row of a cost matrix: loads costs or computes them from points.</summary>
/// <typeparam name="TSelf">The implementing type.</typeparam>
/// <typeparam name="TLanes">The lanes costs are delivered in.</typeparam>
internal interface ICostRow<TSelf, TLanes>
{
    /// <summary>Row <paramref name="row"/> of <paramref name="rows"/>.</summary>
    static abstract TSelf Create(in CostRows rows, int row);

    /// <summary>The costs of the columns from <paramref name="column"/> on.</summary>
    TLanes Cost(int column);
}

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

    /// <summary>A matrix in double precision, for lanes of double precision only.</summary>
    Exact,
}
