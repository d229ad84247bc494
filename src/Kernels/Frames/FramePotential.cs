using System.Numerics.Tensors;
using Microsoft.ML.SlicedOT.Simd;

namespace Microsoft.ML.SlicedOT;

/// <summary>
/// The source potential <c>f(x) = sum_k f_k(v_k·x)</c> in the frame of a pair, and its correction by the plan of the mass bisection. Buffers are kept.
/// </summary>
/// <remarks>
/// <para>
/// Above 32 dimensions the frame spans those few in which the pair varies most, and what is left of the measures counts as isotropic Gaussians of variances A
/// and B: with <c>t = sqrt(B / A)</c> the potentials <c>(1 - t) |x|²</c> and <c>(1 - 1/t) |y|²</c> of the rests are feasible, as <c>|x - y|²</c> exceeds their
/// sum by <c>|sqrt(t) x - y / sqrt(t)|²</c>, and add <c>(sqrt(A) - sqrt(B))²</c> to the bound.
/// </para>
/// <para>
/// There the variance of most directions is small beside epsilon, and an entropic plan moves less than the optimal one: between Gaussians of variances a and b
/// on a line by the part <c>p = 2 sqrt(ab) / (sqrt(4ab + s²) + s)</c>, s = epsilon / 2, of its slope (Janati, Muzellec, Peyré and Cuturi 2020). So above 32
/// dimensions <c>p f_k(v_k·x) + (1 - p) (v_k·x)²</c> takes the place of f_k, whose map is p times that of f_k, and p t that of t; half of epsilon counts,
/// as clusters and curves along a direction are not lost in it as soon as a Gaussian is. With epsilon 0 p is 1, and the potential is feasible as it is in
/// fewer dimensions.
/// </para>
/// </remarks>
internal sealed class FramePotential
{
    /// <summary>The subspace of the frame takes a few dozen numbers a dimension.</summary>
    public const int LargestDimension = 1 << 16;

    /// <summary>Above, the frame spans the leading dimensions only.</summary>
    public const int LargestDimensionOfWholeFrames = LeadingSubspace.Largest;

    /// <summary>Above, bisection plans say less than the frame does.</summary>
    private const int LargestDimensionGuided = 12;

    /// <summary>Directions of the frame where it is to be found fast: where it starts a solve, the others gain nothing.</summary>
    private const int FewDirections = 12;

    /// <summary>How much of epsilon counts where maps are shortened.</summary>
    private const double Blur = 0.5;

    /// <summary>Buffers for more atoms are not kept.</summary>
    private const int MostAtomsKept = 1 << 14;

    private readonly FrameSearch _search = new();
    private readonly LeadingSubspace _subspace = new();
    private readonly double[] _parts = new double[LargestDimensionOfWholeFrames];
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
    private bool _isTruncated;

    /// <summary>The dual value of the potential that nothing is blurred of: a lower bound of W2², and where the frame is whole at least the squared Bures distance.</summary>
    public double Bound => _search.Shift + _search.Spread + (_isTruncated ? _subspace.Shift + Square(Math.Sqrt(_subspace.SourceRest) - Math.Sqrt(_subspace.TargetRest)) : 0);

    /// <summary>Where the frame spans the leading dimensions only, those.</summary>
    public LeadingSubspace? Subspace => _isTruncated ? _subspace : null;

    /// <summary>By axis of the frame, the part of the optimal map's slope that counts: 1 unless <see cref="Subspace"/>.</summary>
    public ReadOnlySpan<double> Parts => _parts.AsSpan(0, _search.Source.Dimension);

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
    /// <param name="epsilon">The regularisation; plays a part above 32 dimensions only.</param>
    /// <param name="improves">Whether others than the frame of the Gaussian optimal map are tried, and above 32 dimensions whether it is worth 32 directions.</param>
    public void Compute(DiscreteMeasure source, DiscreteMeasure target, double epsilon = 0, bool improves = true)
    {
        _isTruncated = source.Dimension > LargestDimensionOfWholeFrames;
        if (_isTruncated)
        {
            _subspace.Find(source, target, improves ? LeadingSubspace.Largest : FewDirections, rounds: improves ? 2 : 1);
            (source, target) = (_subspace.Source, _subspace.Target);

            // In dozens of dimensions no rotation raises the bound.
            improves &= _subspace.Rank < LeadingSubspace.Largest;
        }

        _source = source;
        _search.Find(source, target, improves);
        CenteredAtoms atoms = _search.Source;
        int d = atoms.Dimension, n = atoms.Count;
        Reserve(source.Count, checked(n * d), d);
        FindMassless(source, atoms);
        FindParts(epsilon);
        Span<double> potential = _potential.AsSpan(0, n), massless = _masslessPotential.AsSpan(0, _masslessCount);
        potential.Clear();
        massless.Clear();
        for (int k = 0; k < d; k += SliceBundle.Size)
        {
            int lanes = Math.Min(SliceBundle.Size, d - k);
            _search.Slices.Slice(_search.Frame.Slice(k * d, lanes * d));
            for (int lane = 0; lane < lanes; lane++)
                _search.Slices.Cost(lane, _transported.AsSpan((k + lane) * n, n));
            _search.Slices.AddPotentials(_parts.AsSpan(k, lanes), potential);
            for (int lane = 0; lane < lanes; lane++)
                for (int i = 0; i < massless.Length; i++)
                    massless[i] += _search.Slices.PotentialAt(lane, Along(_search.Frame.Slice((k + lane) * d, d), source.Support[_massless[i]]), _parts[k + lane]);
        }

        // The squared distance of shifted points has a linear term for each.
        for (int k = 0; k < d; k++)
        {
            _shift[k] = 2 * (_search.Source.Mean[k] - _search.Target.Mean[k]);
            TensorPrimitives.MultiplyAdd(atoms.Offsets(k), _shift[k], potential, potential);
            for (int i = 0; i < massless.Length; i++)
                massless[i] += _shift[k] * (source.Support[_massless[i]][k] - atoms.Mean[k]);
        }

        if (_isTruncated)
            AddRest(epsilon);
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

    /// <summary>The part of the optimal map's slope that an entropic plan between Gaussians on a line moves by.</summary>
    private static double Part(double sourceVariance, double targetVariance, double epsilon)
    {
        double twice = 2 * Math.Sqrt(sourceVariance) * Math.Sqrt(targetVariance), s = epsilon / 2;
        double denominator = Math.Sqrt((twice * twice) + (s * s)) + s;
        return denominator > 0 ? twice / denominator : 1;
    }

    /// <summary>Whether there is a frame to look for: squared Euclidean cost, more than one dimension and not too many.</summary>
    public static bool AppliesTo(bool isSquaredEuclidean, int dimension) => isSquaredEuclidean && dimension is > 1 and <= LargestDimension;

    /// <summary>Whether bisection plans pay; on the line the frame's potential is exact.</summary>
    public static bool IsGuidedIn(int dimension) => dimension is > 1 and <= LargestDimensionGuided;

    /// <summary>Whether the buffers are worth keeping for the next pair; what they hold of the pair is let go of.</summary>
    public bool Release()
    {
        bool isSmall = _source.Count <= MostAtomsKept && (!_isTruncated || _subspace.IsSmall);
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

    private static double Square(double value) => value * value;

    private void FindParts(double epsilon)
    {
        int d = _search.Source.Dimension;
        _parts.AsSpan(0, d).Fill(1);
        for (int k = 0; k < d && _isTruncated; k++)
            _parts[k] = Part(Variance(_search.Source, k), Variance(_search.Target, k), Blur * epsilon);
    }

    private double Variance(CenteredAtoms atoms, int k)
    {
        int d = atoms.Dimension;
        ReadOnlySpan<double> axis = _search.Frame.Slice(k * d, d);
        double sum = 0;
        for (int l = 0; l < d; l++)
            sum += axis[l] * TensorPrimitives.Dot(axis, atoms.Covariance.AsSpan(l * d, d));
        return Math.Max(0, sum);
    }

    /// <summary>Adds what the directions of the frame lack, and the potential of what is beside them.</summary>
    private void AddRest(double epsilon)
    {
        CenteredAtoms atoms = _search.Source;
        int d = atoms.Dimension, n = atoms.Count;
        Span<double> potential = _potential.AsSpan(0, n), massless = _masslessPotential.AsSpan(0, _masslessCount);
        atoms.Rotate(_search.Frame);
        for (int k = 0; k < d; k++)
        {
            double left = 1 - _parts[k];
            Span<double> squares = atoms.Axis(k);
            TensorPrimitives.Multiply(squares, squares, squares);
            TensorPrimitives.MultiplyAdd(squares, left, potential, potential);
            for (int i = 0; i < massless.Length; i++)
                massless[i] += left * Square(Along(_search.Frame.Slice(k * d, d), _source.Support[_massless[i]]));
        }

        double slope = RestSlope(epsilon);
        for (int i = 0; i < n; i++)
            potential[i] += RestAt(atoms.Atoms[i], slope);
        for (int i = 0; i < massless.Length; i++)
            massless[i] += RestAt(_massless[i], slope);
    }

    private double RestAt(int atom, double slope) => ((1 - slope) * _subspace.Rest[atom]) + _subspace.Linear[atom];

    /// <summary>The slope of the map between the rests.</summary>
    private double RestSlope(double epsilon)
    {
        double a = _subspace.SourceRest, b = _subspace.TargetRest, dimensions = _subspace.Dimension - _subspace.Rank;
        return a > 0 ? Math.Sqrt(b / a) * Part(a / dimensions, b / dimensions, Blur * epsilon) : 0;
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
