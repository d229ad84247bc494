using System.Globalization;

namespace Microsoft.ML.SlicedOT;

/// <summary>How large a model will be, known before any work is done for it.</summary>
internal static class ModelSize
{
    /// <summary>The most features a fit can have.</summary>
    public const int MostFeatures = TrainingSetup.MostFeatures;

    /// <summary>The most features of one kind.</summary>
    public const int MostOfAKind = FeatureOptions.LargestCount;

    /// <summary>The most threads a fit can use.</summary>
    public const int MostThreads = TrainingSetup.MostThreads;

    /// <summary>Checks that a model with these features fits into memory and into an ML.NET file.</summary>
    /// <param name="options">The features.</param>
    /// <param name="dimension">The dimension of the points.</param>
    /// <param name="sourceCount">The number of fixed source points, or 0.</param>
    /// <param name="targetCount">The number of fixed target points, or 0.</param>
    /// <returns>What is wrong, said after "Option x"; null where nothing is.</returns>
    public static string? Excess(FeatureOptions options, int dimension, int sourceCount, int targetCount)
    {
        long directions = options.Directions?.Count ?? options.ResolveNumberOfDirections(dimension);
        long fourier = options.RandomFourierFeatures;
        bool isHigh = dimension > MeasureMoments.FullCovarianceLimit;
        long monomials = options.Monomials ? (isHigh ? 2 : (long)dimension * (dimension + 1)) : 0;
        long features = (isHigh ? Math.Min(directions, SliceBlock.MostInHighDimension) : directions) + fourier + monomials + (options.AtomIntercept ? sourceCount : 0);
        if (features > MostFeatures)
            return Say($"gives the model {features:N0} features; at most {MostFeatures:N0} are learned: give a smaller NumberOfDirections or RandomFourierFeatures");

        double bytes = (4.0 * directions * dimension) + (8.0 * fourier * (dimension + 1)) + (8.0 * features) + (4.0 * (sourceCount + targetCount) * dimension);
        return bytes <= ParametersText.MaximumBytes
            ? null
            : Say($"makes a model of about {bytes / sizeof(float):N0} numbers ({directions:N0} directions and {fourier:N0} random Fourier features of Dimension {dimension:N0}); ")
                + Say($"at most {ParametersText.MaximumBytes / sizeof(float):N0} fit into an ML.NET model: give a smaller NumberOfDirections or RandomFourierFeatures, or project the points to a smaller Dimension");
    }

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
