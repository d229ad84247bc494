using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace FlowMatching;

/// <summary>
/// A velocity field v(x, y, t): three hidden layers with SiLU. Numbers of a batch lie feature after feature, so that all loops run along the batch; rows are padded
/// to whole vectors, and what is in the padding counts for nothing.
/// </summary>
internal sealed class VelocityNet
{
    public const int Inputs = 3, Outputs = 2;

    private const int Together = 4, Padding = 32;

    private readonly int[] _sizes;
    private readonly int[] _starts;
    private float[][] _values = [], _gates = [], _errors = [];
    private float[] _scratch = [];
    private int _count;
    private int _stride;

    /// <summary>A field with random weights.</summary>
    public VelocityNet(int width, int seed)
    {
        _sizes = [Inputs, width, width, width, Outputs];
        _starts = new int[_sizes.Length];
        for (int k = 1; k < _sizes.Length; k++)
            _starts[k] = _starts[k - 1] + (_sizes[k] * (_sizes[k - 1] + 1));
        Parameters = new float[_starts[^1]];
        Gradient = new float[_starts[^1]];
        var random = new Random(seed);
        for (int k = 0; k < Layers; k++)
        {
            double bound = Math.Sqrt(6.0 / _sizes[k]) * (k == Layers - 1 ? 0.1 : 0.7);
            foreach (ref float weight in Weights(Parameters, k))
                weight = (float)(bound * ((2 * random.NextDouble()) - 1));
        }
    }

    /// <summary>Layer after layer: weights row-major, one row an output, then biases.</summary>
    public float[] Parameters { get; }

    /// <summary>The derivative of the loss by every parameter, once <see cref="Backward"/> ran.</summary>
    public float[] Gradient { get; }

    private int Layers => _sizes.Length - 1;

    /// <summary>Makes room for a batch.</summary>
    /// <returns>Its inputs, for the caller to fill: x at 0, y at stride, t at twice the stride.</returns>
    public Span<float> Begin(int count, out int stride)
    {
        if (count != _count)
        {
            _count = count;
            _stride = (count + Padding - 1) / Padding * Padding;
            _values = Array.ConvertAll(_sizes, size => new float[size * _stride]);
            _gates = Array.ConvertAll(_sizes, size => new float[size * _stride]);
            _errors = Array.ConvertAll(_sizes, size => new float[size * _stride]);
            _scratch = new float[_sizes.Max() * _stride];
        }

        stride = _stride;
        return _values[0];
    }

    /// <summary>The velocities of the batch: x at 0, y at the stride.</summary>
    public ReadOnlySpan<float> Forward()
    {
        for (int k = 0; k < Layers; k++)
        {
            float[] next = _values[k + 1];
            Multiply(Weights(Parameters, k), _sizes[k], 1, _sizes[k + 1], _sizes[k], _values[k], next, Biases(Parameters, k));
            if (k == Layers - 1)
                break;
            TensorPrimitives.Sigmoid<float>(next, _gates[k + 1]);
            TensorPrimitives.Multiply(next, _gates[k + 1], next);
        }

        return _values[Layers];
    }

    /// <summary>The mean of |v - target|², and its derivatives.</summary>
    /// <param name="target">Two numbers a point, x after x and then y after y, without padding.</param>
    public double Backward(ReadOnlySpan<float> target)
    {
        double loss = 0;
        for (int axis = 0; axis < Outputs; axis++)
        {
            Span<float> error = _errors[Layers].AsSpan(axis * _stride, _count);
            TensorPrimitives.Subtract(_values[Layers].AsSpan(axis * _stride, _count), target.Slice(axis * _count, _count), error);
            loss += TensorPrimitives.SumOfSquares<float>(error) / _count;
            TensorPrimitives.Multiply(error, 2f / _count, error);
        }

        for (int k = Layers - 1; k >= 0; k--)
        {
            Span<float> weights = Weights(Gradient, k), biases = Biases(Gradient, k);
            for (int o = 0; o < _sizes[k + 1]; o++)
            {
                ReadOnlySpan<float> error = _errors[k + 1].AsSpan(o * _stride, _count);
                biases[o] = TensorPrimitives.Sum(error);
                for (int i = 0; i < _sizes[k]; i++)
                    weights[(o * _sizes[k]) + i] = TensorPrimitives.Dot(error, _values[k].AsSpan(i * _stride, _count));
            }

            if (k == 0)
                break;
            Multiply(Weights(Parameters, k), 1, _sizes[k], _sizes[k], _sizes[k + 1], _errors[k + 1], _errors[k], default);

            // SiLU is z s(z), and its derivative s + z s (1 - s).
            Span<float> slope = _scratch.AsSpan(0, _errors[k].Length);
            TensorPrimitives.Subtract(1f, _gates[k], slope);
            TensorPrimitives.MultiplyAdd(slope, _values[k], _gates[k], slope);
            TensorPrimitives.Multiply(_errors[k], slope, _errors[k]);
        }

        return loss;
    }

    private Span<float> Weights(float[] all, int layer) => all.AsSpan(_starts[layer], _sizes[layer + 1] * _sizes[layer]);

    private Span<float> Biases(float[] all, int layer) => all.AsSpan(_starts[layer + 1] - _sizes[layer + 1], _sizes[layer + 1]);

    /// <summary>result[o, :] = bias[o] + sum_i matrix(o, i) rows[i, :], four rows and two vectors at a time, so that they stay in registers.</summary>
    private void Multiply(ReadOnlySpan<float> matrix, int rowStride, int columnStride, int count, int inner, float[] rows, float[] result, ReadOnlySpan<float> bias)
    {
        ref float input = ref MemoryMarshal.GetArrayDataReference(rows);
        ref float output = ref MemoryMarshal.GetArrayDataReference(result);
        int width = Vector<float>.Count;
        for (int column = 0; column < _stride; column += 2 * width)
        {
            for (int o = 0; o < count; o += Together)
            {
                // Where fewer than four are left the last is computed again.
                int o1 = Math.Min(o + 1, count - 1), o2 = Math.Min(o + 2, count - 1), o3 = Math.Min(o + 3, count - 1);
                Vector<float> a0 = Start(bias, o), a1 = Start(bias, o1), a2 = Start(bias, o2), a3 = Start(bias, o3), b0 = a0, b1 = a1, b2 = a2, b3 = a3;
                for (int i = 0; i < inner; i++)
                {
                    Vector<float> first = Vector.LoadUnsafe(ref input, (nuint)((i * _stride) + column)), second = Vector.LoadUnsafe(ref input, (nuint)((i * _stride) + column + width));
                    int at = i * columnStride;
                    var w0 = new Vector<float>(matrix[(o * rowStride) + at]);
                    var w1 = new Vector<float>(matrix[(o1 * rowStride) + at]);
                    var w2 = new Vector<float>(matrix[(o2 * rowStride) + at]);
                    var w3 = new Vector<float>(matrix[(o3 * rowStride) + at]);
                    (a0, b0) = (Vector.FusedMultiplyAdd(w0, first, a0), Vector.FusedMultiplyAdd(w0, second, b0));
                    (a1, b1) = (Vector.FusedMultiplyAdd(w1, first, a1), Vector.FusedMultiplyAdd(w1, second, b1));
                    (a2, b2) = (Vector.FusedMultiplyAdd(w2, first, a2), Vector.FusedMultiplyAdd(w2, second, b2));
                    (a3, b3) = (Vector.FusedMultiplyAdd(w3, first, a3), Vector.FusedMultiplyAdd(w3, second, b3));
                }

                Store(ref output, o, a0, b0);
                Store(ref output, o1, a1, b1);
                Store(ref output, o2, a2, b2);
                Store(ref output, o3, a3, b3);
            }

            void Store(ref float to, int row, Vector<float> first, Vector<float> second)
            {
                first.StoreUnsafe(ref to, (nuint)((row * _stride) + column));
                second.StoreUnsafe(ref to, (nuint)((row * _stride) + column + width));
            }
        }
    }

    private static Vector<float> Start(ReadOnlySpan<float> bias, int row) => bias.IsEmpty ? Vector<float>.Zero : new Vector<float>(bias[row]);
}
