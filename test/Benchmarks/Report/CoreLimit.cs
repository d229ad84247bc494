using System.Diagnostics;
using System.Runtime.Versioning;

namespace Microsoft.ML.SlicedOT.Benchmarks;

/// <summary>Fewer cores than there are, for the child processes started meanwhile.</summary>
internal static class CoreLimit
{
    /// <summary>Does the work on so many cores. Call it on the main thread: on Linux that is the one whose cores a process has.</summary>
    [SupportedOSPlatform("linux")]
    [SupportedOSPlatform("windows")]
    public static T On<T>(int cores, Func<T> work)
    {
        using var self = Process.GetCurrentProcess();
        nint all = self.ProcessorAffinity;
        nint some = 0;
        for (nint rest = all; rest != 0 && nint.PopCount(some) < cores; rest &= rest - 1)
            some |= rest & -rest;

        try
        {
            self.ProcessorAffinity = some; // a child begins with its parent's
            return work();
        }
        finally
        {
            self.ProcessorAffinity = all;
        }
    }
}
