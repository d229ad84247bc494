namespace Microsoft.ML.SlicedOT;

/// <summary>
/// A pair of measures that cannot be used: a point, a weight, or what the ground cost or epsilon make of them. The message says what is wrong and
/// what to do; whoever reads pairs from columns or files says where. Everything else that is wrong with a call is another exception.
/// </summary>
public sealed class PairException : ArgumentException
{
    internal PairException(string reason, int? slot = null, PairSide? side = null)
        : base(reason)
    {
        Slot = slot;
        Side = side;
    }

    /// <summary>The place of the value that is wrong, in the weights or in the row-major coordinates; null where no single value is.</summary>
    public int? Slot { get; }

    /// <summary>The measure that is wrong, where the pair's geometry was being made; null where a measure was being made by itself, or where it is the two together.</summary>
    public PairSide? Side { get; }
}

/// <summary>One of the two measures of a pair.</summary>
public enum PairSide
{
    /// <summary>The source.</summary>
    Source,

    /// <summary>The target.</summary>
    Target,
}
