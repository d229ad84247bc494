using System.Numerics.Tensors;
using Microsoft.ML.SlicedOT.Simd;

namespace Microsoft.ML.SlicedOT;

/// <summary>
/// The correction of a frame's potential whose gradient fits a plan: for the squared Euclidean cost the gradient of the optimal potential is
/// <c>2 (x - T(x))</c>, T the optimal map, and the barycentric map of the bisection plan is near it. Buffers are kept.
/// </summary>
/// <remarks>
/// The map is the mean of those of a few bisections, in frames turned against each other: each plan is off near its own cuts. The functions are random Fourier features and the quadratic monomials; their coefficients minimise the squared error of the gradient under the
/// source weights plus a small ridge. As the gradient of <c>cos(w·z + p)</c> is <c>-sin(w·z + p) w</c>, all products of gradients are products of
/// sines times <c>w_k·w_l</c>: one symmetric product of K + 2d rows of n numbers, and no pass over pairs of atoms.
/// </remarks>
internal sealed unsafe class GradientFit
{
    /// <summary>Frames whose bisections are tried.</summary>
    private const int Plans = 4;

    /// <summary>A plan counts if its cost is above the frame's lower bound by at most this many times what the cheapest plan's is.</summary>
    private const double LargestExcess = 1.3;

    /// <summary>Ridge strength, a multiple of the normal matrix's diagonal.</summary>
    public const double Ridge = 3e-3;

    /// <summary>Standard deviation of the frequencies in units of one over the source's spread.</summary>
    private const double Bandwidth = 1.5;

    /// <summary>Random Fourier features in the plane, and above.</summary>
    private const int CountInPlane = 64, CountAbove = 96;

    private readonly FrameCandidates _candidates = new();
    private readonly MassBisection _bisection = new();
    private readonly AlignedBuffer<double> _axes = new();
    private readonly AlignedBuffer<double> _rows = new();
    private readonly AlignedBuffer<double> _values = new();
    private readonly AlignedBuffer<double> _gram = new();
    private readonly double[] _planCosts = new double[Plans];
    private double[] _targets = [];
    private double[] _maps = [];
    private double[] _roots = [];
    private double[] _frequencies = [];
    private double[] _phases = [];
    private double[] _sinePhases = [];
    private double[] _scaled = [];
    private double[] _matrix = [];
    private double[] _coefficients = [];
    private int _dimension;
    private int _count;

    /// <summary>The mean barycentric map of the plans that counted at the source atoms, relative to the target's mean, axis of the frame after axis.</summary>
    public ReadOnlySpan<double> Map => _maps;

    /// <summary>The features' frequencies in turns per unit of length along the axes of the frame, row-major.</summary>
    public ReadOnlySpan<double> Frequencies => _scaled;

    /// <summary>The features' phases in turns.</summary>
    public ReadOnlySpan<double> Phases => _phases;

    /// <summary>Coefficients of the features, then of the monomials z_p z_q, p &lt;= q.</summary>
    public ReadOnlySpan<double> Coefficients => _coefficients;

    private int Quadratics => _dimension * (_dimension + 1) / 2;

    /// <summary>Fits the correction.</summary>
    /// <param name="search">The pair in its frame.</param>
    /// <param name="transported">Where the coupling along each axis of the frame sends the source atoms, axis after axis.</param>
    public void Compute(FrameSearch search, ReadOnlySpan<double> transported)
    {
        CenteredAtoms source = search.Source;
        int d = source.Dimension, n = source.Count, padded = AlignedBuffer<double>.Padded(n);
        Draw(d);
        int rows = _count + (2 * d);
        _axes.Resize(checked(d * padded)).Clear();
        _rows.Resize(checked(rows * padded)).Clear();
        MapByPlans(search);
        source.Rotate(search.Frame);
        TensorPrimitives.Sqrt(source.Weights, _roots);
        ReadOnlySpan<double> roots = _roots.AsSpan(0, n);
        for (int k = 0; k < d; k++)
        {
            source.Axis(k).CopyTo(_axes.Span[(k * padded)..]);
            TensorPrimitives.Multiply(source.Axis(k), roots, _rows.Span.Slice((_count + k) * padded, n));

            // What the plans transport further than the couplings along the frame do.
            Span<double> residual = _rows.Span.Slice((_count + d + k) * padded, n);
            TensorPrimitives.Subtract(transported.Slice(k * n, n), _maps.AsSpan(k * n, n), residual);
            TensorPrimitives.Multiply(residual, 2, residual);
            TensorPrimitives.Multiply(residual, roots, residual);
        }

        double variance = source.Trace / d;
        TensorPrimitives.Multiply(_frequencies, variance > 0 ? Bandwidth / (Math.Sqrt(variance) * 2 * Math.PI) : 0, _scaled);
        double one = 1;
        fixed (double* w = _scaled, p = _sinePhases)
        {
            for (int k = 0; k < _count; k++)
            {
                CosineKernel.Instance.Combine(_axes.Pointer, padded, d, w + (k * d), p + k, &one, 1, _rows.Pointer + ((nint)k * padded));
                Span<double> row = _rows.Span.Slice(k * padded, padded);
                TensorPrimitives.Multiply(row[..n], roots, row);
                row[n..].Clear();
            }
        }

        _gram.Resize(checked(rows * rows)).Clear();
        RowProducts.Accumulate(_rows.Pointer, padded, rows, _rows.Pointer, padded, rows, padded, _gram.Pointer, rows, 1, symmetric: true);
        Solve(d);
        GC.KeepAlive(this);
    }

    /// <summary>Adds the correction at the atoms it was fitted at.</summary>
    public void AddTo(CenteredAtoms source, Span<double> potential) => AddTo(_axes, source.Count, potential);

    /// <summary>Adds the correction at other points.</summary>
    /// <param name="axes">Their coordinates along the frame relative to the source's mean, axis after axis, each padded.</param>
    /// <param name="count">The number of points.</param>
    /// <param name="potential">What to add to.</param>
    public void AddTo(AlignedBuffer<double> axes, int count, Span<double> potential)
    {
        int padded = AlignedBuffer<double>.Padded(count), d = _dimension;
        _values.Resize(padded);
        fixed (double* w = _scaled, p = _phases, c = _coefficients)
            CosineKernel.Instance.Combine(axes.Pointer, padded, d, w, p, c, _count, _values.Pointer);
        TensorPrimitives.Add(potential, _values.Span[..count], potential);
        int next = _count;
        for (int i = 0; i < d; i++)
            for (int j = i; j < d; j++, next++)
            {
                ReadOnlySpan<double> x = axes.Span.Slice(i * padded, count), y = axes.Span.Slice(j * padded, count);
                for (int k = 0; k < count; k++)
                    potential[k] += _coefficients[next] * x[k] * y[k];
            }
    }

    /// <summary>Normal equations of the gradients from the products of sines, coordinates and residuals.</summary>
    private void Solve(int d)
    {
        int count = _count + Quadratics, rows = _count + (2 * d), stride = AlignedBuffer<double>.Padded(count);
        _matrix.AsSpan(0, count * stride).Clear();
        double Product(int first, int second) => _gram.Pointer[(Math.Max(first, second) * rows) + Math.Min(first, second)];
        const double Turn = 2 * Math.PI;
        for (int k = 0; k < _count; k++)
        {
            double moment = 0;
            for (int p = 0; p < d; p++)
                moment -= Turn * _scaled[(k * d) + p] * Product(_count + d + p, k);
            _coefficients[k] = moment;
            for (int l = 0; l <= k; l++)
            {
                double inner = 0;
                for (int p = 0; p < d; p++)
                    inner += _scaled[(k * d) + p] * _scaled[(l * d) + p];
                _matrix[(k * stride) + l] = Turn * Turn * inner * Product(k, l);
            }
        }

        int row = _count;
        for (int p = 0; p < d; p++)
            for (int q = p; q < d; q++, row++)
            {
                _coefficients[row] = Product(_count + d + p, _count + q) + Product(_count + d + q, _count + p);
                for (int k = 0; k < _count; k++)
                    _matrix[(row * stride) + k] = -Turn * ((_scaled[(k * d) + p] * Product(_count + q, k)) + (_scaled[(k * d) + q] * Product(_count + p, k)));
                int column = _count;
                for (int r = 0; r <= p; r++)
                    for (int s = r; s < d && column <= row; s++, column++)
                    {
                        double sum = 0;
                        if (p == r)
                            sum += Product(_count + q, _count + s);
                        if (p == s)
                            sum += Product(_count + q, _count + r);
                        if (q == r)
                            sum += Product(_count + p, _count + s);
                        if (q == s)
                            sum += Product(_count + p, _count + r);
                        _matrix[(row * stride) + column] = sum;
                    }
            }

        double largest = 0;
        for (int k = 0; k < count; k++)
            largest = Math.Max(largest, _matrix[(k * stride) + k]);
        for (int k = 0; k < count; k++)
            _matrix[(k * stride) + k] += (Ridge * _matrix[(k * stride) + k]) + (1e-10 * largest);
        Span<double> coefficients = _coefficients.AsSpan(0, count);
        if (largest > 0 && CholeskyFactor.TryFactorize(_matrix, count, stride))
            CholeskyFactor.Solve(_matrix, count, stride, coefficients);
        else
            coefficients.Clear();
    }

    /// <summary>The mean barycentric map of the plans that count, in the frame's coordinates, axis after axis.</summary>
    private void MapByPlans(FrameSearch search)
    {
        CenteredAtoms source = search.Source, target = search.Target;
        int d = source.Dimension, n = source.Count, plans = d == 1 ? 1 : Plans;
        if (_maps.Length < Plans * n * d)
            _maps = new double[checked(Plans * n * d)];
        if (_roots.Length < n)
            _roots = new double[n];
        if (_targets.Length < target.Count * d)
            _targets = new double[checked(target.Count * d)];
        target.Rotate(search.Frame);
        target.FillRows();
        target.Rows.AsSpan(0, target.Count * d).CopyTo(_targets);
        _candidates.Prepare(d, plans - 1, seed: 1);
        double least = double.PositiveInfinity;
        for (int plan = 0; plan < plans; plan++)
        {
            ReadOnlySpan<double> frame = plan == 0 ? search.Frame : _candidates.Turn(search.Frame, plan - 1);
            source.Rotate(frame);
            target.Rotate(frame);
            source.FillRows();
            target.FillRows();
            _planCosts[plan] = _bisection.Compute(source, target, 0, records: true).Plain;
            least = Math.Min(least, _planCosts[plan]);
            Span<double> map = _maps.AsSpan(plan * n * d, n * d);
            map.Clear();
            foreach ((int i, int j, long mass) in _bisection.Entries.AsSpan(0, _bisection.EntryCount))
                for (int k = 0; k < d; k++)
                    map[(k * n) + i] += mass * _targets[(j * d) + k];
        }

        double largest = Math.Max(least, search.Spread + (LargestExcess * (least - search.Spread)));
        Span<double> mean = _maps.AsSpan(0, n * d);
        int counted = 0;
        for (int plan = 0; plan < plans; plan++)
        {
            bool counts = _planCosts[plan] <= largest;
            if (plan == 0 && !counts)
                mean.Clear();
            if (!counts)
                continue;
            if (plan > 0)
                TensorPrimitives.Add(mean, _maps.AsSpan(plan * n * d, n * d), mean);
            counted++;
        }

        for (int k = 0; k < d; k++)
            for (int i = 0; i < n; i++)
                mean[(k * n) + i] /= (double)counted * source.Masses[i];
    }

    private void Draw(int d)
    {
        if (_dimension == d)
            return;
        int wanted = d <= 2 ? CountInPlane : CountAbove;
        var generator = new SeededGenerator(0x506C616E);
        _frequencies = new double[wanted * d];
        _scaled = new double[wanted * d];
        _phases = new double[wanted];
        _sinePhases = new double[wanted];
        for (int k = 0; k < wanted; k++)
        {
            // Frequencies of several scales: normal ones times the length of another normal vector.
            double x = generator.NextNormal(), y = generator.NextNormal(), z = generator.NextNormal();
            double spread = Math.Sqrt(((x * x) + (y * y) + (z * z)) / 3);
            for (int l = 0; l < d; l++)
                _frequencies[(k * d) + l] = spread * generator.NextNormal();
            _phases[k] = generator.NextDouble();
            _sinePhases[k] = _phases[k] - 0.25;
        }

        _count = wanted;
        _dimension = d;
        int count = _count + Quadratics;
        _matrix = new double[count * AlignedBuffer<double>.Padded(count)];
        _coefficients = new double[count];
    }
}
