namespace SupplyDemand;

/// <summary>A row: how much each depot has and each city wants, this time. Where they are is said once, in the options.</summary>
public sealed class Season
{
    public float[] SourceWeights { get; set; } = [];

    public float[] TargetWeights { get; set; } = [];

    /// <summary>Seasons that differ: supply is binomial x uniform, demand in proportion to the places' weights x uniform.</summary>
    internal static Season[] Draw(Places supply, Places demand, int count, int seed)
    {
        const int Trials = 10;
        Random random = new(seed);
        float[] Weights(Places places, Func<double> factor) => [.. places.Weights.Select(weight => (float)(weight * factor()))];
        double Binomial() => Enumerable.Range(0, Trials).Count(_ => random.Next(2) == 1);
        var seasons = new Season[count];
        for (int k = 0; k < count; k++)
        {
            seasons[k] = new Season
            {
                SourceWeights = Weights(supply, () => Binomial() * random.NextDouble()),
                TargetWeights = Weights(demand, random.NextDouble),
            };
        }

        return seasons;
    }
}
