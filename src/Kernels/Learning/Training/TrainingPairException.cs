namespace Microsoft.ML.SlicedOT;

/// <summary>A training pair whose objective cannot be evaluated.</summary>
internal sealed class TrainingPairException(int pair, string reason, Exception? inner) : Exception(reason, inner)
{
    /// <summary>Which of the pairs.</summary>
    public int Pair => pair;
}
