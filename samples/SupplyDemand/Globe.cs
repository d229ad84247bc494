namespace SupplyDemand;

/// <summary>The sphere, and the Equal Earth projection of it (Šavrič, Patterson, Jenny 2018): a country is as large on the map as on the globe.</summary>
internal static class Globe
{
    private const double A1 = 1.340264, A2 = -0.081106, A3 = 0.000893, A4 = 0.003796;

    private static readonly double M = Math.Sqrt(3) / 2;

    /// <summary>Half the width of the map, in radii of the globe.</summary>
    public static double HalfWidth { get; } = Project(180, 0).X;

    /// <summary>Half its height.</summary>
    public static double HalfHeight { get; } = Project(0, 90).Y;

    /// <summary>Where a place is on the map, x to the east and y to the north, in radii of the globe.</summary>
    public static (double X, double Y) Project(double longitude, double latitude)
    {
        double theta = Math.Asin(M * Math.Sin(latitude * Math.PI / 180)), square = theta * theta, sixth = square * square * square;
        double lambda = (longitude > 180 ? longitude - 360 : longitude) * Math.PI / 180;
        double x = lambda * Math.Cos(theta) / (M * (A1 + (3 * A2 * square) + (sixth * ((7 * A3) + (9 * A4 * square)))));
        return (x, theta * (A1 + (A2 * square) + (sixth * (A3 + (A4 * square)))));
    }

    /// <summary>A place as a point of the unit sphere.</summary>
    public static (double X, double Y, double Z) Point(double longitude, double latitude)
    {
        (double sinLatitude, double cosLatitude) = Math.SinCos(latitude * Math.PI / 180);
        (double sinLongitude, double cosLongitude) = Math.SinCos(longitude * Math.PI / 180);
        return (cosLatitude * cosLongitude, cosLatitude * sinLongitude, sinLatitude);
    }

    /// <summary>Places along the shortest way between two, both ends among them.</summary>
    /// <param name="from">Degrees east and north.</param>
    /// <param name="to">The same.</param>
    /// <param name="steps">In how many parts the way is cut, at least 1.</param>
    public static IEnumerable<(double Longitude, double Latitude)> Way((double Longitude, double Latitude) from, (double Longitude, double Latitude) to, int steps)
    {
        (double x, double y, double z) = Point(from.Longitude, from.Latitude);
        (double u, double v, double w) = Point(to.Longitude, to.Latitude);
        double angle = Angle(from, to), sine = Math.Sin(angle);
        for (int k = 0; k <= steps; k++)
        {
            double t = k / (double)steps;
            (double first, double second) = sine < 1e-9 ? (1 - t, t) : (Math.Sin((1 - t) * angle) / sine, Math.Sin(t * angle) / sine);
            (double px, double py, double pz) = ((first * x) + (second * u), (first * y) + (second * v), (first * z) + (second * w));
            yield return (Math.Atan2(py, px) * 180 / Math.PI, Math.Atan2(pz, Math.Sqrt((px * px) + (py * py))) * 180 / Math.PI);
        }
    }

    /// <summary>The length of that way in radians.</summary>
    public static double Angle((double Longitude, double Latitude) from, (double Longitude, double Latitude) to)
    {
        (double x, double y, double z) = Point(from.Longitude, from.Latitude);
        (double u, double v, double w) = Point(to.Longitude, to.Latitude);
        double chord = Math.Sqrt(((x - u) * (x - u)) + ((y - v) * (y - v)) + ((z - w) * (z - w)));
        return 2 * Math.Asin(Math.Min(1, chord / 2));
    }
}
