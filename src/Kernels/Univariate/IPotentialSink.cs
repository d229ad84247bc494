namespace Microsoft.ML.SlicedOT;

/// <summary>What happens with a potential's value at an atom.</summary>
internal interface IPotentialSink
{
    /// <summary>The number to store where <paramref name="stored"/> was.</summary>
    static abstract double Combine(double stored, double value);
}

/// <summary>Stores the value as it is.</summary>
internal readonly struct StoreValue : IPotentialSink
{
    public static double Combine(double stored, double value) => value;
}

/// <summary>Adds the value.</summary>
internal readonly struct AddValue : IPotentialSink
{
    public static double Combine(double stored, double value) => stored + value;
}
