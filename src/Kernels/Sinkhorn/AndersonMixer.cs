using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using Microsoft.ML.SlicedOT.Simd;

namespace Microsoft.ML.SlicedOT;

/// <summary>
/// Anderson acceleration of a fixed-point iteration <c>f -> F(f)</c>: the next iterate combines earlier ones so that the residual
/// <c>F(f) - f</c>, taken as affine, is smallest in the weighted norm (Anderson 1965; Walker and Ni 2011, the form with differences).
/// </summary>
internal sealed unsafe class AndersonMixer
{
    /// <summary>A column whose part independent of newer columns is smaller than this (squared, relative) is left out.</summary>
    private const double LeastIndependentPart = 1e-12;

    /// <summary>How much shorter combinations become after one that made things worse.</summary>
    private const double Shortening = 0.5;

    /// <summary>How much longer they may become with every one that did not.</summary>
    private const double Lengthening = 3;

    private readonly AlignedBuffer<double> _imageDifferences = new();
    private readonly AlignedBuffer<double> _residualDifferences = new();
    private readonly AlignedBuffer<double> _lastImage = new();
    private readonly AlignedBuffer<double> _lastResidual = new();
    private readonly AlignedBuffer<double> _residual = new();
    private readonly AlignedBuffer<double> _rootWeights = new();
    private double[] _gram = [];
    private double[] _factor = [];
    private double[] _moments = [];
    private double[] _coefficients = [];
    private int[] _order = [];
    private int _memory;
    private int _count;
    private int _columns;
    private int _newest;
    private double _largestStep;
    private double _longestStep;
    private bool _hasLast;

    /// <summary>The bytes held.</summary>
    public long Bytes => _imageDifferences.Bytes + _residualDifferences.Bytes + _lastImage.Bytes + _lastResidual.Bytes + _residual.Bytes + _rootWeights.Bytes
        + (sizeof(double) * (_gram.LongLength + _factor.LongLength));

    /// <summary>Makes ready for vectors weighted with <paramref name="weights"/> and a memory of so many earlier steps.</summary>
    /// <param name="weights">The weights of the norm.</param>
    /// <param name="memory">How many earlier steps are combined.</param>
    /// <param name="largestStep">
    /// How far a combination may ever leave the plain step. On a plateau differences are almost constant, and a combination of them could
    /// otherwise carry potentials to where double precision no longer resolves epsilon.
    /// </param>
    public void Reset(ReadOnlySpan<double> weights, int memory, double largestStep)
    {
        _count = weights.Length;
        _memory = memory;
        int entries = checked(memory * memory);
        if (_gram.Length < entries || _order.Length < memory)
        {
            _gram = new double[entries];
            _factor = new double[entries];
            _moments = new double[memory];
            _coefficients = new double[memory];
            _order = new int[memory]; // the last: where it is long enough, the others are
        }

        _imageDifferences.Resize(checked(_count * memory));
        _residualDifferences.Resize(checked(_count * memory));
        _lastImage.Resize(_count);
        _lastResidual.Resize(_count);
        TensorPrimitives.Sqrt(weights, _rootWeights.Resize(_count));
        _residual.Resize(_count);
        _largestStep = largestStep;
        _longestStep = largestStep;
        Forget();
    }

    /// <summary>
    /// Takes note that the last combination made things worse: the memory is cleared, and combinations may leave the plain step only by
    /// half of what this one did, and by three times as much with every further one.
    /// </summary>
    /// <param name="iterate">The iterate that <see cref="Next"/> made.</param>
    public void TakeBack(ReadOnlySpan<double> iterate)
    {
        fixed (double* current = iterate)
            _longestStep = Shortening * VectorKernel.Instance.LargestDistance(current, _lastImage.Pointer, _count);
        Forget();
    }

    /// <summary>Clears the memory.</summary>
    public void Forget()
    {
        _columns = 0;
        _newest = -1;
        _hasLast = false;
    }

    /// <summary>Turns <paramref name="iterate"/> f with image <paramref name="image"/> = F(f) into the next iterate, in place.</summary>
    public void Next(Span<double> iterate, ReadOnlySpan<double> image)
    {
        VectorKernel vectors = VectorKernel.Instance;
        fixed (double* current = iterate, mapped = image)
        {
            vectors.Difference(mapped, current, _rootWeights.Pointer, _residual.Pointer, _count);
            if (_hasLast)
                AppendDifferences(mapped);
            image.CopyTo(_lastImage.Span);
            _residual.Span.CopyTo(_lastResidual.Span);
            _hasLast = true;

            image.CopyTo(iterate);
            if (_columns == 0)
                return;
            Solve();
            for (int k = 0; k < _columns; k++)
            {
                if (_coefficients[k] != 0)
                    vectors.MultiplyAdd(Column(_imageDifferences, _order[k]), -_coefficients[k], current, current, _count);
            }

            Shorten(current);
        }
    }

    private void Shorten(double* iterate)
    {
        VectorKernel vectors = VectorKernel.Instance;
        double distance = vectors.LargestDistance(iterate, _lastImage.Pointer, _count);
        if (distance > _longestStep)
        {
            vectors.Difference(iterate, _lastImage.Pointer, null, iterate, _count);
            vectors.MultiplyAdd(iterate, _longestStep / distance, _lastImage.Pointer, iterate, _count);
        }

        _longestStep = Math.Min(Lengthening * _longestStep, _largestStep);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AppendDifferences(double* image)
    {
        VectorKernel vectors = VectorKernel.Instance;
        _newest = (_newest + 1) % _memory;
        _columns = Math.Min(_columns + 1, _memory);
        vectors.Difference(image, _lastImage.Pointer, null, Column(_imageDifferences, _newest), _count);
        double* difference = Column(_residualDifferences, _newest);
        vectors.Difference(_residual.Pointer, _lastResidual.Pointer, null, difference, _count);
        for (int k = 0; k < _columns; k++)
        {
            double product = vectors.Dot(difference, Column(_residualDifferences, k), _count);
            _gram[(_newest * _memory) + k] = product;
            _gram[(k * _memory) + _newest] = product;
        }
    }

    /// <summary>Least squares by a Cholesky factorisation of the Gram matrix of columns scaled to length 1, newest first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Solve()
    {
        Span<double> diagonal = stackalloc double[_columns];
        for (int k = 0; k < _columns; k++)
            _order[k] = (_newest - k + _memory) % _memory;

        for (int k = 0; k < _columns; k++)
        {
            int column = _order[k];
            double length = Math.Sqrt(_gram[(column * _memory) + column]);
            double moment = length > 0 ? VectorKernel.Instance.Dot(Column(_residualDifferences, column), _residual.Pointer, _count) / length : 0;
            double pivot = length > 0 ? 1 : 0;
            for (int l = 0; l < k; l++)
            {
                double entry = 0;
                if (length > 0 && diagonal[l] > 0)
                {
                    int other = _order[l];
                    entry = _gram[(column * _memory) + other] / (length * Math.Sqrt(_gram[(other * _memory) + other]));
                    for (int q = 0; q < l; q++)
                        entry -= _factor[(k * _memory) + q] * _factor[(l * _memory) + q];
                    entry /= diagonal[l];
                }

                _factor[(k * _memory) + l] = entry;
                pivot -= entry * entry;
                moment -= entry * _moments[l];
            }

            diagonal[k] = pivot > LeastIndependentPart ? Math.Sqrt(pivot) : 0;
            _moments[k] = diagonal[k] > 0 ? moment / diagonal[k] : 0;
        }

        for (int k = _columns - 1; k >= 0; k--)
        {
            double value = _moments[k];
            for (int l = k + 1; l < _columns; l++)
                value -= _factor[(l * _memory) + k] * _coefficients[l];
            _coefficients[k] = diagonal[k] > 0 ? value / diagonal[k] : 0;
        }

        for (int k = 0; k < _columns; k++)
        {
            int column = _order[k];
            double length = Math.Sqrt(_gram[(column * _memory) + column]);
            if (length > 0)
                _coefficients[k] /= length;
        }
    }

    private double* Column(AlignedBuffer<double> columns, int column) => columns.Pointer + ((long)column * _count);
}
