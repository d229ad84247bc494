namespace Microsoft.ML.SlicedOT;

/// <summary>Decoded models of couplings.</summary>
internal static class RuntimeCache
{
    private static readonly TextCache<CouplingRuntime> Runtimes = new(static text => new CouplingRuntime(CouplingParametersFormat.FromText(text)));

    /// <summary>The decoded model of a text.</summary>
    /// <exception cref="InvalidDataException">The text is damaged, missing, or of a later version.</exception>
    public static CouplingRuntime Get(ReadOnlyMemory<char> text) => Runtimes.Get(text);
}
