using Microsoft.ML.SlicedOT;

namespace Microsoft.ML;

/// <summary>Where ML.NET users enter.</summary>
public static class SlicedOTCatalogExtensions
{
    /// <summary>Optimal transport couplings between measures: predict, solve, evaluate.</summary>
    /// <param name="mlContext">The context.</param>
    public static SlicedOTCatalog SlicedOT(this MLContext mlContext)
    {
        ArgumentNullException.ThrowIfNull(mlContext);
        return new SlicedOTCatalog(mlContext);
    }
}
