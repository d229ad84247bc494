using System.Reflection;
using BenchmarkDotNet.Running;

namespace Microsoft.ML.SlicedOT.Benchmarks;

/// <summary>
/// Bytes a call allocates on the managed heap, threads it starts included. BenchmarkDotNet divides what the process allocated during an
/// iteration by the number of calls, and either counts some kB of its own or, on runtimes newer than itself, takes as much for nothing.
/// </summary>
internal static class ExactAllocation
{
    private const int WarmUps = 2;

    private const int Calls = 5;

    public static Dictionary<BenchmarkCase, long> Measure(IEnumerable<BenchmarkCase> cases)
    {
        Dictionary<BenchmarkCase, long> allocated = [];
        foreach (IGrouping<string, BenchmarkCase> group in cases.GroupBy(benchmark => benchmark.Parameters.DisplayInfo))
        {
            BenchmarkCase first = group.First();
            object instance = BenchmarkInstance.Create(first.Descriptor.Type, property => first.Parameters[property.Name]);
            foreach (BenchmarkCase benchmark in group)
            {
                if (!benchmark.Descriptor.WorkloadMethod.ReturnType.IsValueType || benchmark.Descriptor.WorkloadMethod.ReturnType == typeof(void))
                    allocated[benchmark] = Least(Call(instance, benchmark.Descriptor.WorkloadMethod)) / benchmark.Descriptor.OperationsPerInvoke;
            }
        }
        return allocated;
    }

    private static long Least(Action call)
    {
        long least = long.MaxValue;
        for (int k = 0; k < WarmUps; k++)
            call();
        for (int k = 0; k < Calls; k++)
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
