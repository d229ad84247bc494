namespace Microsoft.ML.SlicedOT;

/// <summary>What the options of all ways of learning have in common.</summary>
internal interface ITrainingOptions
{
    FeatureOptions Features { get; }

    double? Ridge { get; }

    bool ChooseNumberOfDirections { get; }

    int NumberOfThreads { get; }
}
