using Samples.Shared;

namespace FlowMatching;

/// <summary>A task of the user's own files, brought to the size that the network likes.</summary>
internal static class OwnTask
{
    private const int Sample = 4_000;

    /// <exception cref="InputException">A file cannot be used.</exception>
    public static FlowTask Read(string? source, string target)
    {
        var to = Cloud.Read(target);
        Cloud? from = source is null ? null : Cloud.Read(source);
        float[] points = [.. to.Draw(Sample, 1), .. from?.Draw(Sample, 2) ?? []];
        double x = Mean(points, 0), y = Mean(points, 1);
        double unit = Math.Sqrt(Enumerable.Range(0, points.Length / 2).Average(i => Math.Pow(points[2 * i] - x, 2) + Math.Pow(points[(2 * i) + 1] - y, 2)) / 2);
        if (!(unit > 0))
            throw new InputException($"'{target}': all points are the same; there is nothing to learn.");
        return new FlowTask(from?.Scaled(x, y, unit) ?? Cloud.Gaussian, to.Scaled(x, y, unit), unit);
    }

    private static double Mean(float[] points, int axis) => Enumerable.Range(0, points.Length / 2).Average(i => (double)points[(2 * i) + axis]);
}
