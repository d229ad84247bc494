using System.Globalization;

namespace Microsoft.ML.SlicedOT.Benchmarks;

/// <summary>Numbers as tables show them: three digits and a unit.</summary>
internal static class Quantity
{
    public static string Time(double nanoseconds) => nanoseconds switch
    {
        < 1e3 => Digits(nanoseconds) + " ns",
        < 1e6 => Digits(nanoseconds / 1e3) + " μs",
        < 1e9 => Digits(nanoseconds / 1e6) + " ms",
        _ => Digits(nanoseconds / 1e9) + " s",
    };

    /// <summary>Bytes allocated; a dash for none.</summary>
    public static string Bytes(long bytes) => bytes switch
    {
        0 => "-",
        < 10_000 => bytes.ToString(CultureInfo.InvariantCulture) + " B",
        < 10_000_000 => Digits(bytes / 1e3) + " kB",
        _ => Digits(bytes / 1e6) + " MB",
    };

    public static string Ratio(double value) => value.ToString(value < 9.95 ? "0.0" : "0", CultureInfo.InvariantCulture) + "x";

    public static string Digits(double value) => value.ToString(value < 9.995 ? "0.00" : value < 99.95 ? "0.0" : "0", CultureInfo.InvariantCulture);
}
