namespace Microsoft.ML.SlicedOT;

/// <summary>Adds the value times the coefficient.</summary>
internal readonly struct AddScaledValue : IPotentialSink
{
    public static double Combine(double stored, double coefficient, double value) => stored + (coefficient * value);
}
