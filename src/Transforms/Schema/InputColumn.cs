namespace Microsoft.ML.SlicedOT;

/// <summary>One of the user's columns.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Reserved">The name the mappings read it under.</param>
/// <param name="Size">The number of slots every row must have; 0 where rows may differ.</param>
/// <param name="HoldsPoints">Whether it holds coordinates rather than weights.</param>
internal readonly record struct InputColumn(string Name, string Reserved, int Size, bool HoldsPoints)
{
    /// <summary>What a message calls the contents.</summary>
    public string Contents => HoldsPoints ? "points (coordinates row-major, point after point)" : "weights (one a point)";
}
