namespace Microsoft.ML.SlicedOT;

/// <summary>What happens with a potential's value at an atom.</summary>
internal interface IPotentialSink
{
    /// <summary>The number to store where <paramref name="stored"/> was.</summary>
    static abstract double Combine(double stored, double value);
}
