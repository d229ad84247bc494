using Microsoft.ML.Data;
using Samples.Shared;
using static System.FormattableString;

namespace UnequalTotals;

/// <summary>Two clouds in the plane, and what is known of them.</summary>
internal sealed class Clouds
{
    private const int Count = 160;
    private const int Noise = 24;

    private readonly float[] _sourceWeights;
    private readonly float[] _targetWeights;
    private readonly float[] _mapped;

    private Clouds(float[] source, float[] sourceWeights, float[] target, float[] targetWeights, float[] mapped)
    {
        Source = source;
        Target = target;
        _sourceWeights = sourceWeights;
        _targetWeights = targetWeights;
        _mapped = mapped;
    }

    /// <summary>The source points, outliers last.</summary>
    public float[] Source { get; }

    /// <summary>The target points, in an order of their own, outliers last.</summary>
    public float[] Target { get; }

    /// <summary>How many of each are known to be outliers.</summary>
    public int Outliers => _mapped.Length > 0 ? Noise : 0;

    public string[] Headings => Outliers > 0
        ? ["marginals", "mass moved", "outliers' mass that is moved", "others'", "outliers told by it (AUC)", "error of the map of others"]
        : ["marginals", "mass moved", "least share that leaves a point", "largest"];

    /// <summary>A crescent, and the same turned and moved; some points of each are noise from elsewhere.</summary>
    public static Clouds WithOutliers(int seed)
    {
        var random = new Random(seed);
        float[] source = new float[2 * Count], target = new float[2 * Count], mapped = new float[2 * Count];
        for (int i = 0; i < Count; i++)
        {
            (double x, double y) = i < Count - Noise ? Crescent(random) : ((4 * random.NextDouble()) - 3, -3.4 - random.NextDouble());
            (source[2 * i], source[(2 * i) + 1]) = ((float)x, (float)y);
            (x, y) = Rule((x, y));
            (mapped[2 * i], mapped[(2 * i) + 1]) = ((float)x, (float)y);
            (x, y) = i < Count - Noise ? Rule(Crescent(random)) : (1.5 + (4 * random.NextDouble()), 3.4 + random.NextDouble());
            (target[2 * i], target[(2 * i) + 1]) = ((float)x, (float)y);
        }

        float[] uniform = new float[Count];
        Array.Fill(uniform, 1f / Count);
        return new Clouds(source, uniform, target, uniform, mapped);
    }

    /// <exception cref="InputException">A file cannot be read, has no columns x and y, or holds what is no number.</exception>
    public static Clouds Read(string source, string target)
    {
        (float[] x, float[] a) = Read(source);
        (float[] y, float[] b) = Read(target);
        return new Clouds(x, a, y, b, []);
    }

    public CloudPair ToRow() => new() { SourcePoints = Source, SourceWeights = _sourceWeights, TargetPoints = Target, TargetWeights = _targetWeights };

    /// <summary>The share of a source point's mass that is moved.</summary>
    public double SourceShare(CouplingAnswer answer, int i) => _sourceWeights[i] > 0 ? answer.SourceMass[i] / _sourceWeights[i] : 0;

    /// <summary>The share of a target point's mass that arrives.</summary>
    public double TargetShare(CouplingAnswer answer, int j) => _targetWeights[j] > 0 ? answer.TargetMass[j] / _targetWeights[j] : 0;

    /// <summary>The share of the mass of source point i that goes to target point j.</summary>
    public double Share(int i, float mass) => _sourceWeights[i] > 0 ? mass / _sourceWeights[i] : 0;

    /// <summary>A line of the table.</summary>
    public string[] Row(string name, CouplingAnswer answer)
    {
        double[] shares = [.. Enumerable.Range(0, _sourceWeights.Length).Select(i => SourceShare(answer, i))];
        string[] row = [name, Invariant($"{answer.TotalMass:0.00}")];
        if (Outliers == 0)
            return [.. row, Invariant($"{shares.Min():P0}"), Invariant($"{shares.Max():P0}")];
        double[] others = shares[..^Noise], outliers = shares[^Noise..];
        return [.. row, Invariant($"{outliers.Average():P0}"), Invariant($"{others.Average():P0}"), Invariant($"{Auc(others, outliers):0.00}"), Invariant($"{MapError(answer):0.00}")];
    }

    /// <summary>How often an outlier has lost more of its mass than another point, ties counted half.</summary>
    private static double Auc(double[] others, double[] outliers) =>
        others.Average(other => outliers.Average(outlier => outlier < other - 1e-6 ? 1 : outlier > other + 1e-6 ? 0 : 0.5));

    private double MapError(CouplingAnswer answer) => Enumerable.Range(0, Count - Noise)
        .Average(i => Math.Sqrt(Square(answer.TransportedSource[2 * i] - _mapped[2 * i]) + Square(answer.TransportedSource[(2 * i) + 1] - _mapped[(2 * i) + 1])));

    private static double Square(double x) => x * x;

    private static (float[] Points, float[] Weights) Read(string path)
    {
        string[] names = CsvTable.Read(path).Header.Contains("weight") ? ["x", "y", "weight"] : ["x", "y"];
        var table = FeatureTable.Read(path, names);
        float[] weights = [.. table.Rows.Select(row => row.Length > 2 ? row[2] : 1f / table.Rows.Length)];
        return ([.. table.Rows.SelectMany(row => row[..2])], weights);
    }

    private static (double X, double Y) Crescent(Random random)
    {
        double angle = Math.PI * random.NextDouble(), radius = 1.2 + (0.4 * random.NextDouble());
        return (radius * Math.Cos(angle), radius * Math.Sin(angle));
    }

    private static (double X, double Y) Rule((double X, double Y) point)
    {
        const double Sine = 0.4794255386, Cosine = 0.8775825619;
        return ((Cosine * point.X) - (Sine * point.Y) + 2.2, (Sine * point.X) + (Cosine * point.Y) + 0.2);
    }
}

/// <summary>A row: both clouds.</summary>
internal sealed class CloudPair
{
    public float[] SourcePoints { get; set; } = [];

    public float[] SourceWeights { get; set; } = [];

    public float[] TargetPoints { get; set; } = [];

    public float[] TargetWeights { get; set; } = [];
}

/// <summary>What is read of the answer.</summary>
internal sealed class CouplingAnswer
{
    public VBuffer<float> Coupling { get; set; }

    public float[] SourceMass { get; set; } = [];

    public float[] TargetMass { get; set; } = [];

    public float TotalMass { get; set; }

    public float TransportCost { get; set; }

    public float[] TransportedSource { get; set; } = [];
}
