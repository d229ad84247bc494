namespace Microsoft.ML.SlicedOT;

/// <summary>The groups of features that share a ridge strength.</summary>
internal static class RidgeGroups
{
    public const int Slices = 0;
    public const int Extra = 1;
    public const int Common = 2;
    public const int Count = 3;

    public static readonly string[] Names = ["Slices", "Extra", "Common"];

    /// <summary>The group of every feature.</summary>
    public static int[] Of(PotentialFeatures features)
    {
        var groups = new int[features.Count];
        foreach (FeatureBlock block in features.Blocks)
        {
            groups.AsSpan(block.Offset, block.Count).Fill(block.Kind switch
            {
                FeatureBlockKind.Slices or FeatureBlockKind.Frame or FeatureBlockKind.Pooled => Slices,
                FeatureBlockKind.GaussianPotential or FeatureBlockKind.MeanShift or FeatureBlockKind.Monomials => Extra,
                _ => Common,
            });
        }

        return groups;
    }
}
