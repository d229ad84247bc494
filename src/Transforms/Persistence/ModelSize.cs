namespace Microsoft.ML.SlicedOT;

/// <summary>Whether what is going to be learned will fit into an ML.NET model, asked before anything is learned.</summary>
internal static class ModelSize
{
    private const long MostNumbers = ParametersText.MaximumBytes / sizeof(float);

    /// <summary>Throws where directions and frequencies alone are too many.</summary>
    /// <param name="features">What features.</param>
    /// <param name="dimension">Dimension of the points.</param>
    /// <param name="sourceCount">Number of atoms of the fixed source support, or 0.</param>
    /// <exception cref="InvalidOperationException">The model would be too large; the message names the options.</exception>
    public static void Require(FeatureOptions features, int dimension, int sourceCount)
    {
        long numbers = PotentialFeatures.CountNumbers(features, dimension, sourceCount);
        if (numbers <= MostNumbers)
            return;
        throw new InvalidOperationException(FormattableString.Invariant(
            $"In {dimension} dimensions the model's features would take {numbers:N0} numbers; at most {MostNumbers:N0} fit into an ML.NET model. Choose a smaller NumberOfDirections or RandomFourierFeatures, or reduce the dimension of the points, by principal components for example."));
    }
}
