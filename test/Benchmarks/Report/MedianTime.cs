using System.Diagnostics;

namespace Microsoft.ML.SlicedOT.Benchmarks;

/// <summary>The median time of an action, after enough calls for the just-in-time compiler to be done.</summary>
internal static class MedianTime
{
    private const int MostCalls = 101;

    /// <summary>The compiler takes some dozens of calls and pauses of a tenth of a second, twice, before it has optimised what they call.</summary>
    private const double LeastWarmUp = 0.5;

    /// <param name="action">What to time; called with the number of the call, so that it can go through several inputs.</param>
    /// <param name="seconds">About how long to measure; warming up takes half of that, or half a second, before.</param>
    /// <returns>Milliseconds.</returns>
    public static double Milliseconds(Action<int> action, double seconds)
    {
        long start = Stopwatch.GetTimestamp();
        int warm = 0;
        while (warm < 2 || Stopwatch.GetElapsedTime(start).TotalSeconds < Math.Max(LeastWarmUp, seconds / 2))
            action(warm++);

        List<double> times = [];
        start = Stopwatch.GetTimestamp();
        while (times.Count < 5 || (times.Count < MostCalls && Stopwatch.GetElapsedTime(start).TotalSeconds < seconds))
        {
            long call = Stopwatch.GetTimestamp();
            action(times.Count);
            times.Add(Stopwatch.GetElapsedTime(call).TotalMilliseconds);
        }

        times.Sort();
        return times[times.Count / 2];
    }

    /// <summary>Milliseconds of the fastest of some calls after a first one: for many ratios, where medians would take too long.</summary>
    public static double Least(Action action, int calls)
    {
        action();
        double least = double.PositiveInfinity;
        for (int call = 0; call < calls; call++)
        {
            long start = Stopwatch.GetTimestamp();
            action();
            least = Math.Min(least, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        return least;
    }
}
