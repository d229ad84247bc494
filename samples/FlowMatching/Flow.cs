using Microsoft.ML.SlicedOT;

namespace FlowMatching;

/// <summary>Points carried along a field from t = 0 to 1 by Runge and Kutta's fourth order, and how well that went.</summary>
internal sealed class Flow
{
    private const int Steps = 40;

    private Flow(float[][] path) => Path = path;

    /// <summary>The points at t = 0, 1/40, …, 1.</summary>
    public float[][] Path { get; }

    /// <summary>The mean of the integral of |v|², in units of W2² of the clouds: how much dearer the flow is than the shortest, 0 for none.</summary>
    public double NormalizedEnergy { get; private init; }

    /// <summary>The mean of the integral of |v - (end - start)|², relative to |end - start|²: 0 for straight paths of constant speed.</summary>
    public double Curvature { get; private init; }

    /// <summary>W2 of where the points end to fresh points of the target.</summary>
    public double DistanceToTarget { get; private init; }

    /// <summary>Carries fresh points of the source to the target.</summary>
    /// <param name="net">The field.</param>
    /// <param name="task">The clouds.</param>
    /// <param name="count">How many points.</param>
    /// <param name="leastCost">W2² of the clouds.</param>
    public static Flow Run(VelocityNet net, FlowTask task, int count, double leastCost)
    {
        var path = new float[Steps + 1][];
        path[0] = task.Source.Draw(count, 1_000_003);
        var speeds = new double[Steps + 1][];
        float[] at = new float[2 * count], k1 = new float[2 * count], k2 = new float[2 * count], k3 = new float[2 * count], k4 = new float[2 * count];
        const float H = 1f / Steps;
        for (int s = 0; s <= Steps; s++)
        {
            float t = s * H;
            Velocity(net, path[s], t, k1);
            speeds[s] = Array.ConvertAll(k1, v => (double)v);
            if (s == Steps)
                break;
            Velocity(net, Moved(path[s], k1, H / 2, at), t + (H / 2), k2);
            Velocity(net, Moved(path[s], k2, H / 2, at), t + (H / 2), k3);
            Velocity(net, Moved(path[s], k3, H, at), t + H, k4);
            path[s + 1] = new float[2 * count];
            for (int k = 0; k < 2 * count; k++)
                path[s + 1][k] = path[s][k] + (H / 6 * (k1[k] + (2 * (k2[k] + k3[k])) + k4[k]));
        }

        double energy = 0, bent = 0, straight = 0;
        for (int k = 0; k < 2 * count; k++)
        {
            double whole = path[Steps][k] - path[0][k];
            straight += whole * whole;
            for (int s = 0; s <= Steps; s++)
            {
                double part = (s is 0 or Steps ? 0.5 : 1) / Steps;
                energy += part * speeds[s][k] * speeds[s][k];
                bent += part * (speeds[s][k] - whole) * (speeds[s][k] - whole);
            }
        }

        return new Flow(path)
        {
            NormalizedEnergy = Math.Abs((energy / count) - leastCost) / leastCost,
            Curvature = bent / straight,
            DistanceToTarget = task.Unit * Math.Sqrt(SquaredDistance(path[Steps], task.Target.Draw(count, 1_000_033))),
        };
    }

    /// <summary>W2² of two clouds of equal weights, exact.</summary>
    public static double SquaredDistance(float[] source, float[] target) =>
        ExactTransportCost.Compute(new DiscreteMeasure(source, 2), new DiscreteMeasure(target, 2));

    private static float[] Moved(float[] points, float[] velocities, float time, float[] moved)
    {
        for (int k = 0; k < points.Length; k++)
            moved[k] = points[k] + (time * velocities[k]);
        return moved;
    }

    private static void Velocity(VelocityNet net, float[] points, float t, float[] velocities)
    {
        int count = points.Length / 2;
        Span<float> input = net.Begin(count, out int stride);
        for (int i = 0; i < count; i++)
        {
            input[i] = points[2 * i];
            input[stride + i] = points[(2 * i) + 1];
            input[(2 * stride) + i] = t;
        }

        ReadOnlySpan<float> output = net.Forward();
        for (int i = 0; i < count; i++)
        {
            velocities[2 * i] = output[i];
            velocities[(2 * i) + 1] = output[stride + i];
        }
    }
}
