using Samples.Shared;

namespace SupplyDemand;

/// <summary>
/// A map at night: every depot has a colour, what it sends travels as light of that colour along great circles, and every city shines in the colours it is served in.
/// The cities draw the continents.
/// </summary>
internal sealed class FlowMap
{
    private const int Margin = 14;
    private const double LeastShare = 0.02, Spacing = 0.8, North = 76, South = -57;

    private static readonly (float Red, float Green, float Blue) Space = (0.03f, 0.04f, 0.07f), Sea = (0.055f, 0.082f, 0.14f), Grid = (0.09f, 0.13f, 0.205f);

    private static readonly (float Red, float Green, float Blue)[] Colors =
    [
        (1.00f, 0.36f, 0.32f), (0.25f, 0.62f, 1.00f), (1.00f, 0.78f, 0.22f), (0.32f, 0.88f, 0.48f),
        (0.74f, 0.48f, 1.00f), (0.15f, 0.86f, 0.86f), (1.00f, 0.47f, 0.75f), (0.95f, 0.58f, 0.20f),
    ];

    private readonly Places _supply;
    private readonly Places _demand;
    private readonly int[] _colors;
    private readonly int _width;
    private readonly int _height;
    private readonly double _scale;
    private readonly double _equator;

    public FlowMap(Places supply, Places demand, int width)
    {
        _supply = supply;
        _demand = demand;
        _width = width;
        _scale = ((0.5 * width) - Margin) / Globe.HalfWidth;
        _equator = Margin + (Globe.Project(0, North).Y * _scale);
        _height = Margin + (int)Math.Ceiling(_equator - (Globe.Project(0, South).Y * _scale));
        _colors = ChooseColors(supply);
    }

    /// <summary>The map of a coupling.</summary>
    /// <param name="plan">How much goes from each depot to each city, row-major.</param>
    public Picture Draw(ReadOnlySpan<float> plan)
    {
        LightField light = new(_width, _height);
        double unit = 1.0 / _demand.Count;
        Span<float> served = stackalloc float[3];
        for (int j = 0; j < _demand.Count; j++)
        {
            double total = 0;
            for (int i = 0; i < _supply.Count; i++)
                total += plan[(i * _demand.Count) + j];
            if (total <= 0)
                continue;
            served.Clear();
            for (int i = 0; i < _supply.Count; i++)
            {
                double mass = plan[(i * _demand.Count) + j];
                (float red, float green, float blue) = Colors[_colors[i]];
                float share = (float)(mass / total);
                (served[0], served[1], served[2]) = (served[0] + (share * red), served[1] + (share * green), served[2] + (share * blue));
                if (share > LeastShare)
                    Travel(light, _supply.Degrees[i], _demand.Degrees[j], Colors[_colors[i]], 0.06 * Math.Sqrt(mass / unit));
            }

            (double x, double y) = Pixel(_demand.Degrees[j]);
            light.Add(x, y, (0.25f + served[0], 0.25f + served[1], 0.25f + served[2]), 0.7 + (0.5 * Math.Sqrt(total / unit)));
        }

        Picture picture = light.Develop(Ground);
        for (int i = 0; i < _supply.Count; i++)
        {
            double mass = 0;
            foreach (float sent in plan.Slice(i * _demand.Count, _demand.Count))
                mass += sent;
            if (mass > 0)
                Depot(picture, Pixel(_supply.Degrees[i]), _width * (0.0012 + (0.0018 * Math.Sqrt(mass * _supply.Count))), Colors[_colors[i]]);
        }

        return picture;
    }

    /// <summary>Sea inside the globe's outline with a faint grid of 30 degrees, space outside.</summary>
    private (float Red, float Green, float Blue) Ground(int column, int row)
    {
        double y = (_equator - row - 0.5) / _scale, x = (column + 0.5 - (0.5 * _width)) / _scale;
        if (Math.Abs(y) >= Globe.HalfHeight)
            return Space;
        (double latitude, double edge) = Latitude(y);
        if (Math.Abs(x) > edge)
            return Space;
        double longitude = 180 * x / edge;
        double toMeridian = Math.Abs(longitude - (30 * Math.Round(longitude / 30))) * edge / 180 * _scale;
        double toParallel = Math.Abs(y - Globe.Project(0, Math.Clamp(30 * Math.Round(latitude / 30), -90, 90)).Y) * _scale;
        return toMeridian < 0.6 || toParallel < 0.6 ? Grid : Sea;
    }

    private readonly Dictionary<double, (double, double)> _latitudes = [];

    /// <summary>The latitude at a height of the map, and how wide the map is there to the east.</summary>
    private (double Latitude, double Edge) Latitude(double y)
    {
        if (_latitudes.TryGetValue(y, out (double, double) known))
            return known;
        double low = -90, high = 90;
        while (high - low > 1e-6)
        {
            double middle = 0.5 * (low + high);
            (low, high) = Globe.Project(0, middle).Y < y ? (middle, high) : (low, middle);
        }

        return _latitudes[y] = (low, Globe.Project(180, low).X);
    }

    private (double X, double Y) Pixel((double Longitude, double Latitude) degrees)
    {
        (double x, double y) = Globe.Project(degrees.Longitude, degrees.Latitude);
        return ((0.5 * _width) + (_scale * x), _equator - (_scale * y));
    }

    private void Travel(LightField light, (double, double) from, (double, double) to, (float, float, float) color, double strength)
    {
        int steps = Math.Max(1, (int)Math.Ceiling(Globe.Angle(from, to) * _scale / Spacing));
        foreach ((double, double) place in Globe.Way(from, to, steps))
        {
            (double x, double y) = Pixel(place);
            light.Add(x, y, color, strength * Spacing);
        }
    }

    /// <summary>A white disc with a rim of the depot's colour.</summary>
    private static void Depot(Picture picture, (double X, double Y) at, double radius, (float Red, float Green, float Blue) color)
    {
        (byte, byte, byte) rim = (LightField.Byte(color.Red), LightField.Byte(color.Green), LightField.Byte(color.Blue));
        for (int v = Math.Max(0, (int)(at.Y - radius - 2)); v <= Math.Min(picture.Height - 1, (int)(at.Y + radius + 2)); v++)
        {
            for (int u = Math.Max(0, (int)(at.X - radius - 2)); u <= Math.Min(picture.Width - 1, (int)(at.X + radius + 2)); u++)
            {
                double distance = Math.Sqrt(((u + 0.5 - at.X) * (u + 0.5 - at.X)) + ((v + 0.5 - at.Y) * (v + 0.5 - at.Y)));
                Span<byte> pixel = picture[u, v];
                (pixel[0], pixel[1], pixel[2]) = Ink.Between((pixel[0], pixel[1], pixel[2]), rim, (float)Math.Clamp(radius + 1 - distance, 0, 1));
                (pixel[0], pixel[1], pixel[2]) = Ink.Between((pixel[0], pixel[1], pixel[2]), (255, 255, 255), (float)Math.Clamp((0.55 * radius) + 0.5 - distance, 0, 1));
            }
        }
    }

    /// <summary>Neighbours in different colours: each depot takes the one whose nearest bearer is farthest.</summary>
    private static int[] ChooseColors(Places supply)
    {
        var chosen = new int[supply.Count];
        for (int i = 0; i < chosen.Length; i++)
        {
            chosen[i] = Enumerable.Range(0, Colors.Length).MaxBy(color => Enumerable.Range(0, i)
                .Where(k => chosen[k] == color)
                .Select(k => Globe.Angle(supply.Degrees[i], supply.Degrees[k]))
                .DefaultIfEmpty(double.PositiveInfinity)
                .Min());
        }

        return chosen;
    }
}
