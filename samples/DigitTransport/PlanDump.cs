using System.Runtime.InteropServices;
using Microsoft.ML.SlicedOT;

namespace DigitTransport;

/// <summary>Writes couplings and potentials as plain little-endian float32, for other programs to check.</summary>
internal static class PlanDump
{
    public static void Write(string directory, int pair, EntropicSolution solution, ReadOnlySpan<float> plan)
    {
        Directory.CreateDirectory(directory);
        WriteFloats(Path.Combine(directory, $"plan_{pair}.f32"), plan);

        ReadOnlySpan<double> f = solution.SourcePotential, g = solution.TargetPotential;
        var potentials = new float[f.Length + g.Length];
        for (int i = 0; i < f.Length; i++)
            potentials[i] = (float)f[i];
        for (int j = 0; j < g.Length; j++)
            potentials[f.Length + j] = (float)g[j];
        WriteFloats(Path.Combine(directory, $"potentials_{pair}.f32"), potentials);
    }

    private static void WriteFloats(string path, ReadOnlySpan<float> values)
    {
        if (!BitConverter.IsLittleEndian)
            throw new PlatformNotSupportedException("The files are little-endian; this machine is not.");
        using FileStream file = File.Create(path);
        file.Write(MemoryMarshal.AsBytes(values));
    }
}
