using System.Reflection;
using BenchmarkDotNet.Running;

namespace Microsoft.ML.SlicedOT.Benchmarks;

/// <summary>
/// Bytes a call allocates on the managed heap, threads it starts included. BenchmarkDotNet divides what the process allocated during an
/// iteration by the number of calls, and either counts some kB of its own or, on runtimes newer than itself, takes as much for nothing.
/// </summary>
internal static class ExactAllocation
{
    /// <param name="cases">What to call.</param>
    /// <param name="warmUps">Calls before any is counted.</param>
    /// <param name="calls">Calls of which the one that allocates least counts.</param>
    public static Dictionary<BenchmarkCase, long> Measure(IEnumerable<BenchmarkCase> cases, int warmUps, int calls)
    {
        Dictionary<BenchmarkCase, long> allocated = [];
        foreach (IGrouping<string, BenchmarkCase> group in cases.GroupBy(benchmark => benchmark.Parameters.DisplayInfo))
        {
            BenchmarkCase first = group.First();
            object instance = BenchmarkInstance.Create(first.Descriptor.Type, property => first.Parameters[property.Name]);
            foreach (BenchmarkCase benchmark in group)
            {
                if (!benchmark.Descriptor.WorkloadMethod.ReturnType.IsValueType || benchmark.Descriptor.WorkloadMethod.ReturnType == typeof(void))
                    allocated[benchmark] = Least(Call(instance, benchmark.Descriptor.WorkloadMethod), warmUps, calls) / benchmark.Descriptor.OperationsPerInvoke;
            }
        }

        return allocated;
    }

    private static long Least(Action call, int warmUps, int calls)
    {
        long least = long.MaxValue;
        for (int k = 0; k < warmUps; k++)
            call();
        for (int k = 0; k < calls; k++)
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            call();
            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
        }

        return least;
    }

    private static Action Call(object instance, MethodInfo method)
    {
        if (method.ReturnType == typeof(void))
            return method.CreateDelegate<Action>(instance);
        Func<object> function = method.CreateDelegate<Func<object>>(instance);
        return () => function();
    }
}
