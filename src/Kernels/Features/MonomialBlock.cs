namespace Microsoft.ML.SlicedOT;

/// <summary>
/// The monomials z_i z_j (i &lt;= j) of the source point's offset z from the source mean, then the same times the relative change of
/// covariance (Sigma_b - Sigma_a)_ij / pooled variance; in high dimension the squares only.
/// </summary>
/// <remarks>Both halves scale with the square of the coordinates, as a squared Euclidean potential does.</remarks>
internal sealed class MonomialBlock : QuadraticFeatureBlock
{
    private readonly int _dimension;
    private readonly int[] _first;
    private readonly int[] _second;

    internal MonomialBlock(int dimension)
    {
        _dimension = dimension;
        bool diagonal = dimension > PairMoments.FullCovarianceLimit;
        int count = diagonal ? dimension : dimension * (dimension + 1) / 2;
        _first = new int[count];
        _second = new int[count];
        int k = 0;
        for (int i = 0; i < dimension; i++)
        {
            for (int j = i; j < (diagonal ? i + 1 : dimension); j++, k++)
            {
                _first[k] = i;
                _second[k] = j;
            }
        }
    }

    public override FeatureBlockKind Kind => FeatureBlockKind.Monomials;

    public override int Count => 2 * _first.Length;

    public override string Name(int feature)
    {
        int k = feature % _first.Length;
        string monomial = $"Monomial[{_first[k]},{_second[k]}]";
        return feature < _first.Length ? monomial : monomial + "*CovarianceChange";
    }

    protected override void Accumulate(FeatureWorkspace pair, int feature, double coefficient, QuadraticForm form)
    {
        PairMoments moments = pair.Moments;
        int k = feature % _first.Length;
        int entry = moments.IsDiagonal ? _first[k] : _first[k] * _dimension + _second[k];
        if (feature >= _first.Length)
        {
            if (!(moments.PooledVariance > 0))
                return;
            coefficient *= (moments.TargetCovariance[entry] - moments.SourceCovariance[entry]) / moments.PooledVariance;
        }
        form.Quadratic[entry] += coefficient;
    }
}
