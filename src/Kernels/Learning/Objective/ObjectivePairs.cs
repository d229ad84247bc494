using System.Collections.Concurrent;
using System.Diagnostics;

namespace Microsoft.ML.SlicedOT;

/// <summary>The training pairs of the dual objective, evaluated together on several threads with the same bits for any number of them.</summary>
internal sealed class ObjectivePairs
{
    /// <summary>What is to be gained on a pair, over epsilon, is not taken to be below this: nobody sees a gain that small.</summary>
    private const double LeastGain = 0.01;

    /// <summary>Features are kept between evaluations up to this many bytes, and computed again beyond.</summary>
    private const long LargestCache = 512L << 20;

    private readonly PotentialFeatures _features;
    private readonly TransportProblem[] _problems;
    private readonly TrainingColumns?[] _kept;
    private readonly ConcurrentBag<ObjectiveWorker> _workers = [];
    private readonly NormalEquations[] _slots;
    private readonly FoldBuckets _buckets;
    private readonly double[] _counts;
    private readonly int _threads;

    public ObjectivePairs(PotentialFeatures features, TransportProblem[] problems, int threads)
    {
        _features = features;
        _problems = problems;
        _threads = threads;
        _buckets = new FoldBuckets(features.Count);
        _kept = new TrainingColumns?[problems.Length];
        _slots = new NormalEquations[_threads == 1 ? 1 : 4 * _threads];
        for (int k = 0; k < _slots.Length; k++)
            _slots[k] = new NormalEquations(features.Count);
        long size = 0;
        for (int k = 0; k < problems.Length; k++)
            size += 8L * features.Count * problems[k].SourceCount;
        if (size <= LargestCache)
        {
            long start = Stopwatch.GetTimestamp();
            ForEach(0, problems.Length, k =>
            {
                ObjectiveWorker worker = Take();
                _kept[k] = worker.ComputeColumns(problems[k]).Copy();
                _workers.Add(worker);
            });
            FeatureSeconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        }

        _counts = CountsOf(features.UntrainedCoefficients());
    }

    public int Count => _problems.Length;

    public double Epsilon => _problems[0].Epsilon;

    public double GramSeconds { get; private set; }

    public double FeatureSeconds { get; private set; }

    /// <summary>The semi-dual of pair <paramref name="k"/> and its gradient.</summary>
    public double Gradient(int k, ReadOnlySpan<double> coefficients, Span<double> gradient)
    {
        ObjectiveWorker worker = Take();
        double value = worker.Gradient(_problems[k], _kept[k], coefficients, gradient);
        _workers.Add(worker);
        return value;
    }

    /// <summary>The mean semi-dual over the pairs; not a number where one cannot be evaluated, which <see cref="Quadratic"/> names.</summary>
    public double Value(double[] coefficients)
    {
        var values = new double[Count];
        ForEach(0, Count, k =>
        {
            try
            {
                values[k] = Gradient(k, coefficients, new double[_features.Count]);
            }
            catch (PairException)
            {
                values[k] = double.NaN;
            }
        });
        double sum = 0;
        foreach (double value in values)
            sum += value;
        return sum / Count;
    }

    /// <summary>
    /// The quadratic models of all pairs around <paramref name="coefficients"/>, each as often as it counts, summed in buckets that the next call empties.
    /// </summary>
    /// <exception cref="TrainingPairException">A pair's objective cannot be evaluated.</exception>
    public FoldBuckets Quadratic(double[] coefficients, CancellationToken cancellationToken)
    {
        _buckets.Clear();
        for (int start = 0; start < Count; start += _slots.Length)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int length = Math.Min(_slots.Length, Count - start);
            var outcomes = new PairOutcome[length];
            var failures = new Exception?[length];
            ForEach(start, length, k =>
            {
                ObjectiveWorker worker = Take();
                try
                {
                    outcomes[k - start] = worker.Quadratic(_problems[k], _kept[k], coefficients, _slots[k - start]);
                    _workers.Add(worker);
                }
                catch (PairException error)
                {
                    failures[k - start] = error;
                }
            });
            for (int k = 0; k < length; k++)
            {
                if (failures[k] is { } failure)
                    throw new TrainingPairException(start + k, failure.Message, failure);
                _slots[k].Scale(_counts[start + k]);
                TransportProblem problem = _problems[start + k];
                _buckets.Add(problem.Source.ContentHash, problem.Target.ContentHash, _slots[k]);
                GramSeconds += outcomes[k].GramSeconds;
                FeatureSeconds += outcomes[k].FeatureSeconds;
            }
        }

        return _buckets;
    }

    /// <summary>
    /// How often each pair counts, once on average: by one over the square root of what the first sweep gains on the untrained model's potential, so that a few
    /// pairs of large potentials do not decide for all. (One over the gain itself is better on heavy tails, and worse where pairs are alike.)
    /// </summary>
    private double[] CountsOf(double[] untrained)
    {
        var counts = new double[Count];
        ForEach(0, Count, k =>
        {
            ObjectiveWorker worker = Take();
            try
            {
                double gain = worker.FirstGain(_problems[k], _kept[k], untrained);
                counts[k] = double.IsFinite(gain) ? 1 / Math.Sqrt(gain + LeastGain) : 1;
                _workers.Add(worker);
            }
            catch (Exception error) when (error is ArgumentException or ArithmeticException)
            {
                counts[k] = 1; // the first evaluation names the pair
            }
        });
        double mean = counts.Average();
        for (int k = 0; k < counts.Length; k++)
            counts[k] /= mean;
        return counts;
    }

    private ObjectiveWorker Take() => _workers.TryTake(out ObjectiveWorker? worker) ? worker : new ObjectiveWorker(_features);

    private void ForEach(int start, int length, Action<int> work)
    {
        if (_threads == 1)
        {
            for (int k = start; k < start + length; k++)
                work(k);
            return;
        }

        Parallel.For(start, start + length, new ParallelOptions { MaxDegreeOfParallelism = _threads }, work);
    }
}
