namespace Microsoft.ML.SlicedOT.Soak;

/// <summary>What the command line asks for.</summary>
internal sealed record SoakArguments(long Rows, int Threads, int Seed);
