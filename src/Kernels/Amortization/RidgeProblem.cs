namespace Microsoft.ML.SlicedOT;

/// <summary>Least squares drawn towards a centre by a multiple of the Gram matrix's own diagonal: scale-free in every feature.</summary>
/// <remarks>
/// Minimises <c>loss(alpha) + sum_k lambda_k D_k (alpha_k - centre_k)²</c>, D the Gram matrix's diagonal unless given. A strength of positive infinity leaves the feature at the centre,
/// and so does a feature that is zero on every training atom.
/// </remarks>
internal sealed class RidgeProblem
{
    private readonly NormalEquations _sums;
    private readonly double[] _scale;
    private readonly double[] _residual;
    private readonly double[] _correlation;
    private readonly double[]? _penalty;
    private double[] _matrix = [];

    internal RidgeProblem(NormalEquations sums, ReadOnlySpan<double> centre, double[]? penaltyDiagonal = null)
    {
        int count = sums.Count;
        _sums = sums;
        _penalty = penaltyDiagonal;
        _scale = new double[count];
        _residual = new double[count];
        _correlation = new double[count * count];
        double largest = 0;
        for (int k = 0; k < count; k++)
            largest = Math.Max(largest, sums.Gram[k * count + k]);
        for (int k = 0; k < count; k++)
        {
            double diagonal = sums.Gram[k * count + k];
            _scale[k] = diagonal > 1e-24 * largest ? 1 / Math.Sqrt(diagonal) : 0;
        }
        for (int i = 0; i < count; i++)
        {
            double residual = sums.Moments[i];
            for (int j = 0; j < count; j++)
            {
                residual -= sums.Gram[i * count + j] * centre[j];
                _correlation[i * count + j] = sums.Gram[i * count + j] * _scale[i] * _scale[j];
            }
            _residual[i] = residual * _scale[i];
        }
    }

    private double Penalty(int k) => _penalty is null ? 1 : _penalty[k] * _scale[k] * _scale[k];

    /// <summary>Writes the minimiser's difference from the centre.</summary>
    internal void Solve(ReadOnlySpan<double> strengths, Span<double> difference)
    {
        int count = _sums.Count;
        Span<int> active = count <= 1024 ? stackalloc int[count] : new int[count];
        int free = 0;
        for (int k = 0; k < count; k++)
        {
            if (_scale[k] > 0 && double.IsFinite(strengths[k]))
                active[free++] = k;
        }
        difference.Clear();
        if (_matrix.Length < free * free)
            _matrix = new double[free * free];
        double[] solution = new double[free];
        double floor = 0;
        while (true)
        {
            for (int i = 0; i < free; i++)
            {
                int row = active[i] * count;
                for (int j = 0; j <= i; j++)
                    _matrix[i * free + j] = _correlation[row + active[j]];
                _matrix[i * free + i] += strengths[active[i]] * Penalty(active[i]) + floor;
                solution[i] = _residual[active[i]];
            }
            if (CholeskyFactor.TryFactorize(_matrix.AsSpan(0, free * free), free))
                break;
            floor = floor == 0 ? 1e-14 * Math.Max(free, 1) : floor * 100;
            if (floor > 1)
                throw new ArithmeticException("The least-squares problem has entries that are not finite; check the training pairs for coordinates of very different magnitudes.");
        }
        CholeskyFactor.Solve(_matrix, free, solution);
        for (int i = 0; i < free; i++)
            difference[active[i]] = solution[i] * _scale[active[i]];
    }
}
