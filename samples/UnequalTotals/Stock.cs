using Microsoft.ML;
using Microsoft.ML.SlicedOT;
using static System.FormattableString;

namespace UnequalTotals;

/// <summary>More stock than demand: the target is exact, the source is not.</summary>
internal static class Stock
{
    private static readonly string[] Places = ["harbour", "airport", "station"];

    /// <summary>Solves it and says what is sent.</summary>
    public static StockAnswer Solve(MLContext context)
    {
        // Stock at the harbour, the airport and the station; demand in two towns, near the airport and near the station.
        StockRow[] rows = [new() { SourceWeights = [0.4f, 0.3f, 0.3f], TargetWeights = [0.3f, 0.2f] }];
        IDataView view = context.Data.LoadFromEnumerable(rows);
        CouplingTransformer solver = context.SlicedOT().SolveCoupling(new SolveCouplingOptions
        {
            SourceSupport = new Support([0, 0, 4, 0, 8, 1], dimension: 2),
            TargetSupport = new Support([5, 1, 8, 0], dimension: 2),
            Epsilon = 0.2,
            SourceMassPenalty = MassPenalty.Absolute(0.5),
        }).Fit(view);
        StockAnswer answer = context.Data.CreateEnumerable<StockAnswer>(solver.Transform(view), reuseRowObject: false).Single();
        for (int i = 0; i < Places.Length; i++)
            Console.WriteLine(Invariant($"  {Places[i],-8} has {rows[0].SourceWeights[i]:0.0}, sends {answer.SourceMass[i]:0.000}"));
        Console.WriteLine(Invariant($"  in all {answer.TotalMass:0.000}; the towns get {answer.TargetMass[0]:0.000} and {answer.TargetMass[1]:0.000}"));
        return answer;
    }

    private sealed class StockRow
    {
        public float[] SourceWeights { get; set; } = [];

        public float[] TargetWeights { get; set; } = [];
    }
}

/// <summary>What is sent, and what arrives.</summary>
internal sealed class StockAnswer
{
    public float[] SourceMass { get; set; } = [];

    public float[] TargetMass { get; set; } = [];

    public float TotalMass { get; set; }
}
