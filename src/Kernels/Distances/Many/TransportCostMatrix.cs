namespace Microsoft.ML.SlicedOT;

/// <summary>The transport costs of all pairs of measures, W2² in squared coordinates.</summary>
public sealed class TransportCostMatrix
{
    private readonly float[][] _rows;

    internal TransportCostMatrix(float[][] rows, int columns, bool isSymmetric, TransportCostTier tier, double? relativeError)
    {
        _rows = rows;
        ColumnCount = columns;
        IsSymmetric = isSymmetric;
        Tier = tier;
        RelativeError = relativeError;
    }

    /// <summary>The number of source measures.</summary>
    public int RowCount => _rows.Length;

    /// <summary>The number of target measures.</summary>
    public int ColumnCount { get; }

    /// <summary>Whether sources and targets are the same measures: the diagonal is 0 then, and only the pairs above it were computed.</summary>
    public bool IsSymmetric { get; }

    /// <summary>How the costs were computed.</summary>
    public TransportCostTier Tier { get; }

    /// <summary>The root mean square of the relative errors on pairs left out of the fit; 0 for exact costs, <see langword="null"/> where nothing was learned.</summary>
    public double? RelativeError { get; }

    /// <summary>The cost between source <paramref name="i"/> and target <paramref name="j"/>; take the root for the distance W2.</summary>
    /// <param name="i">Index of the source.</param>
    /// <param name="j">Index of the target.</param>
    public float this[int i, int j] => _rows[i][j];

    /// <summary>The costs between source <paramref name="i"/> and all targets.</summary>
    /// <param name="i">Index of the source.</param>
    public ReadOnlySpan<float> Row(int i) => _rows[i];
}

/// <summary>How the costs of many pairs are computed.</summary>
public enum TransportCostTier
{
    /// <summary>
    /// From sketches: each measure is some thousand numbers, quantiles along shared directions and means of cells of equal mass, and a pair takes less than a
    /// microsecond; coefficients are learned from some pairs of the collection that are solved. Errors are 1 to 5 %, root mean square; <see cref="TransportCostMatrix.RelativeError"/> says which.
    /// </summary>
    Sketch,

    /// <summary>From each pair's <see cref="TransportCostBounds"/>: errors of some tenths of a per cent to 3 %, some hundred microseconds a pair.</summary>
    Bounds,

    /// <summary>By <see cref="ExactTransportCost"/>: no error, milliseconds a pair and more.</summary>
    Exact,
}
