namespace Microsoft.ML.SlicedOT;

/// <summary>
/// The monomials z_i z_j (i &lt;= j) of the source point's offset z from the source mean, then the same times the relative change of
/// covariance (Sigma_b - Sigma_a)_ij / pooled variance; in high dimension the sums of the squares over the coordinates only.
/// </summary>
/// <remarks>Both halves scale with the square of the coordinates, as a squared Euclidean potential does.</remarks>
internal sealed class MonomialBlock : QuadraticFeatureBlock
{
    private readonly int _dimension;
    private readonly (int First, int Second)[] _monomials;

    public MonomialBlock(int dimension)
    {
        _dimension = dimension;
        _monomials = IsSummed
            ? [(0, 0)]
            : [.. from i in Enumerable.Range(0, dimension) from j in Enumerable.Range(i, dimension - i) select (i, j)];
    }

    public override FeatureBlockKind Kind => FeatureBlockKind.Monomials;

    public override int Count => 2 * _monomials.Length;

    private bool IsSummed => _dimension > MeasureMoments.FullCovarianceLimit;

    public override string Name(int feature)
    {
        (int i, int j) = _monomials[feature % _monomials.Length];
        string monomial = IsSummed ? "SumOfSquares" : $"Monomial[{i},{j}]";
        return feature < _monomials.Length ? monomial : monomial + "*CovarianceChange";
    }

    protected override void Accumulate(FeatureWorkspace pair, int feature, double coefficient, QuadraticForm form)
    {
        PairMoments moments = pair.Moments;
        bool timesChange = feature >= _monomials.Length;
        if (timesChange && !(moments.PooledVariance > 0))
            return;
        if (IsSummed)
        {
            for (int k = 0; k < _dimension; k++)
                form.Quadratic[k] += coefficient * (timesChange ? RelativeChange(moments, k) : 1);
            return;
        }

        (int i, int j) = _monomials[feature % _monomials.Length];
        int entry = (i * _dimension) + j;
        form.Quadratic[entry] += coefficient * (timesChange ? RelativeChange(moments, entry) : 1);
    }

    private static double RelativeChange(PairMoments moments, int entry) =>
        (moments.TargetCovariance[entry] - moments.SourceCovariance[entry]) / moments.PooledVariance;
}
