namespace Microsoft.ML.SlicedOT;

/// <summary>Stores the value as it is.</summary>
internal readonly struct StoreValue : IPotentialSink
{
    public static double Combine(double stored, double value) => value;
}
