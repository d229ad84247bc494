namespace FlowMatching;

/// <summary>
/// Conditional flow matching (Lipman et al. 2023; Tong et al. 2024): the field learns the velocity y - x at (1 - t) x + t y, for matched points x, y and random t.
/// </summary>
internal sealed class FlowTraining(FlowTask task, int batch, int steps, int seed)
{
    private const int Width = 64;
    private const double Rate = 5e-3, LastRate = 0.01, Decay1 = 0.9, Decay2 = 0.999, Tiny = 1e-8;

    /// <summary>The points of a batch, before they are matched: the same for every kind of coupling.</summary>
    public PointBatch Batch(int step) => new(task.Source.Draw(batch, Seed(step, 0)), task.Target.Draw(batch, Seed(step, 1)));

    /// <summary>Trains a field on matched batches.</summary>
    public VelocityNet Train(IEnumerable<PointMatches> matches)
    {
        var net = new VelocityNet(Width, seed);
        double[] mean = new double[net.Parameters.Length], square = new double[mean.Length];
        var velocities = new float[2 * batch];
        int step = 0;
        foreach (PointMatches pairs in matches)
        {
            (float[] source, float[] target) = Batch(step);
            var random = new Random(Seed(step, 2));
            Span<float> input = net.Begin(batch, out int stride);
            for (int k = 0; k < batch; k++)
            {
                int i = 2 * pairs.MatchedSource[k], j = 2 * pairs.MatchedTarget[k];
                float t = random.NextSingle();
                for (int axis = 0; axis < 2; axis++)
                {
                    float x = source[i + axis], y = target[j + axis];
                    input[(axis * stride) + k] = x + (t * (y - x));
                    velocities[(axis * batch) + k] = y - x;
                }

                input[(2 * stride) + k] = t;
            }

            net.Forward();
            net.Backward(velocities);
            Adam(net, mean, square, ++step);
        }

        return net;
    }

    /// <summary>A step of Adam (Kingma and Ba 2015), its rate falling along a cosine.</summary>
    private void Adam(VelocityNet net, double[] mean, double[] square, int step)
    {
        double rate = Rate * (LastRate + ((1 - LastRate) * 0.5 * (1 + Math.Cos(Math.PI * step / steps))));
        double correction1 = 1 - Math.Pow(Decay1, step), correction2 = 1 - Math.Pow(Decay2, step);
        for (int p = 0; p < mean.Length; p++)
        {
            double gradient = net.Gradient[p];
            mean[p] += (1 - Decay1) * (gradient - mean[p]);
            square[p] += (1 - Decay2) * ((gradient * gradient) - square[p]);
            net.Parameters[p] -= (float)(rate * (mean[p] / correction1) / (Math.Sqrt(square[p] / correction2) + Tiny));
        }
    }

    private int Seed(int step, int part) => HashOf(seed, step, part);

    /// <summary>A seed that is the same in every run, which HashCode's is not.</summary>
    private static int HashOf(int a, int b, int c)
    {
        unchecked
        {
            uint hash = 2166136261;
            foreach (int value in (ReadOnlySpan<int>)[a, b, c])
                hash = (hash ^ (uint)value) * 16777619 * 31;
            return (int)(hash & int.MaxValue);
        }
    }
}

/// <summary>The points of a batch: a row of a view.</summary>
internal sealed record PointBatch(float[] SourcePoints, float[] TargetPoints);

/// <summary>Which points of a batch belong together: what is read of a model's columns.</summary>
internal sealed class PointMatches
{
    public int[] MatchedSource { get; set; } = [];

    public int[] MatchedTarget { get; set; } = [];
}
