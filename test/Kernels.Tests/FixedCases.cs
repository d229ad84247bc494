using CsCheck;

namespace Microsoft.ML.SlicedOT.Kernels.Tests;

/// <summary>Checks facts on random cases that are the same in every run; a case that breaks one is shrunk.</summary>
internal static class FixedCases
{
    private const ulong Seed = 7081;

    private const int TriesToShrink = 20_000;

    public static void Check<T>(Gen<T> cases, int count, Action<T> fact)
    {
        for (uint k = 0; k < count; k++)
        {
            // CsCheck takes only the first case of a sample from the seed, so that every case is a sample of its own.
            string seed = new PCG(k, Seed).ToString();
            try
            {
                cases.Sample(fact, seed: seed, iter: 1, threads: 1);
            }
            catch (CsCheckException)
            {
                cases.Sample(fact, seed: seed, iter: TriesToShrink, threads: 1, print: static found => $"{found}");
            }
        }
    }
}
