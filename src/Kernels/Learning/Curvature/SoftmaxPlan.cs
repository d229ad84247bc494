namespace Microsoft.ML.SlicedOT;

/// <summary>
/// The plan P = Q diag(b) that a source potential f and its soft c-transform define, in double precision on the atoms that have mass:
/// column j of Q is the softmax over i of <c>log a_i + (f_i - C_ij)/epsilon</c>, so the column marginals are exact.
/// </summary>
internal sealed class SoftmaxPlan
{
    private const long LargestPlan = 1L << 28;

    private double[] _conditionals = [];
    private double[] _rowMass = [];
    private double[] _axes = [];
    private double[] _base = [];
    private double[] _factors = [];
    private readonly AtomsWithMass _targets = new();

    /// <summary>Number of source atoms with mass.</summary>
    public int SourceCount { get; private set; }

    /// <summary>Number of target atoms with mass.</summary>
    public int TargetCount => _targets.Count;

    /// <summary>Q target-major: the conditional law over the sources given target j is row j.</summary>
    public ReadOnlySpan<double> Conditionals => _conditionals.AsSpan(0, SourceCount * TargetCount);

    /// <summary>The target weights, all positive.</summary>
    public ReadOnlySpan<double> TargetWeights => _targets.Weights;

    /// <summary>P 1, the row marginals.</summary>
    public ReadOnlySpan<double> RowMass => _rowMass.AsSpan(0, SourceCount);

    /// <summary>The semi-dual <c>&lt;a,f&gt; + &lt;b, softc(f)&gt;</c>.</summary>
    public double SemiDual { get; private set; }

    /// <summary>Computes the plan.</summary>
    /// <param name="problem">The pair.</param>
    /// <param name="atoms">Indices of the source atoms with mass.</param>
    /// <param name="f">The potential at those atoms.</param>
    public void Compute(TransportProblem problem, ReadOnlySpan<int> atoms, ReadOnlySpan<double> f)
    {
        int n = atoms.Length;
        ReadOnlySpan<double> a = problem.Source.Weights, b = problem.Target.Weights;
        Prepare(n, b);
        double epsilon = problem.Epsilon, perEpsilon = SoftmaxRow.Log2E / epsilon;
        Geometry geometry = problem.Geometry;
        bool onTheFly = geometry.Cost.Kind == GroundCostKind.SquaredEuclidean;
        int d = geometry.Source.Dimension;
        Span<double> start = _base.AsSpan(0, n);
        Span<double> rowMass = _rowMass.AsSpan(0, n);
        rowMass.Clear();
        double semiDual = 0;
        for (int i = 0; i < n; i++)
        {
            semiDual += a[atoms[i]] * f[i];
            start[i] = Math.Log2(a[atoms[i]]) + (f[i] * perEpsilon);
        }

        if (onTheFly)
            PrepareAxes(geometry, atoms, perEpsilon, start);

        ReadOnlySpan<float> origin = geometry.SourcePoints[atoms[0]];
        for (int t = 0; t < TargetCount; t++)
        {
            int j = _targets.Indices[t];
            Span<double> row = _conditionals.AsSpan(t * n, n);
            double constant = 0, logSum;
            if (onTheFly)
            {
                ReadOnlySpan<float> y = geometry.TargetPoints[j];
                for (int k = 0; k < d; k++)
                {
                    double offset = (double)y[k] - origin[k];
                    constant -= offset * offset * perEpsilon;
                    _factors[k] = 2 * offset * perEpsilon;
                }

                logSum = SoftmaxRow.Compute(start, _axes, _factors.AsSpan(0, d), TargetWeights[t], row, rowMass);
            }
            else
            {
                SubtractCosts(geometry, atoms, j, perEpsilon, start, row);
                logSum = SoftmaxRow.Compute(row, [], [], TargetWeights[t], row, rowMass);
            }

            semiDual -= TargetWeights[t] * (logSum + constant) / perEpsilon;
        }

        SemiDual = semiDual;
    }

    private static void SubtractCosts(Geometry geometry, ReadOnlySpan<int> atoms, int j, double perEpsilon, ReadOnlySpan<double> start, Span<double> row)
    {
        if (geometry.DenseCostTransposed is { } dense)
        {
            ReadOnlySpan<float> costs = dense.AsSpan(j * geometry.SourceCount, geometry.SourceCount);
            for (int i = 0; i < row.Length; i++)
                row[i] = start[i] - (costs[atoms[i]] * perEpsilon);
            return;
        }

        for (int i = 0; i < row.Length; i++)
            row[i] = start[i] - (geometry.Evaluate(atoms[i], j) * perEpsilon);
    }

    private void Prepare(int n, ReadOnlySpan<double> b)
    {
        _targets.Load(b);
        int count = _targets.Count;
        SourceCount = n;
        if ((long)n * count > LargestPlan)
            throw new PairException($"The dual objective and the curvature need the plan between all atoms with mass, {n} x {count} numbers, and {LargestPlan} is the most; learn by regression weighted by the source's mass, which needs none.");
        if (_conditionals.Length < n * count)
            _conditionals = new double[n * count];
        if (_rowMass.Length < n)
        {
            _rowMass = new double[n];
            _base = new double[n];
        }
    }

    private void PrepareAxes(Geometry geometry, ReadOnlySpan<int> atoms, double perEpsilon, Span<double> start)
    {
        // Offsets from one source atom keep |x|² - 2xy + |y|² free of cancellation when the points are far from the origin.
        int n = atoms.Length, d = geometry.Source.Dimension;
        if (_axes.Length < n * d)
            _axes = new double[n * d];
        if (_factors.Length < d)
            _factors = new double[d];
        ReadOnlySpan<float> origin = geometry.SourcePoints[atoms[0]];
        for (int i = 0; i < n; i++)
        {
            ReadOnlySpan<float> x = geometry.SourcePoints[atoms[i]];
            double square = 0;
            for (int k = 0; k < d; k++)
            {
                double offset = (double)x[k] - origin[k];
                _axes[(k * n) + i] = offset;
                square += offset * offset;
            }

            start[i] -= square * perEpsilon;
        }
    }
}
