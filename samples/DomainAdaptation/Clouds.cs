using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.SlicedOT;
using Samples.Shared;

namespace DomainAdaptation;

/// <summary>Two domains of the plane, as they are and mapped: the labelled source dim, unseen rows of the target bright, a colour a class.</summary>
internal static class Clouds
{
    private const int Side = 360, Margin = 20, Gap = 12;
    private const double SourceRadius = 2.4, TargetRadius = 3.2, SourceLight = 0.4, TargetLight = 0.95;

    private static readonly (byte Red, byte Green, byte Blue) Ground = (13, 17, 28);
    private static readonly (byte Red, byte Green, byte Blue)[] Colors = [(86, 180, 255), (255, 158, 87)];

    /// <summary>Side by side: the domains as they are, the target mapped linearly, and by the entropic map.</summary>
    public static Picture Row(Problem problem)
    {
        var context = new MLContext(1);
        IDataView source = problem.Source.View(context), target = problem.Target.View(context), unseen = problem.Unseen.View(context);
        float[][][] clouds =
        [
            problem.Unseen.Features,
            .. new[] { DomainMapKind.Linear, DomainMapKind.Entropic }.Select(kind => context.SlicedOT()
                .MapToDomain(source, new MapToDomainOptions { Kind = kind, AllowsFewRows = true }).Fit(target).Transform(unseen).GetColumn<float[]>("Features").ToArray()),
        ];

        // One scale for all three, so that a map's stretching is seen.
        float[][] all = [.. problem.Source.Features, .. clouds.SelectMany(cloud => cloud)];
        double left = all.Min(x => x[0]), bottom = all.Min(x => x[1]), width = Math.Max(all.Max(x => x[0]) - left, all.Max(x => x[1]) - bottom);
        left -= (width - (all.Max(x => x[0]) - left)) / 2;
        bottom -= (width - (all.Max(x => x[1]) - bottom)) / 2;
        return Montage.SideBySide([.. clouds.Select(cloud =>
        {
            Picture picture = Empty();
            Draw(picture, problem.Source.Features, problem.Source.Classes, SourceRadius, SourceLight);
            Draw(picture, cloud, problem.Unseen.Classes, TargetRadius, TargetLight);
            return picture;
        })], Gap);

        void Draw(Picture picture, float[][] points, int[] classes, double radius, double light)
        {
            double scale = (Side - (2 * Margin)) / width;
            for (int i = 0; i < points.Length; i++)
                Dot(picture, Margin + (scale * (points[i][0] - left)), Side - Margin - (scale * (points[i][1] - bottom)), radius, light, Colors[classes[i]]);
        }
    }

    /// <summary>Rows of pictures as one.</summary>
    public static Picture Stack(IEnumerable<Picture> rows) => Montage.OneAboveOther([.. rows], Gap);

    private static Picture Empty()
    {
        Picture picture = new(Side, Side);
        for (int k = 0; k < picture.Pixels.Length; k += 4)
            (picture.Pixels[k], picture.Pixels[k + 1], picture.Pixels[k + 2], picture.Pixels[k + 3]) = (Ground.Red, Ground.Green, Ground.Blue, 255);
        return picture;
    }

    /// <summary>A round dot with a soft edge of one pixel.</summary>
    private static void Dot(Picture picture, double x, double y, double radius, double light, (byte Red, byte Green, byte Blue) color)
    {
        for (int v = Math.Max(0, (int)(y - radius - 1)); v <= Math.Min(picture.Height - 1, (int)(y + radius + 1)); v++)
        {
            for (int u = Math.Max(0, (int)(x - radius - 1)); u <= Math.Min(picture.Width - 1, (int)(x + radius + 1)); u++)
            {
                double covered = Math.Clamp(radius + 0.5 - Math.Sqrt(((u - x) * (u - x)) + ((v - y) * (v - y))), 0, 1);
                Span<byte> pixel = picture[u, v];
                (pixel[0], pixel[1], pixel[2]) = Ink.Between((pixel[0], pixel[1], pixel[2]), color, (float)(covered * light));
            }
        }
    }
}
