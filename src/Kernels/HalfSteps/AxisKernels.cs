using System.Runtime.CompilerServices;
using Microsoft.ML.SlicedOT.Simd;

namespace Microsoft.ML.SlicedOT;

/// <summary>
/// The kernel <c>exp(-|x - y|^2 / epsilon)</c> between two product grids as one small matrix an axis, and its product with a tensor over the
/// first grid: one matrix product an axis instead of one with all pairs of points.
/// </summary>
internal sealed unsafe class AxisKernels
{
    private readonly AlignedBuffer<double> _matrices = new();
    private readonly AlignedBuffer<double> _even = new();
    private readonly AlignedBuffer<double> _odd = new();
    private int[] _fromLengths = [];
    private int[] _toLengths = [];
    private int[] _starts = [];
    private int _axes;

    /// <summary>The bytes held.</summary>
    public long Bytes => _matrices.Bytes + _even.Bytes + _odd.Bytes;

    /// <summary>Elements between consecutive values of the second slowest index of the tensor to multiply: its fastest axis, padded.</summary>
    public int FromStride => AlignedBuffer<double>.Padded(_fromLengths[_axes - 1]);

    /// <summary>The same of the product.</summary>
    public int ToStride => AlignedBuffer<double>.Padded(_toLengths[_axes - 1]);

    /// <summary>Adds the numbers that <see cref="Prepare"/> and <see cref="Clear"/> make room for, and notes the largest of their buffers.</summary>
    public static void CountNumbers(ProductGrid from, ProductGrid to, ref double numbers, ref double largest)
    {
        double matrices = 0;
        double tensor = 1;
        for (int k = 0; k < from.Axes.Length; k++)
        {
            // In double: three lengths of 2^31 have no product in 64 bits.
            double fromLength = from.Axes[k].Values.Length + AlignedBuffer<double>.LaneMultiple;
            double toLength = to.Axes[k].Values.Length + AlignedBuffer<double>.LaneMultiple;
            bool isFastest = k == from.Axes.Length - 1;
            matrices += fromLength * toLength;
            tensor *= isFastest ? Math.Max(fromLength, toLength) : Math.Max(from.Axes[k].Values.Length, to.Axes[k].Values.Length);
        }

        numbers += matrices + (2 * tensor);
        largest = Math.Max(largest, Math.Max(matrices, tensor));
    }

    /// <summary>Fills the matrices.</summary>
    /// <exception cref="OverflowException">The grids are beyond what <see cref="CountNumbers"/> says fits into a buffer.</exception>
    public void Prepare(ProductGrid from, ProductGrid to, double epsilon)
    {
        _axes = from.Axes.Length;
        if (_fromLengths.Length != _axes)
        {
            _fromLengths = new int[_axes];
            _toLengths = new int[_axes];
            _starts = new int[_axes];
        }

        int length = 0;
        for (int k = 0; k < _axes; k++)
        {
            _fromLengths[k] = from.Axes[k].Values.Length;
            _toLengths[k] = to.Axes[k].Values.Length;
            _starts[k] = length;
            length = checked(length + (IsFastest(k) ? _fromLengths[k] * ToStride : AlignedBuffer<double>.Padded(_toLengths[k] * _fromLengths[k])));
        }

        _matrices.Resize(length).Clear();
        for (int k = 0; k < _axes; k++)
            Fill(_matrices.Pointer + _starts[k], from.Axes[k].Values, to.Axes[k].Values, IsFastest(k), epsilon);
    }

    /// <summary>A cleared tensor over the first grid, to be filled and multiplied.</summary>
    public double* Clear()
    {
        int from = FromStride;
        int largest = Math.Max(FromStride, ToStride);
        for (int k = 0; k < _axes - 1; k++)
        {
            from = checked(from * _fromLengths[k]);
            largest = checked(largest * Math.Max(_fromLengths[k], _toLengths[k]));
        }

        _even.Resize(largest);
        _odd.Resize(largest);
        _even.Span[..from].Clear();
        return _even.Pointer;
    }

    /// <summary>The product of the kernel with the tensor last cleared and filled: a tensor over the second grid.</summary>
    public double* Multiply()
    {
        MatrixProduct multiplication = MatrixProduct.Instance;
        double* input = _even.Pointer;
        double* output = _odd.Pointer;
        int outer = 1;
        for (int k = 0; k < _axes - 1; k++)
            outer *= _fromLengths[k];
        multiplication.Multiply(input, FromStride, _matrices.Pointer + _starts[_axes - 1], output, outer, _fromLengths[_axes - 1], ToStride);

        int inner = ToStride;
        for (int k = _axes - 2; k >= 0; k--)
        {
            double* product = output;
            output = input;
            input = product;
            outer /= _fromLengths[k];
            for (int o = 0; o < outer; o++)
            {
                multiplication.Multiply(
                    _matrices.Pointer + _starts[k], _fromLengths[k], input + ((nint)o * _fromLengths[k] * inner),
                    output + ((nint)o * _toLengths[k] * inner), _toLengths[k], _fromLengths[k], inner);
            }

            inner *= _toLengths[k];
        }

        return output;
    }

    private bool IsFastest(int axis) => axis == _axes - 1;

    /// <summary>The fastest axis is multiplied from the right (from x to), the others from the left (to x from).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Fill(double* matrix, float[] from, float[] to, bool isFastest, double epsilon)
    {
        for (int i = 0; i < from.Length; i++)
            for (int j = 0; j < to.Length; j++)
            {
                double difference = (double)from[i] - to[j];
                matrix[isFastest ? (i * ToStride) + j : (j * from.Length) + i] = Math.Exp(-difference * difference / epsilon);
            }
    }
}
