using System.Numerics.Tensors;
using Microsoft.ML.SlicedOT.Simd;

namespace Microsoft.ML.SlicedOT;

/// <summary>
/// The source potential <c>f(x) = sum_k f_k(v_k·x)</c> in the frame of a pair, and its correction by the plan of the mass bisection. Buffers are kept.
/// </summary>
internal sealed class FramePotential
{
    /// <summary>Frames are d x d, and their eigenproblems take d³ operations a sweep.</summary>
    public const int LargestDimension = 32;

    /// <summary>Above, bisection plans say less than the frame does.</summary>
    private const int LargestDimensionGuided = 12;

    /// <summary>Buffers for more atoms are not kept.</summary>
    private const int MostAtomsKept = 1 << 14;

    private readonly FrameSearch _search = new();
    private readonly GradientFit _fit = new();
    private double[] _potential = [];
    private double[] _room = [];
    private double[] _transported = [];
    private double[] _shift = [];
    private int[] _massless = [];
    private int _masslessCount;
    private double[] _masslessPotential = [];
    private readonly AlignedBuffer<double> _masslessAxes = new();
    private DiscreteMeasure _source = null!;

    /// <summary>The dual value of the potential: a lower bound of W2², at least the squared Bures distance.</summary>
    public double Bound => _search.Shift + _search.Spread;

    public FrameSearch Search => _search;

    /// <summary>Whether a pair has been computed and not been let go of.</summary>
    public bool HasPair => _source is not null;

    public GradientFit Fit => _fit;

    /// <summary>Where the couplings along the frame send the source atoms with mass on average, relative to the target's mean, axis after axis.</summary>
    public ReadOnlySpan<double> Transported => _transported;

    /// <summary>Room for other potentials at all source atoms of the pair computed last.</summary>
    public Span<double> Candidate => _room.AsSpan(0, _source.Count);

    /// <inheritdoc cref="Candidate"/>
    public Span<double> Uncorrected => _room.AsSpan(_source.Count, _source.Count);

    /// <inheritdoc cref="Candidate"/>
    public Span<double> Corrected => _room.AsSpan(2 * _source.Count, _source.Count);

    /// <summary>Finds the frame and its potential.</summary>
    /// <param name="source">The source.</param>
    /// <param name="target">The target, of the same dimension.</param>
    /// <param name="improves">Whether others than the frame of the Gaussian optimal map are tried.</param>
    public void Compute(DiscreteMeasure source, DiscreteMeasure target, bool improves = true)
    {
        _source = source;
        _search.Find(source, target, improves);
        CenteredAtoms atoms = _search.Source;
        int d = atoms.Dimension, n = atoms.Count;
        Reserve(source.Count, checked(n * d), d);
        FindMassless(source, atoms);
        Span<double> potential = _potential.AsSpan(0, n), massless = _masslessPotential.AsSpan(0, _masslessCount);
        potential.Clear();
        massless.Clear();
        for (int k = 0; k < d; k += SliceBundle.Size)
        {
            int lanes = Math.Min(SliceBundle.Size, d - k);
            _search.Slices.Slice(_search.Frame.Slice(k * d, lanes * d));
            for (int lane = 0; lane < lanes; lane++)
                _search.Slices.Cost(lane, _transported.AsSpan((k + lane) * n, n));
            _search.Slices.AddPotentials(lanes, potential);
            for (int lane = 0; lane < lanes; lane++)
                for (int i = 0; i < massless.Length; i++)
                    massless[i] += _search.Slices.PotentialAt(lane, Along(_search.Frame.Slice((k + lane) * d, d), source.Support[_massless[i]]));
        }

        // The squared distance of shifted points has a linear term for each.
        for (int k = 0; k < d; k++)
        {
            _shift[k] = 2 * (_search.Source.Mean[k] - _search.Target.Mean[k]);
            TensorPrimitives.MultiplyAdd(atoms.Offsets(k), _shift[k], potential, potential);
            for (int i = 0; i < massless.Length; i++)
                massless[i] += _shift[k] * (source.Support[_massless[i]][k] - atoms.Mean[k]);
        }
    }

    /// <summary>Corrects the potential just computed by what the plan of the mass bisection in its frame says of its gradient.</summary>
    public void Guide()
    {
        _fit.Compute(_search, _transported);
        _fit.AddTo(_search.Source, _potential.AsSpan(0, _search.Source.Count));
        if (_masslessCount == 0)
            return;
        int d = _search.Source.Dimension, padded = AlignedBuffer<double>.Padded(_masslessCount);
        _masslessAxes.Resize(checked(d * padded)).Clear();
        for (int k = 0; k < d; k++)
            for (int i = 0; i < _masslessCount; i++)
                _masslessAxes.Span[(k * padded) + i] = Along(_search.Frame.Slice(k * d, d), _source.Support[_massless[i]]);

        _fit.AddTo(_masslessAxes, _masslessCount, _masslessPotential.AsSpan(0, _masslessCount));
    }

    /// <summary>Whether there is a frame to look for: squared Euclidean cost, more than one dimension and not too many.</summary>
    public static bool AppliesTo(bool isSquaredEuclidean, int dimension) => isSquaredEuclidean && dimension is > 1 and <= LargestDimension;

    /// <summary>Whether bisection plans pay; on the line the frame's potential is exact.</summary>
    public static bool IsGuidedIn(int dimension) => dimension is > 1 and <= LargestDimensionGuided;

    /// <summary>Whether the buffers are worth keeping for the next pair; what they hold of the pair is let go of.</summary>
    public bool Release()
    {
        bool isSmall = _source.Count <= MostAtomsKept;
        _source = null!;
        return isSmall;
    }

    /// <summary>Adds a multiple of the potential at all source atoms, up to a constant.</summary>
    public void AddTo(Span<double> f, double factor)
    {
        for (int i = 0; i < _search.Source.Count; i++)
            f[_search.Source.Atoms[i]] += factor * _potential[i];
        for (int i = 0; i < _masslessCount; i++)
            f[_massless[i]] += factor * _masslessPotential[i];
    }

    /// <summary>Writes the potential at all source atoms, those without mass included, of weighted mean 0.</summary>
    public void CopyTo(Span<double> f)
    {
        for (int i = 0; i < _search.Source.Count; i++)
            f[_search.Source.Atoms[i]] = _potential[i];
        for (int i = 0; i < _masslessCount; i++)
            f[_massless[i]] = _masslessPotential[i];
        Centering.Apply(_source.Weights, f);
    }

    private double Along(ReadOnlySpan<double> direction, ReadOnlySpan<float> point)
    {
        double sum = 0;
        for (int k = 0; k < point.Length; k++)
            sum += direction[k] * (point[k] - _search.Source.Mean[k]);
        return sum;
    }

    private void FindMassless(DiscreteMeasure source, CenteredAtoms atoms)
    {
        _masslessCount = 0;
        for (int i = 0, next = 0; i < source.Count; i++)
        {
            if (next < atoms.Count && atoms.Atoms[next] == i)
                next++;
            else
                _massless[_masslessCount++] = i;
        }
    }

    private void Reserve(int all, int length, int dimension)
    {
        if (_massless.Length < all)
        {
            _massless = new int[all];
            _masslessPotential = new double[all];
            _potential = new double[all];
            _room = new double[3 * all];
        }

        if (_transported.Length < length)
            _transported = new double[length];
        if (_shift.Length < dimension)
            _shift = new double[dimension];
    }
}
