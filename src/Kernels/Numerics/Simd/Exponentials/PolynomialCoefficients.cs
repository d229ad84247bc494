namespace Microsoft.ML.SlicedOT.Simd;

/// <summary>Coefficients of the minimax polynomial of 2^x on [-1/2, 1/2] of degree 6, from the constant term on.</summary>
internal static unsafe class PolynomialCoefficients
{
    private static readonly AlignedBuffer<float> Buffer = Fill(
        [1f, 0.6931472057348868f, 0.24022646890115523f, 0.055503287816624156f, 0.009618489060964235f, 0.0013399929818629383f, 0.00015345779771296525f]);

    /// <summary>Seven numbers.</summary>
    public static float* Single => Buffer.Pointer;

    private static AlignedBuffer<float> Fill(ReadOnlySpan<float> coefficients)
    {
        var buffer = new AlignedBuffer<float>();
        coefficients.CopyTo(buffer.Resize(coefficients.Length));
        return buffer;
    }
}
