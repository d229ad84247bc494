using System.Numerics.Tensors;

namespace Microsoft.ML.SlicedOT;

/// <summary>Frames around a first one: even angles in the plane, otherwise seeded random rotations.</summary>
internal sealed class FrameCandidates
{
    private double[] _rotations = [];
    private double[] _frame = [];
    private (int Dimension, int Count, int Seed) _key;

    /// <summary>Prepares <paramref name="count"/> rotations.</summary>
    public void Prepare(int dimension, int count, int seed)
    {
        if (_key == (dimension, count, seed))
            return;
        int square = dimension * dimension;
        _rotations = new double[checked(count * square)];
        _frame = new double[square];
        if (dimension == 2)
        {
            for (int r = 0; r < count; r++)
            {
                (double sine, double cosine) = Math.SinCos(Math.PI / 2 * (r + 1) / (count + 1));
                new[] { cosine, sine, -sine, cosine }.CopyTo(_rotations, r * square);
            }
        }
        else
        {
            var generator = new SeededGenerator((ulong)seed);
            DirectionLayouts.OrthogonalBlocks(_rotations, dimension, ref generator, CancellationToken.None);
        }

        _key = (dimension, count, seed);
    }

    /// <summary>Rotation <paramref name="r"/> of a frame; valid until the next call.</summary>
    public ReadOnlySpan<double> Turn(ReadOnlySpan<double> frame, int r)
    {
        int d = _key.Dimension;
        _frame.AsSpan().Clear();
        for (int i = 0; i < d; i++)
        {
            Span<double> row = _frame.AsSpan(i * d, d);
            for (int k = 0; k < d; k++)
                TensorPrimitives.MultiplyAdd(frame.Slice(k * d, d), _rotations[(((r * d) + i) * d) + k], row, row);
        }

        return _frame;
    }
}
