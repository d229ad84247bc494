namespace Microsoft.ML.SlicedOT;

/// <summary>What to do with weights that do not sum to 1.</summary>
public enum WeightNormalization
{
    /// <summary>Divide the weights by their sum.</summary>
    Normalize,

    /// <summary>Weights that do not sum to 1 within 1e-4 are an error; a sum within that is normalised exactly.</summary>
    Required,
}
