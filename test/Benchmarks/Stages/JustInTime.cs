using System.Diagnostics;
using System.Reflection;
using BenchmarkDotNet.Attributes;

namespace Microsoft.ML.SlicedOT.Benchmarks;

/// <summary>
/// Calls benchmarks until the just-in-time compiler has optimised what they call: it does so in the background, after some dozens of calls and
/// a pause, and a library that was not compiled ahead (System.Numerics.Tensors) is ten times slower before.
/// </summary>
internal static class JustInTime
{
    private const int Rounds = 3;

    private const int CallsARound = 40;

    private static readonly TimeSpan LongestRound = TimeSpan.FromMilliseconds(150);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    /// <summary>Runs all benchmarks of a class on its first parameters.</summary>
    public static void Settle(Type type)
    {
        object instance = BenchmarkInstance.Create(type, BenchmarkInstance.FirstValue);
        MethodInfo[] benchmarks = [.. type.GetMethods().Where(method => method.IsDefined(typeof(BenchmarkAttribute)))];
        for (int round = 0; round < Rounds; round++)
        {
            foreach (MethodInfo benchmark in benchmarks)
            {
                long start = Stopwatch.GetTimestamp();
                for (int call = 0; call < CallsARound && Stopwatch.GetElapsedTime(start) < LongestRound; call++)
                    benchmark.Invoke(instance, null);
            }

            Thread.Sleep(Pause);
        }
    }
}
