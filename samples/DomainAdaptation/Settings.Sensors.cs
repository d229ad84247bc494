using Samples.Shared;

namespace DomainAdaptation;

public sealed partial class Settings
{
    private const int Side = 8;

    /// <summary>A table read by drifted sensors: gains and offsets, three sensors far off, cross-talk, other class proportions.</summary>
    private static Problem Sensors(Sample table, string shift, int seed)
    {
        var random = new Random(seed);
        int[] order = Problem.Shuffled(table.Count, random);
        int split = (int)(0.45 * order.Length), d = table.Dimension;
        Sample source = table.Take(order[..split]), target = table.Take(order[split..]);
        double[] means = [.. Enumerable.Range(0, d).Select(k => source.Features.Average(x => x[k]))];
        double[] deviations = [.. Enumerable.Range(0, d).Select(k => Math.Sqrt(source.Features.Average(x => Math.Pow(x[k] - means[k], 2))))];
        if (shift.StartsWith("gain", StringComparison.Ordinal))
        {
            double[] gains = [.. Enumerable.Range(0, d).Select(_ => Math.Exp(0.4 * Normal(random)))], offsets = [.. deviations.Select(s => s * Normal(random))];
            target = target.Map(x => [.. x.Select((v, k) => (float)(means[k] + ((v - means[k]) * gains[k]) + offsets[k]))]);
        }
        else if (shift == "offset3")
        {
            int[] broken = Problem.Shuffled(d, random)[..3];
            float[] offsets = new float[d];
            foreach (int k in broken)
                offsets[k] = (float)(3 * deviations[k] * (random.Next(2) == 0 ? 1 : -1));
            target = target.Map(x => [.. x.Select((v, k) => v + offsets[k])]);
        }
        else if (shift == "mix")
        {
            double size = 0.525 / Math.Sqrt(d);
            double[][] mixing = [.. Enumerable.Range(0, d).Select(i => Enumerable.Range(0, d).Select(j => (i == j ? 1 : 0) + (size * Normal(random))).ToArray())];
            double[] offsets = [.. deviations.Select(s => 0.5 * s * Normal(random))];
            target = target.Map(x =>
            {
                double[] z = [.. x.Select((v, k) => (v - means[k]) / deviations[k])];
                return [.. Enumerable.Range(0, d).Select(i => (float)(means[i] + offsets[i] + (deviations[i] * Enumerable.Range(0, d).Sum(j => mixing[i][j] * z[j]))))];
            });
        }

        if (shift.EndsWith("label", StringComparison.Ordinal))
            target = target.Take(Enumerable.Range(0, target.Count).Where(i => target.Classes[i] != 0 || random.NextDouble() < 0.25));
        return Problem.Split(source, target, seed);
    }

    /// <summary>Handwritten digits by another camera.</summary>
    private Problem Digits(string shift, int seed)
    {
        var random = new Random(seed);
        int[] order = Problem.Shuffled(_digits.Count, random);
        Sample source = _digits.Take(order[..600]), target = _digits.Take(order[600..1600]);
        target = shift switch
        {
            "rot15" or "rot30" or "rot45" => target.Map(x => Turned(x, double.Parse(shift[3..], System.Globalization.CultureInfo.InvariantCulture))),
            "blur" => target.Map(x => Blurred(Blurred(x, Side, 1), 1, Side)),
            "contrast" => target.Map(x => [.. x.Select(v => (0.4f * v) + 5)]),
            "invert" => target.Map(x => [.. x.Select(v => 16 - v)]),
            "shift1" => target.Map(x => [.. Enumerable.Range(0, Side * Side).Select(k => k % Side == 0 ? 0 : x[k - 1])]),
            "noise" => target.Map(x => [.. x.Select(v => v + (float)(4 * Normal(random)))]),
            "label" => target.Take(Enumerable.Range(0, target.Count).Where(i => target.Classes[i] > 4 || random.NextDouble() < 0.15)),
            _ => target,
        };
        return Problem.Split(source, target, seed);
    }

    private static float[] Turned(float[] image, double degrees)
    {
        const double Centre = (Side - 1) / 2.0;
        double c = Math.Cos(degrees * Math.PI / 180), s = Math.Sin(degrees * Math.PI / 180);
        return [.. Enumerable.Range(0, Side * Side).Select(k =>
        {
            double x = (k % Side) - Centre, y = (k / Side) - Centre;
            return Interpolated(image, (c * x) - (s * y) + Centre, (s * x) + (c * y) + Centre);
        })];
    }

    private static float Interpolated(float[] image, double x, double y)
    {
        int left = (int)Math.Floor(x), top = (int)Math.Floor(y);
        double sum = 0;
        for (int dx = 0; dx < 2; dx++)
        {
            for (int dy = 0; dy < 2; dy++)
            {
                if (left + dx is >= 0 and < Side && top + dy is >= 0 and < Side)
                    sum += image[((top + dy) * Side) + left + dx] * (1 - Math.Abs(x - left - dx)) * (1 - Math.Abs(y - top - dy));
            }
        }

        return (float)sum;
    }

    /// <summary>A Gaussian of 0.8 pixels along one direction, the picture mirrored at its edges.</summary>
    private static float[] Blurred(float[] image, int stride, int across)
    {
        const double Width = 0.8;
        const int Reach = 3;
        double total = Enumerable.Range(-Reach, (2 * Reach) + 1).Sum(Weight);
        return [.. Enumerable.Range(0, Side * Side).Select(k =>
        {
            int place = k / stride % Side, line = k / across % Side;
            double sum = 0;
            for (int step = -Reach; step <= Reach; step++)
            {
                int at = place + step;
                at = at < 0 ? -at - 1 : at >= Side ? (2 * Side) - 1 - at : at;
                sum += Weight(step) * image[(at * stride) + (line * across)];
            }

            return (float)(sum / total);
        })];

        static double Weight(int step) => Math.Exp(-step * step / (2 * Width * Width));
    }

    /// <summary>Means and standard deviations of the colours of 8 x 8 patches: which picture are they from, under another light?</summary>
    private Problem Colours(string shift, int seed)
    {
        const int Patches = 320, FromSource = 120, Patch = 8;
        var random = new Random(seed);
        List<float[]> source = [], target = [];
        List<int> sourceClasses = [], targetClasses = [];
        for (int label = 0; label < _pictures.Length; label++)
        {
            Picture picture = _pictures[label];
            for (int k = 0; k < Patches; k++)
            {
                bool isTarget = k >= FromSource;
                int left = random.Next(picture.Width - Patch), top = random.Next(picture.Height - Patch);
                double[] sums = new double[6];
                for (int p = 0; p < Patch * Patch; p++)
                {
                    Span<byte> pixel = picture[left + (p % Patch), top + (p / Patch)];
                    for (int c = 0; c < 3; c++)
                    {
                        double value = isTarget ? Lit(pixel[c] / 255.0, c, shift) : pixel[c] / 255.0;
                        sums[c] += value / (Patch * Patch);
                        sums[c + 3] += value * value / (Patch * Patch);
                    }
                }

                float[] features = [.. Enumerable.Range(0, 6).Select(c => (float)(c < 3 ? sums[c] : Math.Sqrt(Math.Max(0, sums[c] - (sums[c - 3] * sums[c - 3])))))];
                (isTarget ? target : source).Add(features);
                (isTarget ? targetClasses : sourceClasses).Add(label);
            }
        }

        return Problem.Split(new Sample([.. source], [.. sourceClasses]), new Sample([.. target], [.. targetClasses]), seed);
    }

    private static double Lit(double value, int channel, string shift) => shift == "dark"
        ? Math.Pow(value, 1.8) * 0.8
        : Math.Clamp((value * (channel == 0 ? 1.15 : channel == 1 ? 0.95 : 0.65)) + (channel == 0 ? 0.05 : 0), 0, 1);
}
