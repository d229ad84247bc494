using System.Numerics.Tensors;
using Microsoft.ML.SlicedOT.Simd;

namespace Microsoft.ML.SlicedOT;

/// <summary>Least squares drawn towards a centre by a multiple of the Gram matrix's own diagonal: scale-free in every feature.</summary>
/// <remarks>
/// Minimises <c>loss(alpha) + sum_k lambda_k D_k (alpha_k - centre_k)²</c>, D the Gram matrix's diagonal unless given. A strength of positive infinity
/// leaves the feature at the centre, and so does a feature that is zero on every training atom.
/// </remarks>
internal sealed class RidgeProblem
{
    /// <summary>Diagonal entries this far below the largest of their group (whose features have the same units) are rounding errors of a constant feature.</summary>
    private const double Negligible = 1e-24;

    /// <summary>
    /// What may be added to the diagonal, by number of features and largest correlation: above it every matrix of finite entries is definite. A Hessian
    /// that cancellation has eaten needs that much.
    /// </summary>
    private const double LargestFloor = 100;

    private readonly int _count;
    private readonly int[] _groups;
    private readonly double[] _centre;
    private readonly double[]? _penalty;
    private readonly double[] _scale;
    private readonly double[] _residual;
    private readonly double[] _correlation;
    private readonly int[] _active;
    private readonly double[] _activeStrengths;
    private readonly double[] _solution;
    private readonly int _stride;
    private double[] _factor = [];
    private double _largestCorrelation;
    private int _known;

    public RidgeProblem(NormalEquations sums, int[] groups, double[] centre, double[]? penaltyDiagonal = null)
    {
        _count = sums.Count;
        _stride = AlignedBuffer<double>.Padded(_count);
        _groups = groups;
        _centre = centre;
        _penalty = penaltyDiagonal;
        _scale = new double[_count];
        _residual = new double[_count];
        _correlation = GC.AllocateUninitializedArray<double>(sums.Gram.Length);
        _active = new int[_count];
        _activeStrengths = new double[_count];
        _solution = new double[_count];
        Load(sums);
    }

    /// <summary>Takes other sums of the same features.</summary>
    public void Load(NormalEquations sums)
    {
        Span<double> largest = stackalloc double[RidgeGroups.Count];
        largest.Clear();
        for (int k = 0; k < _count; k++)
            largest[_groups[k]] = Math.Max(largest[_groups[k]], sums.Diagonal(k));
        for (int k = 0; k < _count; k++)
        {
            double diagonal = sums.Diagonal(k);
            _scale[k] = diagonal > Negligible * largest[_groups[k]] ? 1 / Math.Sqrt(diagonal) : 0;
        }

        sums.Multiply(_centre, _residual);
        for (int i = 0; i < _count; i++)
        {
            _residual[i] = (sums.Moments[i] - _residual[i]) * _scale[i];
            ReadOnlySpan<double> row = sums.Row(i);
            for (int j = 0; j <= i; j++)
                CorrelationRow(j)[_count - 1 - i] = row[j] * _scale[i] * _scale[j];
        }

        _largestCorrelation = Math.Abs(TensorPrimitives.MaxMagnitude<double>(_correlation));
        _known = 0;
    }

    /// <summary>Writes the minimiser's difference from the centre.</summary>
    public void Solve(ReadOnlySpan<double> strengths, Span<double> difference)
    {
        difference.Clear();
        int free = Activate(strengths);
        Factorize(free);
        for (int i = 0; i < free; i++)
            _solution[i] = _residual[_active[i]];
        CholeskyFactor.Solve(_factor, free, _stride, _solution);
        for (int i = 0; i < free; i++)
            difference[_active[i]] = _solution[i] * _scale[_active[i]];
    }

    /// <summary>
    /// Lists the features that are free, last ones first, and keeps the rows of the factor that strengths tried before have in common with these:
    /// in a search over the strengths of the few features at the front the many at the end are eliminated once.
    /// </summary>
    private int Activate(ReadOnlySpan<double> strengths)
    {
        int free = 0, known = 0;
        for (int k = _count - 1; k >= 0; k--)
        {
            if (_scale[k] == 0 || !double.IsFinite(strengths[k]))
                continue;
            if (known == free && known < _known && _active[free] == k && _activeStrengths[free] == strengths[k])
                known++;
            _active[free] = k;
            _activeStrengths[free++] = strengths[k];
        }

        _known = known;
        return free;
    }

    /// <summary>A feature's correlations with the features from the last one back to itself: the order in which features are eliminated.</summary>
    private Span<double> CorrelationRow(int feature)
    {
        int place = _count - 1 - feature;
        return _correlation.AsSpan(place * (place + 1) / 2, place + 1);
    }

    private void Factorize(int free)
    {
        if (_factor.Length == 0)
            _factor = GC.AllocateUninitializedArray<double>(_count * _stride);
        double floor = 0;
        while (true)
        {
            for (int i = _known; i < free; i++)
            {
                int feature = _active[i];
                Span<double> row = _factor.AsSpan(i * _stride, i + 1);
                ReadOnlySpan<double> correlations = CorrelationRow(feature);
                for (int j = 0; j <= i; j++)
                    row[j] = correlations[_count - 1 - _active[j]];
                double penalty = _penalty is null ? 1 : _penalty[feature] * _scale[feature] * _scale[feature];
                row[i] += (_activeStrengths[i] * penalty) + floor;
            }

            if (CholeskyFactor.TryFactorize(_factor, free, _stride, _known))
                break;
            floor = floor == 0 ? 1e-14 * Math.Max(free, 1) : floor * 100;
            _known = 0;
            if (!(floor <= LargestFloor * free * _largestCorrelation))
                throw new ArithmeticException("The least-squares problem has entries that are not finite; check the training pairs for coordinates of very different magnitudes.");
        }
        // A factor of a matrix with something added does not serve other strengths.
        _known = floor == 0 ? free : 0;
    }
}
