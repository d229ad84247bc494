using System.Diagnostics;

namespace Microsoft.ML.SlicedOT.Soak;

/// <summary>What the process holds at a quiet moment, after a full collection.</summary>
/// <param name="ManagedBytes">Bytes alive on the managed heap.</param>
/// <param name="WorkingSetBytes">Physical memory.</param>
/// <param name="Handles">Open files and sockets (Linux), or handles.</param>
/// <param name="TemporaryFiles">Files left in the temporary folder.</param>
internal readonly record struct ResourceUse(long ManagedBytes, long WorkingSetBytes, int Handles, int TemporaryFiles)
{
    private const long MegaByte = 1 << 20;
    private const long MostManagedGrowth = 8 * MegaByte;
    private const long MostWorkingSetGrowth = 160 * MegaByte;
    private const int MostHandleGrowth = 8;

    public static ResourceUse Now(string temporaryFolder)
    {
        for (int k = 0; k < 3; k++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        using var process = Process.GetCurrentProcess();
        int handles = Directory.Exists("/proc/self/fd") ? Directory.GetFileSystemEntries("/proc/self/fd").Length : process.HandleCount;
        return new ResourceUse(
            GC.GetTotalMemory(forceFullCollection: true), process.WorkingSet64, handles,
            Directory.GetFileSystemEntries(temporaryFolder, "*", SearchOption.AllDirectories).Length);
    }

    /// <summary>What grew too much since <paramref name="before"/>, or null.</summary>
    public string? Excess(ResourceUse before)
    {
        if (ManagedBytes - before.ManagedBytes > MostManagedGrowth)
            return "the managed heap grew";
        if (WorkingSetBytes - before.WorkingSetBytes > MostWorkingSetGrowth)
            return "the working set grew";
        if (Handles - before.Handles > MostHandleGrowth)
            return "handles were left open";
        return TemporaryFiles > before.TemporaryFiles ? "temporary files were left" : null;
    }

    /// <summary>The growth since <paramref name="before"/> in a few words.</summary>
    public string Growth(ResourceUse before) => FormattableString.Invariant(
        $"memory {Signed((ManagedBytes - before.ManagedBytes) / (double)MegaByte)} MB, working set {Signed((WorkingSetBytes - before.WorkingSetBytes) / (double)MegaByte)} MB, handles {Handles - before.Handles:+0;-0;+0}, temporary files {TemporaryFiles - before.TemporaryFiles:+0;-0;+0}");

    public override string ToString() => FormattableString.Invariant(
        $"{ManagedBytes / (double)MegaByte:F1} MB managed, {WorkingSetBytes / (double)MegaByte:F0} MB working set, {Handles} handles, {TemporaryFiles} temporary files");

    private static string Signed(double value) => Math.Round(value).ToString("+0;-0;+0", System.Globalization.CultureInfo.InvariantCulture);
}
