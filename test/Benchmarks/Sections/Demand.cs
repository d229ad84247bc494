using Microsoft.ML.SlicedOT.Simd;

namespace Microsoft.ML.SlicedOT.Benchmarks;

/// <summary>What a kernel asks of the machine, and how soon the machine could have done it.</summary>
/// <param name="Exponentials">Exponentials taken.</param>
/// <param name="Precision">The precision of exponentials and multiply-adds.</param>
/// <param name="MultiplyAdds">Multiply-adds besides those inside exponentials.</param>
/// <param name="BytesRead">Bytes read of what is too large for registers and the first-level cache.</param>
/// <param name="BytesWritten">Bytes written, likewise.</param>
internal readonly record struct Demand(double Exponentials, KernelPrecision Precision, double MultiplyAdds = 0, double BytesRead = 0, double BytesWritten = 0)
{
    /// <summary>The least time in milliseconds, by the unit that is busy longest, and that unit's name.</summary>
    public (double Milliseconds, string Unit) AtLeast(MachineLimits limits)
    {
        bool isSingle = Precision == KernelPrecision.Single;
        (double Nanoseconds, string Unit)[] bounds =
        [
            (Exponentials / limits.Exponentials(Precision), "exponentials"),
            (MultiplyAdds / (isSingle ? limits.SingleMultiplyAdds : limits.DoubleMultiplyAdds), "multiply-adds"),
            ((BytesRead / limits.Read(BytesRead)) + (BytesWritten / limits.Written(BytesWritten)), "bytes"),
        ];
        (double nanoseconds, string unit) = bounds.MaxBy(bound => bound.Nanoseconds);
        return (nanoseconds / 1e6, unit);
    }
}
