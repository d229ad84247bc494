namespace Samples.Shared;

/// <summary>
/// What a coupling looks like in motion: at time t the mass P_ij, on its way from x_i to y_j, is at (1-t) x_i + t y_j.
/// The frames are finer than the pictures they come from; every grain of mass is drawn as a soft dot as wide as a pixel was.
/// </summary>
public sealed class DisplacementInterpolation
{
    private readonly (float X, float Y)[] _source;
    private readonly (float X, float Y)[] _target;
    private readonly int _pixels;
    private readonly int _refinement;

    /// <param name="source">Source points in the unit square, y upwards.</param>
    /// <param name="target">Target points in the unit square, y upwards.</param>
    /// <param name="pixels">Pixels along a side of the original pictures.</param>
    /// <param name="refinement">Pixels of a frame for each of those.</param>
    public DisplacementInterpolation((float X, float Y)[] source, (float X, float Y)[] target, int pixels, int refinement)
    {
        _source = source;
        _target = target;
        _pixels = pixels;
        _refinement = refinement;
    }

    public int FrameSide => (_pixels + 1) * _refinement;

    /// <summary>The mass at time t, row by row from the top.</summary>
    /// <param name="plan">Coupling, row-major.</param>
    /// <param name="t">0 is the source, 1 the target.</param>
    public float[] Frame(ReadOnlySpan<float> plan, float t)
    {
        int side = FrameSide;
        var frame = new float[side * side];
        for (int i = 0; i < _source.Length; i++)
        {
            ReadOnlySpan<float> row = plan.Slice(i * _target.Length, _target.Length);
            (float sx, float sy) = _source[i];
            for (int j = 0; j < row.Length; j++)
            {
                if (row[j] > 1e-9f)
                    Drop(frame, row[j], ((1 - t) * sx) + (t * _target[j].X), ((1 - t) * sy) + (t * _target[j].Y));
            }
        }

        Soften(frame, 1, side);
        Soften(frame, side, 1);
        return frame;
    }

    /// <summary>Adds mass at a point, shared between the four pixels around it.</summary>
    private void Drop(float[] frame, float mass, float x, float y)
    {
        int side = FrameSide;
        float column = ((x * (_pixels - 1)) + 1) * _refinement;
        float row = (((1 - y) * (_pixels - 1)) + 1) * _refinement;
        int c = Math.Clamp((int)column, 0, side - 2), r = Math.Clamp((int)row, 0, side - 2);
        float right = column - c, down = row - r;
        int at = (r * side) + c;
        frame[at] += mass * (1 - right) * (1 - down);
        frame[at + 1] += mass * right * (1 - down);
        frame[at + side] += mass * (1 - right) * down;
        frame[at + side + 1] += mass * right * down;
    }

    /// <summary>Spreads every pixel into a tent two original pixels wide, along rows (step 1) or columns (step = side).</summary>
    private void Soften(float[] frame, int step, int across)
    {
        int side = FrameSide;
        var line = new float[side];
        for (int k = 0; k < side; k++)
        {
            int start = k * across;
            for (int q = 0; q < side; q++)
            {
                float sum = 0;
                for (int offset = 1 - _refinement; offset < _refinement; offset++)
                {
                    if (q + offset >= 0 && q + offset < side)
                        sum += frame[start + ((q + offset) * step)] * (_refinement - Math.Abs(offset));
                }

                line[q] = sum / (_refinement * _refinement);
            }

            for (int q = 0; q < side; q++)
                frame[start + (q * step)] = line[q];
        }
    }
}
