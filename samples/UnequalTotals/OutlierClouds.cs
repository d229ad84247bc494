using Microsoft.ML.Data;
using static System.FormattableString;

namespace UnequalTotals;

/// <summary>A crescent, and the same turned and moved; some points of each are noise from elsewhere.</summary>
internal sealed class OutlierClouds
{
    public const int Count = 160;

    public const int Outliers = 24;

    private OutlierClouds(float[] source, float[] target, float[] mapped)
    {
        Source = source;
        Target = target;
        Mapped = mapped;
    }

    /// <summary>The source points, outliers last.</summary>
    public float[] Source { get; }

    /// <summary>The target points, in an order of their own, outliers last.</summary>
    public float[] Target { get; }

    /// <summary>Where the source points go by the rule that made the target.</summary>
    public float[] Mapped { get; }

    public static OutlierClouds Create(int seed)
    {
        var random = new Random(seed);
        float[] source = new float[2 * Count], target = new float[2 * Count], mapped = new float[2 * Count];
        for (int i = 0; i < Count; i++)
        {
            (double x, double y) = i < Count - Outliers ? Crescent(random) : ((4 * random.NextDouble()) - 3, -3.4 - random.NextDouble());
            (source[2 * i], source[(2 * i) + 1]) = ((float)x, (float)y);
            (x, y) = Rule(x, y);
            (mapped[2 * i], mapped[(2 * i) + 1]) = ((float)x, (float)y);
            (x, y) = i < Count - Outliers ? Rule(Crescent(random)) : (1.5 + (4 * random.NextDouble()), 3.4 + random.NextDouble());
            (target[2 * i], target[(2 * i) + 1]) = ((float)x, (float)y);
        }

        return new OutlierClouds(source, target, mapped);
    }

    /// <summary>A line of the table.</summary>
    public string[] Row(string name, CouplingAnswer answer)
    {
        double outliers = Kept(answer, Count - Outliers, Count), others = Kept(answer, 0, Count - Outliers);
        return [name, Invariant($"{answer.TotalMass:0.00}"), Invariant($"{outliers:P0}"), Invariant($"{others:P0}"), Invariant($"{Auc(answer):0.00}"), Invariant($"{MapError(answer):0.00}")];
    }

    /// <summary>The share of the mass of some source points that is moved.</summary>
    private static double Kept(CouplingAnswer answer, int start, int end) => answer.SourceMass[start..end].Average() * Count;

    /// <summary>How often an outlier has lost more of its mass than another point, ties counted half.</summary>
    private static double Auc(CouplingAnswer answer)
    {
        double wins = 0;
        for (int i = 0; i < Count - Outliers; i++)
        {
            for (int j = Count - Outliers; j < Count; j++)
                wins += answer.SourceMass[j] < answer.SourceMass[i] - 1e-9f ? 1 : answer.SourceMass[j] > answer.SourceMass[i] + 1e-9f ? 0 : 0.5;
        }

        return wins / ((double)Outliers * (Count - Outliers));
    }

    private double MapError(CouplingAnswer answer) => Enumerable.Range(0, Count - Outliers)
        .Average(i => Math.Sqrt(Square(answer.TransportedSource[2 * i] - Mapped[2 * i]) + Square(answer.TransportedSource[(2 * i) + 1] - Mapped[(2 * i) + 1])));

    private static double Square(double x) => x * x;

    private static (double X, double Y) Crescent(Random random)
    {
        double angle = Math.PI * random.NextDouble(), radius = 1.2 + (0.4 * random.NextDouble());
        return (radius * Math.Cos(angle), radius * Math.Sin(angle));
    }

    private static (double X, double Y) Rule((double X, double Y) point) => Rule(point.X, point.Y);

    private static (double X, double Y) Rule(double x, double y)
    {
        const double Sine = 0.4794255386, Cosine = 0.8775825619;
        return ((Cosine * x) - (Sine * y) + 2.2, (Sine * x) + (Cosine * y) + 0.2);
    }
}

/// <summary>A row: both clouds.</summary>
internal sealed class CloudPair
{
    public float[] SourcePoints { get; set; } = [];

    public float[] TargetPoints { get; set; } = [];
}

/// <summary>What is read of the answer.</summary>
internal sealed class CouplingAnswer
{
    public VBuffer<float> Coupling { get; set; }

    public float[] SourceMass { get; set; } = [];

    public float[] TargetMass { get; set; } = [];

    public float TotalMass { get; set; }

    public float[] TransportedSource { get; set; } = [];
}
