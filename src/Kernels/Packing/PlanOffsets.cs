using System.Runtime.CompilerServices;
using Microsoft.ML.SlicedOT.Simd;

namespace Microsoft.ML.SlicedOT;

/// <summary>The part of a plan's exponents (base 2) that belongs to one atom: potential over epsilon plus the logarithm of the weight.</summary>
internal static unsafe class PlanOffsets
{
    /// <summary>Writes the offsets of the packed atoms, padded with <see cref="ExponentialKernel.Absent"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Write(ReadOnlySpan<double> potential, PackedSide side, double scale, AlignedBuffer<double> buffer)
    {
        Span<double> offsets = buffer.Resize(side.PaddedCount);
        for (int k = 0; k < side.ActiveCount; k++)
            offsets[k] = side.LogWeights[k] + (potential[k] * scale);
        offsets[side.ActiveCount..].Fill(ExponentialKernel.Absent);
    }
}
