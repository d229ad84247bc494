using System.Diagnostics;
using Microsoft.ML;
using Microsoft.ML.SlicedOT;
using Samples.Shared;

namespace FlowMatching;

/// <summary>A way to say which points of a batch belong together.</summary>
internal sealed class Matching(string name, Func<IEnumerable<PointBatch>, IEnumerable<PointMatches>> match, double learningSeconds = 0)
{
    private const int MostSweeps = 10_000, WarmingBatches = 60;
    private const double Tolerance = 1e-2, WarmingSeconds = 1;

    public string Name => name;

    /// <summary>What learning it took.</summary>
    public double LearningSeconds => learningSeconds;

    /// <summary>As they were drawn.</summary>
    public static Matching Independent { get; } = new("independent", batches => batches.Select(batch => Straight(batch.SourcePoints.Length / 2)));

    /// <summary>The cheapest permutation, by our network simplex.</summary>
    public static Matching Exact { get; } = new("exact", batches => OnAllCores(batches, static (source, target, sampler) =>
        sampler.Sample(ExactTransportCost.ComputeCoupling(source, target, out _))));

    /// <summary>Both clouds halved again and again: a permutation some per cent dearer than the cheapest.</summary>
    public static Matching Bisection { get; } = new("mass bisection", batches => OnAllCores(batches, static (source, target, sampler) =>
        sampler.Sample(BisectionCoupling.Compute(source, target, new TransportCostBoundsOptions { AdditionalFrames = 0 }).ToSparse())));

    /// <summary>An entropic coupling of each batch, solved from nothing.</summary>
    /// <param name="context">ML.NET.</param>
    /// <param name="epsilon">The regularisation.</param>
    /// <param name="sweeps">Sweeps to stop after; null: at a marginal violation of 1e-2.</param>
    public static Matching Entropic(MLContext context, double epsilon, int? sweeps = null) => OfModel(
        sweeps is null ? "entropic" : sweeps == 1 ? "entropic, 1 sweep" : $"entropic, {sweeps} sweeps", context, context.SlicedOT().SolveCoupling(Settings(new SolveCouplingOptions
        {
            Tolerance = Tolerance,
            MaximumSweeps = sweeps ?? MostSweeps,
            StartFromUntrained = false, // what learning is compared with
        }, epsilon)), [new PointBatch([0, 0], [0, 0])]);

    /// <summary>A coupling predicted by a model that is saved and loaded before use.</summary>
    /// <param name="name">What tables call it.</param>
    /// <param name="context">ML.NET.</param>
    /// <param name="epsilon">The regularisation.</param>
    /// <param name="method">How it is learned.</param>
    /// <param name="examples">Batches to learn from.</param>
    /// <param name="isFast">Whether it sees potentials along fixed directions alone, and none of the batch's pooled points: faster and coarser.</param>
    /// <param name="file">Where the model is kept, or null.</param>
    public static Matching Predicted(
        string name, MLContext context, double epsilon, PotentialLearning method, IReadOnlyList<PointBatch> examples, bool isFast = false, string? file = null) => OfModel(
            name, context, context.SlicedOT().PredictCoupling(Settings(new PredictCouplingOptions
            {
                Method = method,
                Features = new FeatureOptions { PooledPotential = !isFast },
                NumberOfHalfSteps = 1, // the draws take the second: rows count relative to their sums
            }, epsilon)), examples, file);

    /// <summary>Matches batch after batch.</summary>
    /// <param name="batches">The batches.</param>
    /// <param name="seconds">Receives the processor's time, of all cores together: neither their number nor what else they do matters much.</param>
    public List<PointMatches> Match(IReadOnlyList<PointBatch> batches, out double seconds)
    {
        long begin = Stopwatch.GetTimestamp();
        foreach (PointMatches _ in match(batches.Take(WarmingBatches))) // the first calls pay for the compiler
        {
            if (Stopwatch.GetElapsedTime(begin).TotalSeconds > WarmingSeconds)
                break;
        }

        TimeSpan start = Environment.CpuUsage.TotalTime;
        List<PointMatches> matches = LongWork.Collect(name, batches.Count, match(batches));
        seconds = (Environment.CpuUsage.TotalTime - start).TotalSeconds;
        return matches;
    }

    private static T Settings<T>(T options, double epsilon)
        where T : CouplingOptions
    {
        options.Dimension = 2;
        options.Epsilon = epsilon;
        options.Matches = new MatchOptions { Sampling = MatchSampling.EverySource };
        return options;
    }

    private static Matching OfModel(string name, MLContext context, IEstimator<ITransformer> estimator, IReadOnlyList<PointBatch> examples, string? file = null)
    {
        IDataView view = context.Data.LoadFromEnumerable(examples);
        TimeSpan start = Environment.CpuUsage.TotalTime;
        ITransformer fitted = estimator.Fit(view);
        double seconds = (Environment.CpuUsage.TotalTime - start).TotalSeconds;
        ITransformer model = SavedModel.SaveAndLoad(context, fitted, view.Schema, file);
        return new Matching(name, batches => context.Data.CreateEnumerable<PointMatches>(model.Transform(context.Data.LoadFromEnumerable(batches)), reuseRowObject: false), seconds);
    }

    private static IEnumerable<PointMatches> OnAllCores(IEnumerable<PointBatch> batches, Action<DiscreteMeasure, DiscreteMeasure, CouplingSampler> draw) =>
        batches.AsParallel().AsOrdered().WithMergeOptions(ParallelMergeOptions.NotBuffered).Select(batch =>
        {
            var sampler = new CouplingSampler(new MatchOptions { Sampling = MatchSampling.EverySource });
            draw(new DiscreteMeasure(batch.SourcePoints, 2), new DiscreteMeasure(batch.TargetPoints, 2), sampler);
            return new PointMatches { MatchedSource = [.. sampler.Sources], MatchedTarget = [.. sampler.Targets] };
        });

    private static PointMatches Straight(int count)
    {
        int[] indices = [.. Enumerable.Range(0, count)];
        return new PointMatches { MatchedSource = indices, MatchedTarget = indices };
    }
}
