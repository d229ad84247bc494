namespace Microsoft.ML.SlicedOT;

/// <summary>The groups of features that share a ridge strength.</summary>
internal static class RidgeGroups
{
    internal const int Slices = 0;
    internal const int Extra = 1;
    internal const int Common = 2;
    internal const int Count = 3;

    internal static readonly string[] Names = ["Slices", "Extra", "Common"];

    /// <summary>The group of every feature.</summary>
    internal static int[] Of(PotentialFeatures features)
    {
        int[] groups = new int[features.Count];
        foreach (FeatureBlock block in features.Blocks)
        {
            groups.AsSpan(block.Offset, block.Count).Fill(block.Kind switch
            {
                FeatureBlockKind.Slices => Slices,
                FeatureBlockKind.GaussianPotential or FeatureBlockKind.MeanShift or FeatureBlockKind.Monomials => Extra,
                _ => Common,
            });
        }
        return groups;
    }
}
