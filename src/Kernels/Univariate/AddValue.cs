namespace Microsoft.ML.SlicedOT;

/// <summary>Adds the value.</summary>
internal readonly struct AddValue : IPotentialSink
{
    public static double Combine(double stored, double value) => stored + value;
}
